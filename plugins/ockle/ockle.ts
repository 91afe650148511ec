/** Open this to see how a host gets Ockle's form: daemon commands on its socket and in its command tree, templates, and the dialect. */
import { existsSync } from 'node:fs';
import {
  checkOptions,
  definePlugin,
  PluginContext,
  VERSION,
  type Clock,
  type ConfigSchema,
  type Dialect,
  type Extension,
  type ExtensionContext,
  type MortiseHost,
  type PermissionLevel,
  type PluginContextView,
  type Undo,
} from 'mortise';
import { CommunicationHandler, isDict, type Dict } from './communication-handler.js';
import { kindOf } from './daemon-command.js';
import { dialectOf } from './dialect.js';
import { ockleError } from './errors.js';
import { serveForms } from './form-commands.js';
import { readTemplates, type Templates } from './template.js';

/** What Ockle is given; everything has a default. */
export interface OckleOptions {
  /** A folder with `<Class>.ini` for each plugin, absolute or relative to the working directory. */
  readonly templates?: string;
  /** Who may give daemon commands as lines. Default `admin`; the control socket is only for the user who runs the host. */
  readonly permission?: PermissionLevel;
}

/** An extension, and what an owner can do with it. Plugins find the commands as `ockle/commands`. */
export interface Ockle extends Extension<ExtensionContext> {
  readonly commands: CommunicationHandler;
  /** For `createHost({ dialects })`, where classes that extend `ModuleTemplate` stand in lists or directories. */
  readonly dialect: Dialect;
  /** The forms of the folder of templates, and what is wrong with them. */
  readonly templates: () => Templates;
  /**
   * Adds the commands by which a form is shown and saved: `getAvailablePluginsList`, `getForm { plugin }` with JSON Schema and values (secrets are
   * hidden), and `saveForm { plugin, values }`, which checks, applies and saves them. A secret that comes back hidden stays as it is; where it can't,
   * since what is around it was changed, nothing is saved (`ockle.hidden-secret`). What it returns takes them back.
   */
  serveForms(host: MortiseHost): Undo;
}

/**
 * Makes the daemon of one host; list it before whatever adds commands to it. Its commands are called over the control socket (`createClient`), as
 * lines (`daemon <name> <dictionary as JSON>`, `listCommands`), and by `commands.call`. Touches nothing. Throws `ockle.bad-options`. From Ockle's main
 * daemon. See `DaemonCommand` and `ModuleTemplate` for examples.
 */
export function createOckle(options: OckleOptions = {}): Ockle {
  const wrong = checkOptions(OPTIONS, options, "createOckle can't make a daemon");
  if (wrong !== undefined) throw ockleError('ockle.bad-options', wrong);
  const { templates, permission = 'admin' } = options;
  let clock: Clock | undefined;
  const commands = new CommunicationHandler(() => clock);
  let read: Templates | undefined;
  const readAll = (): Templates => {
    if (read !== undefined) return read;
    if (templates === undefined) read = { forms: new Map(), problems: [] };
    else if (existsSync(templates)) read = readTemplates(templates);
    else
      throw ockleError('ockle.bad-template', {
        message: `There is no folder of templates '${templates}'.`,
        hint: 'It is absolute, or relative to the working directory.',
        place: templates,
      });
    return read;
  };
  return {
    name: 'ockle',
    version: VERSION,
    commands,
    templates: readAll,
    dialect: dialectOf({ commands, templates: readAll }),
    serveForms: (host) => serveForms(host, commands),
    attach(_options, callback) {
      clock = this.clock;
      this.registerKind(kindOf(commands));
      this.registerPlugin(
        definePlugin({
          id: 'ockle',
          version: VERSION,
          provides: { 'ockle/commands': commands },
          inject: [PluginContext] as const,
          setup: (context: PluginContextView) => registerCommands(context, commands, permission),
        }),
      );
      callback();
    },
  };
}

const OPTIONS: ConfigSchema = { templates: { type: 'string', required: false }, permission: { type: 'any', required: false } };

function registerCommands({ commands: lines }: PluginContextView, commands: CommunicationHandler, permission: PermissionLevel): void {
  const options = { permission, suggest: { name: () => commands.list().map(({ name }) => name) } };
  lines.register('listCommands', () => commands.list(), { permission, doc: 'The commands of the daemon, and what they are for' });
  lines.register(
    'daemon <name>',
    ({ name }, { input }) => (isDict(input) && isDict(input['dict']) ? commands.answer(name, input['dict']) : commands.call(name)),
    {
      ...options,
      doc: 'Calls a command of the daemon, with a dictionary as JSON or as name=value',
    },
  );
  lines.register('daemon <name> <arguments:greedy>', ({ name, arguments: line }) => commands.call(name, dictOf(line)), options);
}

/** `{"a": 1}`, or `a=1 b="two words"`, whose values are JSON where they read as such, and texts where not. */
function dictOf(line: string): Dict {
  const text = line.trim();
  if (text.startsWith('{')) {
    const found = jsonOf(text);
    if (isDict(found)) return found;
    throw badArguments('is no dictionary as JSON');
  }
  const words = [...text.matchAll(/([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|\S*)|(\S+)/g)];
  const stray = words.find(([, , , rest]) => rest !== undefined);
  if (stray !== undefined) throw badArguments(`has '${stray[0]}', which is no name=value`);
  return Object.fromEntries(words.map(([, name, value]) => [name!, jsonOf(value!) ?? value]));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badArguments(why: string): Error {
  return ockleError('ockle.bad-arguments', {
    message: `Nothing was called: what was given ${why}.`,
    hint: 'Write {"name": value} as JSON, or name=value for each.',
  });
}

declare module 'mortise' {
  interface Namespaces {
    'ockle/commands': CommunicationHandler;
  }
}
