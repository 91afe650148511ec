/** Open this to see how a command ends whose output is written, or can't be. */
import { EXIT, type ExitCode } from './command.js';
import { terminal } from './output.js';

/** What the output has failed with, if it has. */
let failed: NodeJS.ErrnoException | undefined;

/** Whether output could not be written, for which a command ends by itself. */
export function hasFailed(): boolean {
  return failed !== undefined;
}

/**
 * Whoever reads the output may stop reading, and need not be told: `mortise list | head -1`. What can't be written for another reason is lost, and
 * nobody is to take that for a success. A host that runs stops its plugins first, as if it were told to.
 */
export function leaveOnFailure(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (failed !== undefined) return;
      failed = error;
      const isRead = error.code !== 'EPIPE';
      if (isRead)
        terminal.talk(`mortise: the output can't be written: ${error.message}.\n  Make room where it goes, or let it go elsewhere.`);
      if (process.listenerCount('SIGTERM') === 0) process.exit(isRead ? EXIT.failed : undefined);
      process.kill(process.pid, 'SIGTERM');
    });
  }
}

/** The exit code of a command that is done, once its output is written. */
export async function written(code: ExitCode): Promise<ExitCode> {
  process.exitCode = code;
  for (const stream of [process.stdout, process.stderr]) await new Promise<void>((resolve) => stream.write('', () => resolve()));
  // What a stream fails with is told a moment after whoever has written.
  await new Promise((resolve) => setImmediate(resolve));
  return failed === undefined || failed.code === 'EPIPE' ? code : EXIT.failed;
}
