/** Open this to see everything an owner can say: the options of `createHost` and `createApp`. */
import type { Container } from 'inversify';
import type { PermissionLevel, PermissionLevels } from './command.js';
import type { Dialect, ExtensionSpec } from './extension.js';
import type { Kind } from './kind.js';
import type { ClockPort, LogSink, LogThreshold } from './ports.js';

/** What an owner decides about one plugin, by its id. */
export interface PluginSettings {
  /** Default true. */
  readonly enabled?: boolean;
  /** If it is not running at the end of `host.start()`, that fails and everything is stopped; later changes don't look at it. Default false. */
  readonly required?: boolean;
  /** Values for its `@Config`. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** What a host and an app have in common, and whether an app starts. */
export interface AppOptions {
  /** Of an app: whether it starts with the host. `host.app(name).start()` starts it whatever is said here. Default true. */
  readonly enabled?: boolean;
  /** What to load, in order. See `ExtensionSpec`. */
  readonly extensions?: readonly ExtensionSpec[];
  /** Directories in which plugins are discovered, relative to home. */
  readonly directories?: readonly string[];
  /** `file` specs are relative to it and `module` specs are resolved from it. Default: that of the host; of a host, the working directory. */
  readonly home?: string;
  /** Folders from which code may be loaded, besides home and the directories. */
  readonly roots?: readonly string[];
  /**
   * A folder, relative to home, with a YAML or JSON file for each plugin: `settings/presence.yaml` holds values of the configuration of
   * `presence`. What the configuration file says counts more. Default: none.
   */
  readonly settingsFolder?: string;
  /** Settings by plugin id. */
  readonly plugins?: Readonly<Record<string, PluginSettings>>;
}

/** How long things may take, in milliseconds. */
export interface TimeoutOptions {
  /** A phase of a plugin is named as slow. Default 3,000. */
  readonly warn?: number;
  /** A phase of a plugin has failed. Default 10,000. */
  readonly fail?: number;
  /** Stopping one plugin. Default 5,000. */
  readonly stop?: number;
  /** Stopping everything. Default 10,000. */
  readonly total?: number;
  /**
   * How long those who run with a namespace go on when the plugin that published it takes it back. If it is published again by then, none of
   * them stops; each keeps the value that it holds, unless its reference is live. Default 0: they stop at once, and start again when it is back.
   */
  readonly grace?: number;
}

/** Which lines of the log are written, and where. */
export interface LogOptions {
  /** Default `info`. */
  readonly level?: LogThreshold;
  /** Levels of single plugins. */
  readonly plugins?: Readonly<Record<string, LogThreshold>>;
  /** Where lines go. Default: readable lines on stderr. */
  readonly sink?: LogSink;
}

/** Where values of configurations come from that the environment sets. */
export interface EnvironmentOptions {
  /** What the names of variables begin with. Default `MORTISE`. */
  readonly prefix?: string;
  /** Default: those of the process. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** Who may run which commands. */
export interface PermissionOptions {
  /**
   * A JSON file, relative to home: `{ "default": "user", "users": { "alice": "admin" } }`. It may be edited while the host runs. Default: levels
   * are forgotten when the host stops.
   */
  readonly file?: string;
  /** Levels by name. Default: guest 0, user 1, helper 2, admin and operator 3, owner 4. */
  readonly levels?: PermissionLevels;
  /** Of users whom the file does not name, unless it says otherwise. Default `user`, or the lowest one if there is no such level. */
  readonly default?: PermissionLevel;
}

/** The options of `createHost`; all of them may be left out. */
export interface HostOptions extends Omit<AppOptions, 'enabled'> {
  /** For messages and logs. Default `host`. */
  readonly name?: string;
  /** A YAML file with those of these keys that are no code and not about the process; what is passed in code wins. Relative to home. */
  readonly config?: string;
  readonly apps?: Readonly<Record<string, AppOptions>>;
  readonly kinds?: readonly Kind[];
  readonly dialects?: readonly Dialect[];
  /** Events without a namespace that may be emitted, besides those of cluster, sessions and servers. */
  readonly events?: readonly string[];
  readonly log?: LogOptions;
  /** A container of your own; plugins see what is bound in it. */
  readonly container?: Container;
  /** `emit` throws what a handler threw, after all handlers ran. Default false. */
  readonly strict?: boolean;
  /** Independent plugins start at the same time. Default false. */
  readonly parallel?: boolean;
  readonly timeouts?: TimeoutOptions;
  readonly permissions?: PermissionOptions;
  /**
   * Which variables of the environment set values of configurations: `MORTISE__PRESENCE__TTL` is `ttl` of `presence`, and what
   * `MORTISE__PRESENCE__TTL_FILE` names is a file with it. They count more than files and code. False: none does.
   */
  readonly environment?: EnvironmentOptions | false;
  /** Stop on SIGTERM and SIGINT; a second one leaves at once. Default false: an embedded host leaves signals alone. */
  readonly signals?: boolean;
  /**
   * Opens a socket that only the user who runs the host can open, and through which `mortise list` and its like ask and `mortise reload` and
   * its like change; with `read` it answers, and refuses changes. It belongs to the configuration file, or without one to home. Default false;
   * `mortise run` opens it.
   */
  readonly control?: boolean | 'read';
  /**
   * A file, relative to home, in which is kept which plugins were enabled and disabled by command, so that a restart knows it; that counts
   * more than what code and the configuration file say. `host.enable` and `host.disable` write nothing. Default: it is forgotten.
   */
  readonly state?: string;
  /**
   * The code of plugins that come from files is loaded so that it can be read anew and let go, from the first time on: a reload then leaves
   * nothing of the old code. Costs a compile at the start; `mortise dev` sets it. Default false: the first generation is Node's own import.
   */
  readonly live?: boolean;
  /**
   * What becomes of what plugins make past their contexts (raw timers, listeners of `process`, sockets, child processes, globals): it is
   * reported with its place when they go, or ended as well. What comes from a file that another plugin which runs on has loaded as well is
   * nobody's, and is left alone. Following it makes timers and awaits slower, so it is for development.
   * Default `ignore`; `mortise dev` reports.
   */
  readonly escapes?: 'ignore' | 'report' | 'release';
  /** Stops the host when it is aborted. */
  readonly signal?: AbortSignal;
  /** Time, for tests. */
  readonly clock?: ClockPort;
}
