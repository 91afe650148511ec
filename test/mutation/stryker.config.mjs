/** Open this to see what is mutated, and which specs must notice: those of the folder, and no others. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** The specs that are about each folder. One that notices by chance, since it runs everything, proves nothing of the folder's own. */
const specs = {
  version: ['test/version'],
  graph: ['test/graph'],
  manifest: ['test/manifest', 'test/decorators/exclusive', 'test/decorators/misuse', 'test/decorators/bare'],
  // The laws try random worlds, for minutes: what only they notice is a sentence that is missing.
  plan: ['test/plan'],
};

const folder = process.env.MUTATION_FOLDER ?? 'version';

export default {
  mutate: [`src/${folder}/**/*.ts`],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    configFile: 'jest.config.ts',
    config: {
      testMatch: specs[folder].map((path) => `<rootDir>/${path}{/**/*,}.spec.ts`),
      // A thousand inputs for each change take longer than all the rest, and find little that a sentence did not say before.
      // A host loads all there is, for each change.
      testPathIgnorePatterns: ['/node_modules/', '/(fuzz|plan/host)\\.spec\\.ts$'],
      reporters: [],
    },
    // Most of the specs import the whole, so all of them are related to everything.
    enableFindRelatedTests: false,
  },
  // Stryker would read it with the interface of an older TypeScript. Jest needs none.
  tsconfigFile: 'none.json',
  // Jest checks no types, and a line on top of each file would move what specs expect at a line.
  disableTypeChecks: false,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // On a busy machine slow is not endless; loops that never end are counted, not timed.
  timeoutMS: 10_000,
  // Jest keeps the modules of each run in memory: a runner that is not replaced now and then only collects garbage in the end.
  maxTestRunnerReuse: 15,
  ignorePatterns: [
    '/dist',
    '/coverage',
    '/docs',
    '/examples',
    '/plugins',
    '/bench',
    '/test/mutation',
    '/test/declarations',
    '/test/transcripts',
  ],
  // Not in dist, which a build may clear in the meantime.
  tempDirName: join(tmpdir(), `mortise-mutation-${process.pid}`),
  cleanTempDir: 'always',
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: `coverage/mutation/${folder}.html` },
  jsonReporter: { fileName: `coverage/mutation/${folder}.json` },
  incrementalFile: `coverage/mutation/${folder}.incremental.json`,
  thresholds: { high: 95, low: 85, break: 85 },
};
