/** Open this to see Pomelo's `app` at work: its settings and conditions, and how what is used gets to the host. */
import { consoleLog, type Extension, type MortiseHost } from 'mortise';
import type { PomeloApp, PomeloAppOptions, PomeloPlugin } from './contract.js';
import { EventView } from './event-view.js';
import { extensionOf, type Brought } from './extension.js';
import { Intake, type Refused } from './intake.js';
import { Settings } from './settings.js';
import type { Say } from './trace.js';

/**
 * Makes Pomelo's application object, on which Pomelo plugins run unmodified: their factories get it, `app.use(plugin, options)` is
 * synchronous, and their lifecycle and events are the host's. List its `extensions` at a host and join the two.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { createPomeloApp } from 'mortise/pomelo';
 *
 * const app = createPomeloApp({ id: 'gate-1', serverType: 'gate' });
 * app.configure('all', 'gate', () => {
 *   app.load('greeter', () => ({ start: (done: () => void) => done() }));
 * });
 * const host = app.join(createHost({ name: 'game', extensions: app.extensions }));
 * app.event.on('bind_session', (session: { uid: string }) => console.log('hello', session.uid));
 *
 * await host.start();
 * host.events.emit('bind_session', { uid: 'ada' }); // hello ada
 * await host.stop();
 * ```
 */
export function createPomeloApp(options: PomeloAppOptions = {}): PomeloApp {
  return new Application(options);
}

/** A used plugin in the list, with how far it got. */
interface Listed {
  readonly extension: Extension;
  /** A host has seen it, or was asked to load it. */
  offered: boolean;
}

export class Application {
  readonly event: EventView;
  readonly #intake: Intake;
  readonly #settings = new Settings(this);
  readonly #say: Say;
  readonly #extensions: Extension[] = [];
  readonly #listed = new Set<Listed>();
  #host: MortiseHost | undefined;
  #loading: Promise<unknown> = Promise.resolve();

  // Attached settings, as in Pomelo.
  declare readonly serverId: string;
  declare readonly serverType: string;
  declare readonly env: string;

  constructor({ id, serverType = 'server', base, env, events = [], log = consoleLog() }: PomeloAppOptions) {
    this.#say = (level, message) => log({ time: Date.now(), level, plugin: 'pomelo', message });
    this.#intake = new Intake({ app: this, event: () => this.event, joined: () => this.#host !== undefined });
    this.event = new EventView({
      shared: events,
      noted: (undo) => this.#intake.trace?.push(undo),
      failed: (name, thrown) => this.#say('error', `a listener of "${name}" has thrown: ${String(thrown)}`),
    });
    this.set('serverType', serverType, true);
    this.set('serverId', id ?? `${serverType}-1`, true);
    this.set('env', env ?? process.env['NODE_ENV'] ?? 'development', true);
    this.set('base', base ?? process.cwd());
  }

  get components(): Readonly<Record<string, unknown>> {
    return this.#intake.components;
  }

  get extensions(): readonly Extension[] {
    return this.#extensions;
  }

  join<H extends MortiseHost>(host: H): H {
    if (this.#host === host) return host;
    if (this.#host !== undefined)
      throw new Error(`This app belongs to the host '${this.#host.name}' already; make another app for '${host.name}'.`);
    this.#host = host;
    this.event.join(host.events);
    host.events.handle('host.started', () => this.#offer());
    this.#offer();
    return host;
  }

  async settled(): Promise<void> {
    for (let seen: unknown; seen !== this.#loading;) {
      seen = this.#loading;
      await seen;
    }
  }

  use(plugin: PomeloPlugin, options: object = {}): void {
    this.#mustTake();
    const brought = this.bring(plugin, options, this.#say);
    if ('refused' in brought) this.#say(brought.level, brought.refused);
    else this.#list(brought);
  }

  /** What `use` does, without putting it on the list. */
  bring(plugin: unknown, options: object, say: Say): Brought | Refused {
    return this.#intake.plugin(plugin, options, say);
  }

  load(...args: readonly unknown[]): this | undefined {
    this.#mustTake();
    const named = typeof args[0] === 'string';
    const [component, options] = named ? args.slice(1) : args;
    const brought = this.#intake.component(component, options ?? {}, named ? (args[0] as string) : undefined, this.#say);
    if (brought === undefined) return undefined;
    this.#list(brought);
    return this;
  }

  configure(...args: readonly unknown[]): this {
    const run = args.at(-1) as (this: this) => void;
    const [env, serverType] = args.slice(0, -1) as (string | undefined)[];
    if (matches(env, this.env) && matches(serverType, this.serverType)) run.call(this);
    return this;
  }

  set(name: string): unknown;
  set(name: string, value: unknown, attach?: boolean): this;
  set(...args: [name: string, value?: unknown, attach?: boolean]): unknown {
    const [name, value] = args;
    if (args.length === 1) return this.get(name);
    const attach = Boolean(args[2]);
    if (attach && !this.#settings.canAttach(name))
      this.#say('warn', `${JSON.stringify(name)} is a member of the app, so it is only a setting`);
    const { trace } = this.#intake;
    const undo = this.#settings.set(name, value, attach, trace !== undefined);
    trace?.push(undo);
    if (attach) trace?.services.set(name, value);
    return this;
  }

  get(name: string): unknown {
    return this.#settings.get(name);
  }

  getServerId(): string {
    return this.serverId;
  }

  getServerType(): string {
    return this.serverType;
  }

  getBase(): string {
    return this.get('base') as string;
  }

  #mustTake(): void {
    const host = this.#host;
    if (host?.state === 'stopping' || host?.state === 'stopped')
      throw new Error(`The host '${host.name}' is ${host.state}, so it starts nothing more.`);
  }

  #list(brought: Brought): void {
    const extension = extensionOf(brought, { seen: () => void (listed.offered = true), gone: () => this.#unlist(listed) });
    const listed: Listed = { offered: false, extension };
    this.#listed.add(listed);
    this.#extensions.push(extension);
    this.#offer();
  }

  #unlist(listed: Listed): void {
    this.#listed.delete(listed);
    const index = this.#extensions.indexOf(listed.extension);
    if (index !== -1) this.#extensions.splice(index, 1);
  }

  /** Hands a running host what it was not given at its start. */
  #offer(): void {
    const host = this.#host;
    const waiting = [...this.#listed].filter((listed) => !listed.offered);
    if (host?.state !== 'running' || waiting.length === 0) return;
    for (const listed of waiting) listed.offered = true;
    const loading = host.load(...waiting.map((listed) => listed.extension)).catch((error: unknown) => this.#say('error', String(error)));
    // Nothing of one report is kept for the next one.
    this.#loading = Promise.all([this.#loading, loading]).then(() => undefined);
  }
}

/** `'gate|connector'` holds either, `'all'` and nothing hold every one. */
function matches(wanted: string | undefined, actual: string): boolean {
  return wanted === undefined || wanted === 'all' || wanted.split('|').includes(actual);
}
