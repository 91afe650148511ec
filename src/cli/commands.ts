/** Open this for the list of commands: what each is for, what it takes, and where it is. Nothing of mortise's core is loaded by it. */
import { changing } from './changing.js';
import type { Command, Flag } from './command.js';

const CONFIG: Readonly<Record<string, Flag>> = {
  config: { type: 'string', value: '<file>', doc: 'the configuration, or its folder; default: ./mortise.yaml' },
};

const WHO_ANSWERS = [
  'A host that runs with this configuration is asked, through a socket that only its user can open. Without one the answer is',
  'what a start would come to: everything is read and attached, and nothing starts.',
];

export const commands: Readonly<Record<string, Command>> = {
  run: {
    usage: 'mortise run [config]',
    doc: 'start the host that a configuration describes, and stop it on Ctrl+C',
    details: [
      'config is a YAML file; without it, ./mortise.yaml is used. Its folder is the home of the host: `file` specs and',
      'directories are relative to it. The table of plugins goes to stdout, log lines go to stderr.',
      'SIGINT and SIGTERM stop everything in reverse; a second one leaves at once.',
      'config may also be a module (.js, .mjs, .cjs) whose default export is a host, or a function that returns one. In a terminal every line',
      'that is typed is a command of a plugin.',
    ],
    most: 1,
    flags: {
      console: { type: 'boolean', doc: 'hear commands on stdin although it is no terminal' },
      log: {
        type: 'string',
        value: '<level>',
        doc: 'trace, debug, info, warn, error or silent; default: what the configuration says, else info',
      },
    },
    load: async () => (await import('./run.js')).run,
  },
  dev: {
    usage: 'mortise dev [config]',
    doc: 'run a host whose plugins go live as they are edited',
    details: [
      'Every file that a plugin consists of is watched. What is edited is read anew and takes over beside what serves, with whoever holds',
      'something of it; one line tells what was done and in which time. A mistake is shown, and the generation before serves on.',
      'Plugins that come to a watched directory are loaded, and those whose files are gone are unloaded. Needs chokidar and, for TypeScript',
      'and ECMAScript modules, oxc-transform, @oxc-project/runtime and @jridgewell/remapping.',
      'Keys: h help, r reload what was edited last, a reload all, p the plan of that, q quit.',
    ],
    most: 1,
    flags: {
      debounce: { type: 'string', value: '<ms>', doc: 'milliseconds of quiet before an edit is read; default: 20' },
      'no-keys': { type: 'boolean', doc: 'leave the terminal alone' },
      log: { type: 'string', value: '<level>', doc: 'trace, debug, info, warn, error or silent; default: warn' },
    },
    load: async () => (await import('./dev.js')).dev,
  },
  check: {
    usage: 'mortise check [config]',
    doc: 'tell whether everything that is listed would start; starts nothing',
    details: [
      'Everything is read, attached and planned, and taken back again. Every problem is told with its place and what to do.',
      'Exit code 0 without errors, 5 when all errors are about versions, else 1.',
    ],
    most: 1,
    flags: CONFIG,
    load: async () => (await import('./check.js')).check,
  },
  list: {
    usage: 'mortise list',
    doc: 'show every plugin with its state',
    details: [...WHO_ANSWERS, 'Exit code 4 when a plugin has failed, or a required one does not run.'],
    most: 0,
    flags: CONFIG,
    load: async () => (await import('./list.js')).list,
  },
  info: {
    usage: 'mortise info <id>',
    doc: 'show everything about one plugin',
    details: [...WHO_ANSWERS, 'A plugin of an app is named <app>:<id>. Secrets are not shown.'],
    most: 1,
    flags: CONFIG,
    load: async () => (await import('./info.js')).info,
  },
  why: {
    usage: 'mortise why <thing>',
    doc: 'explain why something is as it is, or why it is not there',
    details: [
      'thing is a plugin, a namespace, an event, a handler (plugin/Component.method) or a value (plugin.field); to say which is',
      'meant, write plugin, namespace, event, handler or config before it. `mortise why order a b` tells who starts first.',
      ...WHO_ANSWERS,
    ],
    most: 3,
    flags: CONFIG,
    load: async () => (await import('./why.js')).why,
  },
  graph: {
    usage: 'mortise graph',
    doc: 'show who needs whom, in the order in which plugins start',
    details: WHO_ANSWERS,
    most: 0,
    flags: {
      dot: { type: 'boolean', doc: 'for Graphviz: mortise graph --dot | dot -Tsvg > graph.svg' },
      mermaid: { type: 'boolean', doc: 'for Mermaid, as Markdown pages draw it' },
      ...CONFIG,
    },
    load: async () => (await import('./graph.js')).graph,
  },
  plan: {
    usage: 'mortise plan [change]',
    doc: 'show what a start, or a change after it, would do; does nothing',
    details: [
      'change is load <file or package>, unload <id>, enable <id> or disable <id>; several names may follow. A host that runs is',
      'not asked: the change is planned for one in which everything that can start has started.',
      'Exit code 3 when there is something to do, else 0.',
    ],
    most: 32,
    flags: CONFIG,
    load: async () => (await import('./plan.js')).plan,
  },
  ...changing,
};
