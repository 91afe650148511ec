/** Open this for the list of commands: what each is for, what it takes, and where it is. Nothing of mortise's core is loaded by it. */
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

export const commands: Readonly<Record<string, Command>> = {
  run: {
    usage: 'mortise run [config]',
    doc: 'start the host that a configuration describes, and stop it on Ctrl+C',
    details: [
      'config is a YAML file; without it, ./mortise.yaml is used. Its folder is the home of the host: `file` specs and',
      'directories are relative to it. The table of plugins goes to stdout, log lines go to stderr.',
      'SIGINT and SIGTERM stop everything in reverse; a second one leaves at once.',
    ],
    most: 1,
    flags: {
      log: { type: 'string', value: '<level>', doc: 'trace, debug, info, warn, error or silent; default: what the configuration says, else info' },
    },
    load: async () => (await import('./run.js')).run,
  },
};
