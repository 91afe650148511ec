/** Open this to see Pomelo's `app` at work: how what is used gets to the host, and what happens when that starts and stops. */
import { join } from 'node:path';
import { callbackify } from 'node:util';
import {
  Clock,
  createHost,
  definePlugin,
  VERSION,
  type ClockPort,
  type Extension,
  type HostOptions,
  type MortiseHost,
  type Report,
} from 'mortise';
import type { PomeloAppOptions, PomeloPlugin } from './contract.js';
import { exportOf } from './directories.js';
import { extensionOf, type Brought } from './extension.js';
import { Intake, type Refused } from './intake.js';
import { Lifecycles } from './lifecycles.js';
import type { PomeloApp } from './pomelo-app.js';
import type { Callback } from './services/ports.js';
import { textOf, type Say } from './trace.js';
import { Traffic } from './traffic.js';

/** Milliseconds after which nobody waits for a lifecycle any more. */
const LATE = 10_000;

/** A used plugin in the list, with how far it got. */
interface Listed {
  readonly extension: Extension;
  /** A host has seen it, or was asked to load it. */
  offered: boolean;
}

export class Application extends Traffic implements PomeloApp {
  readonly #intake: Intake;
  readonly #lifecycles = new Lifecycles(this);
  readonly #extensions: Extension[] = [];
  readonly #listed = new Set<Listed>();
  #host: MortiseHost | undefined;
  #loading: Promise<unknown> = Promise.resolve();
  #isForced = false;
  #clock: ClockPort | undefined;
  readonly #hostOptions: HostOptions;
  readonly #failed = (error?: unknown): void => void (error && this.say('error', textOf(error)));

  constructor(options: PomeloAppOptions) {
    super(options);
    const { events = [], log } = options;
    this.#hostOptions = { name: this.serverId, home: this.getBase(), events, ...(log === undefined ? {} : { log: { sink: log } }) };
    this.#intake = new Intake({
      app: this,
      defaults: this.defaults,
      event: this.event,
      tracing: this.tracing,
      folders: this.folders,
      lifecycles: this.#lifecycles,
      host: () => this.#host,
      forced: () => this.#isForced,
    });
    const file = join(this.getBase(), 'app/servers', this.serverType, 'lifecycle.js');
    this.#lifecycles.addFile(exportOf(file), file, this.say);
    this.event.on('start_all', () => void this.#lifecycles.run('afterStartAll').catch(this.#failed));
    this.#list(this.#itself());
  }

  get components(): Readonly<Record<string, unknown>> {
    return this.#intake.components;
  }

  get extensions(): readonly Extension[] {
    return this.#extensions;
  }

  get host(): MortiseHost | undefined {
    return this.#host;
  }

  join<H extends MortiseHost>(host: H): H {
    if (this.#host === host) return host;
    if (this.#host !== undefined)
      throw new Error(`This app belongs to the host '${this.#host.name}' already; make another app for '${host.name}'.`);
    this.#host = host;
    this.event.join(host.events);
    host.events.handle('host.started', () => this.#up());
    if (this.#isUp) this.#up();
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
    const brought = this.bring(plugin, options, this.say);
    if ('refused' in brought) this.say(brought.level, brought.refused);
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
    const brought = this.#intake.component(component, options ?? {}, named ? (args[0] as string) : undefined, this.say);
    if (brought === undefined) return undefined;
    this.#list(brought);
    return this;
  }

  beforeStopHook(hook: (app: PomeloApp, callback: Callback) => void): void {
    this.noted(this.#lifecycles.add({ beforeShutdown: hook }));
  }

  start(callback: Callback = this.#failed): void {
    callbackify(() => this.startAll())(callback);
  }

  stop(force = false, callback: Callback = this.#failed): void {
    callbackify(() => this.stopAll(force))(callback);
  }

  async startAll(): Promise<Report> {
    const extensions = (): HostOptions['extensions'] => this.#extensions.map((extension) => ({ extension, required: true }));
    const host = this.#host ?? this.join(createHost({ ...this.#hostOptions, extensions: extensions()! }));
    const report = await host.start();
    await this.settled();
    return report;
  }

  async stopAll(force: boolean): Promise<Report | undefined> {
    this.#isForced = force;
    return this.#host?.stop();
  }

  /** The app as a plugin of its host, before all that it uses: what it does when the server starts and stops. */
  #itself(): Brought {
    const definition = definePlugin({
      id: 'pomelo',
      version: VERSION,
      description: `Pomelo's app of the server ${this.serverId}`,
      provides: { 'pomelo/app': this },
      inject: [Clock],
      setup: (clock: ClockPort) => ({
        beforeStart: async () => {
          this.#clock = clock;
          this.knowItself();
          this.readCrons();
          await this.#lifecycles.run('beforeStartup');
        },
        afterStart: async () => {
          // What is wrong with a handler is told now, and not to the first client; components that it asks for have started.
          this.folders.of('handler');
          this.folders.of('remote');
          // A store is a component as well.
          await this.channelService.restore();
        },
        beforeStop: async () => {
          this.crons.stop();
          this.unwatch();
          await this.#lifecycles.run('beforeShutdown');
        },
      }),
    });
    const anew = 'An app is there once: make another app for another host.';
    return { definition, undo: () => undefined, anew, host: () => this.#host };
  }

  get #isUp(): boolean {
    return this.#host?.state === 'running';
  }

  /** The host runs, and so does everything that it was given. */
  #up(): void {
    this.#offer();
    this.#loading = this.#loading.then(() => this.#begin()).catch(this.#failed);
  }

  /** What follows a start is for an app that still runs by then: what comes late may have taken its time. */
  async #begin(): Promise<void> {
    if (!this.#isUp) return;
    this.crons.start();
    await this.#within(this.#lifecycles.run('afterStartup'), 'afterStartup').catch(this.#failed);
    if (!this.#isUp) return;
    this.event.emit('start_server', this.serverId);
    const others = Object.keys(this.getServersFromConfig()).filter((id) => id !== this.serverId);
    // With others it is for the transport to say when all of them have started.
    if (others.length === 0) this.event.emit('start_all');
  }

  /** Whoever never calls back keeps nobody else from what follows: the host watches over its own phases, and this is none of them. */
  #within(work: Promise<void>, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = (): void =>
        reject(new Error(`${what} of a lifecycle has not called back after ${LATE} ms, so nobody waits for it any more`));
      const undo = this.#clock?.setTimeout(late, LATE);
      work.then(resolve, reject).finally(() => undo?.());
    });
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
    const waiting = [...this.#listed].filter((listed) => !listed.offered);
    if (!this.#isUp || waiting.length === 0) return;
    for (const listed of waiting) listed.offered = true;
    const loading = this.#host!.load(...waiting.map((listed) => listed.extension)).catch(this.#failed);
    // Nothing of one report is kept for the next one.
    this.#loading = Promise.all([this.#loading, loading]).then(() => undefined);
  }
}

/** The app behind what an owner holds. */
export function applicationOf(app: PomeloApp): Application {
  if (app instanceof Application) return app;
  throw new TypeError('This is no app of Pomelo: give what createApp has made.');
}
