/** Open this to see how a machine reads the result of the specs: jest's own counts, as JSON in the file that $JEST_RESULT names. */
import { writeFileSync } from 'node:fs';
import process from 'node:process';

export default class Reporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites }) {
    const file = process.env.JEST_RESULT;
    if (file === undefined) return;
    // A spec file that could not even be loaded counts as one failure.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    writeFileSync(file, JSON.stringify({ passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests }));
  }
}
