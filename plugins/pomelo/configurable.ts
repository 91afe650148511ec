/** Open this to see the settings of the app: `set` and `get`, files of `config/`, and what is done for some environments and types only. */
import { isAbsolute, join } from 'node:path';
import type { PomeloAppOptions } from './contract.js';
import { configOf } from './directories.js';
import { EventView } from './event-view.js';
import { Settings } from './settings.js';
import { sayTo, type Say, type Trace, textOf } from './trace.js';

/** The app as far as it is settings and events. */
export abstract class Configurable {
  readonly event: EventView;
  protected readonly say: Say;
  /** What the plugin does whose code runs right now. */
  protected readonly tracing: { current?: Trace } = {};
  readonly #settings = new Settings(this);

  // Attached settings, as in Pomelo.
  declare readonly env: string;
  declare readonly serverType: string;

  constructor({ base, env, events = [], log }: PomeloAppOptions) {
    this.say = sayTo(log);
    this.event = new EventView({
      shared: events,
      noted: (undo) => this.noted(undo),
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
    const [env, serverType] = args.slice(0, -1) as (string | undefined)[];
    if (matches(env, this.env) && matches(serverType, this.serverType)) run.call(this);
    return this;
  }

  getBase(): string {
    return this.get('base') as string;
  }

  loadConfigBaseApp(name: string, file: string): void {
    const value = configOf(this.getBase(), this.env, file);
    if (value === undefined) this.say('error', `invalid configuration with file path: ${name}`);
    else this.set(name, value);
  }

  loadConfig(name: string, file: string): void {
    const value = configOf('', this.env, isAbsolute(file) ? file : join(this.getBase(), file));
    if (value === undefined) throw new Error(`There is no configuration '${name}' at ${file}.`);
    this.set(name, value);
  }
}

/** `'gate|connector'` holds either, `'all'` and nothing hold every one. */
function matches(wanted: string | undefined, actual: string): boolean {
  return wanted === undefined || wanted === 'all' || wanted.split('|').includes(actual);
}
