/** Open this to see what a command is, and what its exit codes mean. */
import type { Output } from './output.js';

/** Exit codes of every command. */
export const EXIT = { done: 0, failed: 1, usage: 2, changes: 3, unhealthy: 4, incompatible: 5 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface CommandInput {
  readonly arguments: readonly string[];
  readonly flags: Readonly<Record<string, boolean | string | undefined>>;
  readonly out: Output;
}

export interface Flag {
  readonly type: 'boolean' | 'string';
  readonly doc: string;
  /** What a text flag takes: `<dir>`. */
  readonly value?: string;
}

export interface Command {
  readonly usage: string;
  readonly doc: string;
  readonly details: readonly string[];
  /** Most arguments it takes. */
  readonly most: number;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly load: () => Promise<(input: CommandInput) => Promise<ExitCode>>;
}

/** Flags that every command knows. */
export const COMMON: Readonly<Record<string, Flag>> = {
  help: { type: 'boolean', doc: 'show this text' },
  json: { type: 'boolean', doc: 'print data for programs instead of text' },
};
