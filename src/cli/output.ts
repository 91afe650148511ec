/** Open this to see where a command writes: data to stdout, talk to stderr, in colours only where a person looks. */
import { styleText } from 'node:util';
import { EXIT, type ExitCode } from './command.js';
import { askAtTerminal } from './question.js';

/** What a colour says. */
export type Tone = 'good' | 'bad' | 'wait' | 'dim' | 'head';

export interface Output {
  /** Data: what a program may read. */
  data(text: string): void;
  /** Talk: what only a person reads. */
  talk(text: string): void;
  /** Asks who looks; absent where nobody can answer. */
  ask?(question: string): Promise<boolean>;
  /** Whether a person looks at the talk, so that progress is worth telling. */
  readonly isWatched?: boolean;
  /** Text for stdout in a colour; as it is, if stdout is no terminal or colours are not wanted (NO_COLOR). */
  paint?(tone: Tone, text: string): string;
}

const STYLES = { good: 'green', bad: 'red', wait: 'yellow', dim: 'gray', head: 'bold' } as const;

export const terminal: Output = {
  data: (text) => void process.stdout.write(`${text}\n`),
  talk: (text) => void process.stderr.write(`${text}\n`),
  isWatched: process.stderr.isTTY,
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask: askAtTerminal } : {}),
  // Node looks at the stream, NO_COLOR, NODE_DISABLE_COLORS and FORCE_COLOR.
  paint: (tone, text) => styleText(STYLES[tone], text, { stream: process.stdout }),
};

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
