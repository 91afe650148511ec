/** Open this for the list of commands: what each is for, what it takes, and where it is. Nothing of mortise's core is loaded by it. */
import type { Command } from './command.js';

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
      log: {
        type: 'string',
        value: '<level>',
        doc: 'trace, debug, info, warn, error or silent; default: what the configuration says, else info',
      },
    },
    load: async () => (await import('./run.js')).run,
  },
};
