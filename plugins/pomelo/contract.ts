/** Open this to see the words of Pomelo: what a plugin is, what an owner says of a server, and what `app.event` can do. */
import type { LogSink } from 'mortise';
import type { Emitter } from './emitter.js';

// oxlint-disable-next-line typescript/no-explicit-any -- any class at all, and the arguments that Pinus gives it
type AnyClass = new (...args: any[]) => object;

/**
 * What a plugin exports. Pomelo's has a directory of components, and perhaps one of event classes. Pinus's has a name, and lists of classes: each
 * component is `new Component(app, options)` with all options of `use`, each event class `new Event(options, app)`. Other members are left alone.
 */
export interface PomeloPlugin {
  /** Pinus: what it is called. */
  readonly name?: string;
  readonly components?: string | readonly AnyClass[];
  readonly events?: string | readonly AnyClass[];
  /** Pinus: folders of more handlers, remotes and crons. */
  readonly handlerPath?: string;
  readonly remoterPath?: string;
  readonly cronPath?: string;
  readonly [member: string]: unknown;
}

/** The server that has the others; from `config/master.json`. */
export interface MasterInfo {
  readonly id?: string;
  readonly host?: string;
  readonly port?: number;
  readonly [field: string]: unknown;
}

/** What an owner says of the server that the plugins find themselves in; all of it may be left out. */
export interface PomeloAppOptions {
  /** Default: `<serverType>-1`; of a master, the id in `master`. */
  readonly id?: string;
  /** Default: `server`. */
  readonly serverType?: string;
  /** The directory that `getBase()` gives, with `config/`, `app/servers/<type>/`. Default: the working directory. */
  readonly base?: string;
  /** Default: NODE_ENV, else `development`. */
  readonly env?: string;
  /** Whether clients connect to it. Default: what `config/servers.json` says. */
  readonly frontend?: boolean | 'true' | 'false';
  /** Where other servers reach it. Default: what `config/servers.json` says. */
  readonly host?: string;
  readonly port?: number;
  /** Where clients reach it. Default: what `config/servers.json` says. */
  readonly clientPort?: number;
  /** Default: `config/master.json`; a master is its own. */
  readonly master?: MasterInfo;
  /** Events without a namespace that are shared with the host, besides the ten of Pomelo; a host of your own lists them in `createHost({ events })` too. */
  readonly events?: readonly string[];
  /** Where lines of Pomelo itself go. Default: readable lines on stderr. */
  readonly log?: LogSink;
}

/**
 * Node's EventEmitter, as plugins use it. Pomelo's ten events, names with a dot and those of `PomeloAppOptions.events` are the host's: a listener
 * stands in the host's order, what it throws is reported and reaches nobody else, and only the first argument of an emission is carried.
 * Every other name stays inside the app.
 */
export type PomeloEvents = Emitter;
