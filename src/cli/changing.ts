/** Open this for the list of commands that change a running host, and that tell what was changed. */
import type { Command, Flag } from './command.js';

const CONFIG: Readonly<Record<string, Flag>> = {
  config: { type: 'string', value: '<file>', doc: 'the configuration, or its folder; default: ./mortise.yaml' },
};

const CHANGE: Readonly<Record<string, Flag>> = {
  'dry-run': { type: 'boolean', doc: 'show the plan and do nothing; exit code 3 when there is something to do' },
  yes: { type: 'boolean', doc: 'do not ask' },
  force: { type: 'boolean', doc: 'do not wait for handlers of what is replaced that do not end' },
  ...CONFIG,
};

const ASKS = [
  'The host that runs with this configuration does it, as a whole or not at all where something that runs is replaced. What stops or',
  'replaces something is shown and asked about first; where nobody can be asked, it wants --yes.',
];

const change = (command: Pick<Command, 'usage' | 'doc' | 'details' | 'load'> & Partial<Command>): Command => ({
  most: 64,
  ...command,
  details: [...command.details, ...ASKS],
  flags: { ...command.flags, ...CHANGE },
});

export const changing: Readonly<Record<string, Command>> = {
  load: change({
    usage: 'mortise load <file|package…>',
    doc: 'load more into a running host',
    details: ['What begins with ./, ../ or / or ends in .js or .ts is a file, which must lie below the home of the host or its roots.'],
    load: async () => (await import('./asked.js')).load,
  }),
  unload: change({
    usage: 'mortise unload <id…>',
    doc: 'stop plugins of a running host and let them go',
    details: ['The plugins of one extension go together.'],
    load: async () => (await import('./asked.js')).unload,
  }),
  reload: change({
    usage: 'mortise reload <id…>',
    doc: 'read the code of plugins anew and put it in the place of what runs',
    details: ['The new generation is made ready beside the old one. If anything fails, the old one serves on.'],
    flags: { all: { type: 'boolean', doc: 'every plugin that came from a file' } },
    load: async () => (await import('./asked.js')).reload,
  }),
  enable: change({
    usage: 'mortise enable <id…>',
    doc: 'start plugins that are disabled; a restart remembers it',
    details: [],
    load: async () => (await import('./asked.js')).enable,
  }),
  disable: change({
    usage: 'mortise disable <id…>',
    doc: 'stop plugins and keep them loaded; a restart remembers it',
    details: ['It is kept in .mortise/ beside the configuration, and counts more than what the configuration says.'],
    load: async () => (await import('./asked.js')).disable,
  }),
  set: change({
    usage: 'mortise set <id> <field>=<value>…',
    doc: 'give a plugin other values of its configuration, while it runs',
    details: [
      'A value is written as in YAML, on one line: 5, true, null, [a, b], "00100"; everything else is a text. It comes over what was',
      'set before, and over the configuration. The plugin takes it by its onConfig; without one a new generation of it takes over.',
    ],
    flags: {
      save: { type: 'boolean', doc: 'write all that is set of the plugin into the configuration as well, whose comments and order stay' },
      unset: {
        type: 'string',
        value: '<fields>',
        doc: 'take back what was set, with --save out of the file: a field, or several with commas between',
      },
    },
    load: async () => (await import('./set.js')).set,
  }),
  configure: change({
    usage: 'mortise configure',
    doc: 'read the configuration file and the settings folder anew',
    details: [
      'What they say by now of the configurations of plugins counts: who has an onConfig takes it while it runs, and of others a new generation',
      'takes over. When anything of it is wrong, nothing is changed. Everything else in the file counts from the next start on.',
    ],
    most: 0,
    load: async () => (await import('./asked.js')).configure,
  }),
  undo: change({
    usage: 'mortise undo [revision]',
    doc: 'take a change back: all is as it was before that revision',
    details: ['Without a revision it is the last change; mortise history shows them.'],
    most: 1,
    load: async () => (await import('./asked.js')).undo,
  }),
  exec: {
    usage: 'mortise exec <line>',
    doc: 'run a command that a plugin has registered, in a running host',
    details: [
      'The host that runs with this configuration runs it, as its console would. What the command answers goes to stdout. A line with quotes',
      `or with dashes is written in quotes: mortise exec 'presence show "Ada L."'.`,
    ],
    most: 64,
    flags: CONFIG,
    load: async () => (await import('./exec.js')).exec,
  },
  history: {
    usage: 'mortise history',
    doc: 'show what was changed since the start, and who asked for it',
    details: ['The host that runs with this configuration is asked; it remembers the last 100 changes.'],
    most: 0,
    flags: CONFIG,
    load: async () => (await import('./history.js')).history,
  },
  doctor: {
    usage: 'mortise doctor',
    doc: 'tell whether what went is gone from memory, and what plugins made past their contexts',
    details: [
      'The host that runs with this configuration is asked; it collects its garbage first. Exit code 4 when something is left.',
      'What plugins make past their contexts is followed where the host says escapes.',
      '--dump shows what is inside instead: the load order with times, what each container publishes, handlers with what they were',
      'used for, and the tree of commands.',
    ],
    most: 0,
    flags: {
      holders: { type: 'boolean', doc: 'look for who holds what is left; the host stands still for seconds' },
      dump: { type: 'boolean', doc: 'show states, containers, handlers, commands and the load order' },
      ...CONFIG,
    },
    load: async () => (await import('./doctor.js')).doctor,
  },
};
