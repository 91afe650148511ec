/** Open this to see the settings of the app: `set` and `get`, files of `config/`, and what is done for some environments and types only. */
import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { PomeloAppOptions } from './contract.js';
import { configFile, configOf, forget, required } from './directories.js';
import { EventView } from './event-view.js';
import { Settings } from './settings.js';
import { sayTo, textOf, Tracing, type Say } from './trace.js';

/** The app as far as it is settings and events. */
export abstract class Configurable {
  readonly event: EventView;
  protected readonly say: Say;
  protected readonly tracing = new Tracing();
  readonly #settings = new Settings(this);
  readonly #watchers = new Set<FSWatcher>();

  // Attached settings, as in Pomelo.
  declare readonly env: string;
  declare readonly serverType: string;

  constructor({ base, env, events = [], log }: PomeloAppOptions) {
    this.say = sayTo(log);
    this.event = new EventView({
      shared: events,
      noted: (undo) => this.noted(undo),
      // What a listener does is not done by whoever emits.
      unnoted: (emit) => this.tracing.during(undefined, emit),
      failed: (name, thrown) => this.say('error', `a listener of "${name}" has thrown: ${textOf(thrown)}`),
    });
    this.set('base', base ?? process.cwd());
    this.set('env', env ?? process.env['NODE_ENV'] ?? 'development', true);
  }

  /** What code of a plugin has done to the app goes with the plugin. */
  protected noted(undo: () => void): void {
    this.tracing.current?.push(undo);
  }

  set(name: string): unknown;
  set(name: string, value: unknown, attach?: boolean): this;
  set(...args: [name: string, value?: unknown, attach?: boolean]): unknown {
    const [name, value] = args;
    if (args.length === 1) return this.get(name);
    const attach = Boolean(args[2]);
    if (attach && !this.#settings.canAttach(name))
      this.say('warn', `${JSON.stringify(name)} is a member of the app, so it is only a setting`);
    const trace = this.tracing.current;
    const undo = this.#settings.set(name, value, attach, trace !== undefined);
    trace?.pushName(undo);
    if (attach) trace?.services.set(name, value);
    return this;
  }

  get(name: string): unknown {
    return this.#settings.get(name);
  }

  enable(name: string): this {
    return this.set(name, true);
  }

  disable(name: string): this {
    return this.set(name, false);
  }

  enabled(name: string): boolean {
    return Boolean(this.get(name));
  }

  disabled(name: string): boolean {
    return !this.enabled(name);
  }

  configure(...args: readonly unknown[]): this {
    const run = args.at(-1) as (this: this) => void;
    if (typeof run !== 'function')
      throw new TypeError('configure([environment], [server type], function) takes a function as its last argument.');
    const [env, serverType] = args.slice(0, -1) as (string | undefined)[];
    if (matches(env, this.env) && matches(serverType, this.serverType)) run.call(this);
    return this;
  }

  getBase(): string {
    return this.get('base') as string;
  }

  loadConfigBaseApp(name: string, file: string, reload = false): void {
    const value = configOf(this.getBase(), this.env, file);
    if (value === undefined) return this.say('error', `invalid configuration with file path: ${name}`);
    this.set(name, value);
    if (reload) this.#watch(name, this.getBase(), file);
  }

  loadConfig(name: string, file: string, reload = false): void {
    const path = isAbsolute(file) ? file : join(this.getBase(), file);
    const value = configOf('', this.env, path);
    if (value === undefined) throw new Error(`There is no configuration '${name}' at ${file}.`);
    this.set(name, value);
    if (reload) this.#watch(name, '', path);
  }

  require(file: string): unknown {
    return required(join(this.getBase(), file));
  }

  /** Files are not looked at any more. */
  protected unwatch(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers.clear();
  }

  /** Sets what the file says whenever it is written. What can't be read is told, and what it said before counts. */
  #watch(name: string, base: string, file: string): void {
    const path = configFile(base, this.env, file)!;
    const trace = this.tracing.current;
    const read = (): void => {
      try {
        forget(path);
        const value = configOf(base, this.env, file);
        // What it sets goes with the plugin that asked for it, as what was set at first.
        if (value !== undefined && !isDeepStrictEqual(value, this.get(name))) this.tracing.during(trace, () => this.set(name, value));
      } catch (error) {
        this.say('error', `the configuration ${name} can't be read, so what it said before counts: ${textOf(error)}`);
      }
    };
    // Of the folder, because editors put another file in the place of the old one.
    const watcher = watch(
      dirname(path),
      { persistent: false },
      (_event, changed) => void ((changed === null || changed === basename(path)) && read()),
    );
    watcher.on('error', (error) => this.say('error', `the configuration ${name} is not looked at any more: ${textOf(error)}`));
    this.#watchers.add(watcher);
    this.noted(() => {
      watcher.close();
      this.#watchers.delete(watcher);
    });
  }
}

/** `'gate|connector'` holds either, `'all'` and nothing hold every one. */
function matches(wanted: string | undefined, actual: string): boolean {
  return wanted === undefined || wanted === 'all' || wanted.split('|').includes(actual);
}
