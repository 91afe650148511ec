/** Open this to see where a command writes: data to stdout, talk to stderr, in colours only where a person looks. */
import { styleText } from 'node:util';
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
