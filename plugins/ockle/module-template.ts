/** Open this to see what a plugin in Ockle's form extends, and what it gets of the daemon. */
import type { LoggerView, PluginContextView, Undo } from 'mortise';
import { namesIn } from './config-class.js';
import { nearTo, ockleError } from './errors.js';
import type { CommunicationHandler, DaemonCommandOptions, DaemonFunction } from './communication-handler.js';
import type { Form } from './form.js';
import { own } from './hidden-secrets.js';

/** The commands of the daemon, as one plugin has them: what it adds goes with it. */
export interface PluginCommands extends Pick<CommunicationHandler, 'listCommands' | 'list' | 'call'> {
  addCommandToList(name: string, work: DaemonFunction, options?: DaemonCommandOptions): Undo;
}

/** The daemon, as a plugin of Ockle's form sees it. */
export interface MainDaemon {
  /** False when the plugin begins to stop. */
  readonly running: boolean;
  readonly communicationHandler: PluginCommands;
  /** All that a plugin of mortise has: its host, events, clock, commands, look-ups. */
  readonly context: PluginContextView;
  /** Waits so many seconds, on the clock of the host; ends at once when the plugin begins to stop. */
  sleep(seconds: number): Promise<void>;
}

/**
 * What a plugin in Ockle's form extends. It is made with the daemon, and may have `run(signal)`, which goes on in the background for as long as the
 * plugin runs, `stop()`, and whatever else a component of mortise has. Its configuration has the fields of its template: the static `template`, or
 * `<Class>.ini` in the folder of `createOckle({ templates })`. From Ockle's `ModuleTemplate`.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { createOckle, ModuleTemplate, type MainDaemon } from 'mortise/ockle';
 *
 * class TimerPluginExample extends ModuleTemplate {
 *   static readonly template = '[plugins.TimerPluginExample]\nWAIT_TIME=["int",1]\n';
 *   readonly waitTime: number;
 *   constructor(mainDaemon: MainDaemon) {
 *     super(mainDaemon);
 *     this.waitTime = this.getConfigInt('WAIT_TIME');
 *   }
 *   override async run() {
 *     while (this.mainDaemon.running) {
 *       this.debug('I am a test plugin');
 *       await this.mainDaemon.sleep(this.waitTime);
 *     }
 *   }
 * }
 *
 * const ockle = createOckle();
 * const host = createHost({ extensions: [ockle, TimerPluginExample], dialects: [ockle.dialect], log: { level: 'silent' } });
 * await host.start();
 * console.log(host.list().map(({ key }) => key)); // [ 'ockle', 'timer-plugin-example' ]
 * await host.stop();
 * ```
 */
export class ModuleTemplate {
  /** A template in Ockle's format, or a form. Default: what the folder of templates has for the class. */
  static readonly template?: string | Form;
  /** Default `0.0.0`. */
  static readonly version?: string;

  constructor(readonly mainDaemon: MainDaemon) {
    this.debug(`Loaded: ${this.constructor.name}`);
  }

  /** Goes on in the background for as long as the plugin runs; the signal is aborted before it stops. */
  run?(signal: AbortSignal): unknown;

  /** Called when `run` has ended. */
  stop?(force: boolean): unknown;

  /** The logger of this plugin. */
  get log(): LoggerView {
    return this.mainDaemon.context.log;
  }

  debug(message: unknown): void {
    this.log.debug(typeof message === 'string' ? message : (JSON.stringify(message) ?? String(message)));
  }

  /**
   * A value of its configuration; undefined where that may be missing, and is. Capitals make no difference, as in Ockle. Throws
   * `ockle.unknown-variable`.
   */
  getConfigVar<T = unknown>(name: string): T {
    const config = this.mainDaemon.context.config as Readonly<Record<string, unknown>>;
    const names = namesIn(config);
    const found = names.includes(name) ? name : names.find((each) => each.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return own(config, found) as T;
    throw ockleError('ockle.unknown-variable', {
      message: `The template of ${this.constructor.name} has no value '${name}'.`,
      hint: nearTo(name, names),
      blame: 'plugin',
      plugin: this.mainDaemon.context.id,
      field: name,
    });
  }

  /** An integer of its configuration. Throws `ockle.unknown-variable` and `ockle.not-an-int`. */
  getConfigInt(name: string): number {
    const value = this.getConfigVar(name);
    if (Number.isSafeInteger(value)) return value as number;
    throw ockleError('ockle.not-an-int', {
      message: `'${name}' of ${this.constructor.name} is no integer.`,
      hint: 'Ask with getConfigVar, or make it an int in the template.',
      blame: 'plugin',
      plugin: this.mainDaemon.context.id,
      field: name,
    });
  }
}

/** A class that a host can make a plugin of. */
export interface ModuleClass {
  new (mainDaemon: MainDaemon): ModuleTemplate;
  readonly name: string;
  readonly template?: string | Form;
  readonly version?: string;
}

/** The daemon for one plugin. */
export function daemonFor(context: PluginContextView, commands: CommunicationHandler): MainDaemon {
  return {
    context,
    get running() {
      return !context.signal.aborted;
    },
    communicationHandler: {
      addCommandToList: (name, work, options) => commands.addCommandToList(name, work, options, context),
      listCommands: () => commands.listCommands(),
      list: () => commands.list(),
      call: (name, dict) => commands.call(name, dict),
    },
    sleep: (seconds) =>
      new Promise((wake) => {
        if (context.signal.aborted) return wake();
        const end = (): void => {
          undo();
          context.signal.removeEventListener('abort', end);
          wake();
        };
        const undo = context.setTimeout(end, Math.min(seconds * 1000, 2_147_483_647));
        context.signal.addEventListener('abort', end, { once: true });
      }),
  };
}
