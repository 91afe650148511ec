/** Open this to see what an owner says of MCDReforged's world, and what its parts promise each other. */
import type { PermissionOptions, Receipt } from 'mortise';
import type { ArchiveLimits } from './archive.js';
import type { ServerHandler } from './info-handler.js';
import type { IdGrammar } from './metadata.js';

/** The process that plugins react to. */
export interface ServerCommand {
  readonly command: string;
  readonly args?: readonly string[];
  /** Relative to home. Default `server`, if there is such a folder, else home. */
  readonly cwd?: string;
  /** Beside the environment of the host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Understands its lines. Default: `vanillaHandler`. A plugin may override it. */
  readonly handler?: ServerHandler;
  /** Whether it starts with the host. Default true. */
  readonly autostart?: boolean;
  readonly restart?: RestartPolicy;
  /** Milliseconds that it has to stop by itself, and then again after SIGTERM. Default 2,000. */
  readonly stopMs?: number;
  /** Lines that are read in one second; what comes faster waits in its pipe. Default 10,000. */
  readonly linesPerSecond?: number;
  /** Whether its lines go to the log. Default true. */
  readonly echo?: boolean;
}

/** What happens when it ends without being asked to. */
export interface RestartPolicy {
  /** `failure`: when its exit code is not 0, or a signal ended it. Default `never`. */
  readonly when?: 'never' | 'failure' | 'always';
  /** Milliseconds before the first restart; doubled with each that follows. Default 1,000. */
  readonly delay?: number;
  /** After so many restarts within `within` milliseconds it is left alone. Default 5 within 60,000. */
  readonly most?: number;
  readonly within?: number;
}

/** Everything may be left out. */
export interface McdrOptions {
  /** Other paths are relative to it. Default: the working directory. */
  readonly home?: string;
  /** Where plugins lie. Default `['plugins']`. */
  readonly directories?: readonly string[];
  /** Which ids there are: of MCDReforged since 2.11, or of the older document. Default `current`. */
  readonly ids?: IdGrammar;
  /** The version that plugins find under `mcdreforged`. Default 2.15.7. */
  readonly version?: string;
  /** The language of the log, and of everybody who prefers none. Default `en_us`. */
  readonly language?: string;
  /** Where the folders of plugins are: `<data>/<id>/`. Default `config`. */
  readonly data?: string;
  /** Who may do what; see `createHost`. Default: the file `permission.json`, which is made from a `permission.yml` of MCDReforged where it is missing. */
  readonly permissions?: PermissionOptions;
  readonly archives?: ArchiveLimits;
  /** Without it there is no process; plugins run all the same. */
  readonly serverCommand?: ServerCommand;
  /** The word before the manager's own commands. Default `!!MCDR`. */
  readonly commandPrefix?: string;
}

/** What is to be done with plugins, as one transaction. Paths are relative to home. */
export interface Manipulation {
  readonly load?: readonly string[];
  readonly unload?: readonly string[];
  readonly reload?: readonly string[];
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
}

/** What became of each plugin. */
export interface Outcome {
  /** Whether everything that was asked for is so. */
  readonly ok: boolean;
  /** Ids. */
  readonly loaded: readonly string[];
  readonly unloaded: readonly string[];
  readonly reloaded: readonly string[];
  /** By id, or by path where there is no id yet, with the sentence that says why. */
  readonly failed: Readonly<Record<string, string>>;
  /** The host's own proof, where it was asked for anything. */
  readonly receipt?: Receipt;
}

/**
 * Operations on plugins. What is called inside of another one (in `on_load`, in `on_unload`) waits for that, and answers null at once; so does what
 * would have to wait for its own listener or command, as the reload of one's own plugin.
 */
export interface PluginOperations {
  manipulatePlugins(manipulation: Manipulation): Promise<Outcome | null>;
  loadPlugin(path: string): Promise<boolean | null>;
  unloadPlugin(id: string): Promise<boolean | null>;
  reloadPlugin(id: string): Promise<boolean | null>;
  enablePlugin(path: string): Promise<boolean | null>;
  disablePlugin(id: string): Promise<boolean | null>;
  /** Loads what is new, unloads what is gone, reloads what was edited; the others hear nothing. */
  refreshChangedPlugins(): Promise<Outcome | null>;
  refreshAllPlugins(): Promise<Outcome | null>;
  /** Resolves when everything that waits is done. */
  settled(): Promise<void>;
}

/** The process, as plugins steer it. */
export interface ProcessView {
  readonly isRunning: boolean;
  /** Whether it has said that it is ready. */
  isStartup: boolean;
  readonly pid: number | undefined;
  /** Whether it was started; false if it runs already. Rejects with why it can't be. */
  start(): Promise<boolean>;
  /** Asks it to stop, and makes it stop in the end. */
  stop(): Promise<void>;
  kill(): void;
  /** One line for its stdin; whether it was taken. */
  write(line: string): boolean;
  untilStopped(): Promise<void>;
}
