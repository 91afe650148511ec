/** Open this to test a plugin: a host with a clock of your own, fakes for what it uses, and every problem, event and log line recorded. */
import { modulesOn } from '../extension/modules.js';
import { definePlugin } from '../facts/definition.js';
import { assembleHost, type Host } from '../host.js';
import type { ExtensionSpec } from '../model/extension.js';
import { checkHostOptions, checkTestOptions } from '../kernel/check-options.js';
import type { MortiseHost } from '../model/host.js';
import type { HostOptions } from '../model/options.js';
import type { Step } from '../model/plan.js';
import type { LogRecord } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import type { Events } from '../model/registry.js';
import type { Report } from '../model/report.js';
import { nodeFiles, sha256 } from '../platform/files.js';
import { mapStacks } from '../platform/runtime.js';
import { failure } from '../problem/problem.js';
import { near } from '../problem/text.js';
import { leftovers } from './leftovers.js';
import { settle, VirtualClock } from './virtual-clock.js';

/** What a test host has; everything that `createHost` takes, with a virtual clock and short forms for plugins. */
export interface TestHostOptions extends Omit<HostOptions, 'clock' | 'config' | 'plugins'> {
  /** What to load; the same entries as `extensions`. */
  readonly plugins?: readonly ExtensionSpec[];
  /** What `plugins` is in `createHost`: enabled and required by plugin id. */
  readonly settings?: NonNullable<HostOptions['plugins']>;
  /** Configuration by plugin id. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Default: a new clock at 0. */
  readonly clock?: VirtualClock;
  /** Values to publish in place of plugins that are not there, by namespace. */
  readonly fakes?: Readonly<Record<string, unknown>>;
  /** Hold every step of a plan until `step()` lets it go; whoever awaits `start()` before waits for ever. Default false. */
  readonly stepwise?: boolean;
}

/** An event as it was delivered. */
export interface RecordedEvent {
  readonly name: string;
  readonly payload: unknown;
}

/** A real host on a virtual clock, with everything that has happened in it. */
export interface TestHost {
  readonly host: MortiseHost;
  readonly clock: VirtualClock;
  /** Every problem so far, oldest first. */
  readonly problems: readonly Problem[];
  /** Every event so far, the host's own included. */
  readonly events: readonly RecordedEvent[];
  readonly log: readonly LogRecord[];
  start(): Promise<Report>;
  stop(): Promise<Report>;
  /**
   * Lets the next held step go, waits until it is done, and tells which it was; nothing when there is none. With `parallel`, another step of
   * its level may be held beside it: then it has begun, and may not be done.
   */
  step(): Promise<Step | undefined>;
  /** Lets steps go until this one is done. Throws when it never comes. */
  runTo(plugin: string, action: Step['action']): Promise<Step>;
  /**
   * Throws, naming what is left, unless a plugin that stopped (or all of them) left nothing behind of what is made through the context.
   * A raw `setInterval` it does not see. Throws `plan.unknown-plugin` for a key that no plugin ever had.
   */
  expectClean(plugin?: string): void;
}

/**
 * Makes a host for a test. Nothing is mocked: it is the real host, on a clock that you move, with what it finds recorded.
 *
 * ```ts
 * import { OnEvent, Plugin, Use } from 'mortise/decorators';
 * import { createTestHost } from 'mortise/testing';
 *
 * @Plugin({ id: 'welcome', version: '1.0.0' })
 * class Welcome {
 *   @Use('acme/mail') readonly mail!: { send(to: string): void };
 *   @OnEvent('bind_session') greet(session: { uid: string }) {
 *     this.mail.send(session.uid);
 *   }
 * }
 *
 * const sent: string[] = [];
 * const test = createTestHost({ plugins: [Welcome], fakes: { 'acme/mail': { send: (to: string) => sent.push(to) } } });
 * await test.start();
 * test.host.events.emit('bind_session', { uid: 'ada' });
 * console.log(sent); // [ 'ada' ]
 * await test.stop();
 * test.expectClean();
 * ```
 */
export function createTestHost(options: TestHostOptions = {}): TestHost {
  checkTestOptions(options);
  const { plugins = [], config = {}, clock = new VirtualClock(), fakes, stepwise = false, settings = {}, ...rest } = options;
  const steps = new Steps();
  const log: LogRecord[] = [];
  const events: RecordedEvent[] = [];
  const given: HostOptions = {
    name: 'test',
    // A test says itself what the environment says.
    environment: false,
    ...rest,
    clock,
    extensions: [...(fakes === undefined ? [] : [fakePlugin(fakes)]), ...plugins, ...(rest.extensions ?? [])],
    plugins: {
      ...settings,
      ...Object.fromEntries(Object.entries(config).map(([id, values]) => [id, { ...settings[id], config: values }])),
    },
  };
  checkHostOptions(given);
  const host: Host = assembleHost(given, {
    clock,
    files: nodeFiles,
    modules: modulesOn({ files: nodeFiles, sha256, mapStacks }),
    log: (record) => void log.push(record),
    ...(stepwise ? { gate: (step: Step) => steps.hold(step) } : {}),
  });
  /** Keys of plugins, also of those that have gone. */
  const seen = new Set<string>();
  // Like the log it is part of the host, and is not told among those who get an event.
  const recorder = host.kernel.bus.view({ plugin: 'host', component: 'test' });
  recorder.handle('plugin.starting', ({ plugin }) => void seen.add(plugin), { priority: Number.NEGATIVE_INFINITY });
  // Some go that have never started.
  const changed = ({ receipt }: Events['host.changed']): void => receipt.plugins.forEach(({ plugin }) => seen.add(plugin));
  recorder.handle('host.changed', changed, { priority: Number.NEGATIVE_INFINITY });
  recorder.handle('**', (payload, name) => void events.push({ name, payload }), { priority: Number.NEGATIVE_INFINITY });
  const step = async (): Promise<Step | undefined> => {
    await steps.arrival(host);
    const released = steps.release();
    if (released !== undefined) await steps.arrival(host);
    return released;
  };
  return {
    host,
    clock,
    events,
    log,
    get problems() {
      return host.problems;
    },
    start: () => host.start(),
    stop: () => host.stop(),
    step,
    async runTo(plugin, action) {
      for (let done = await step(); done !== undefined; done = await step()) {
        if (done.plugin === plugin && done.action === action) return done;
      }
      throw new Error(`the step '${action}' of '${plugin}' never came; is it in the plan?`);
    },
    expectClean(plugin) {
      const known = new Set([...seen, ...host.kernel.records.keys()]);
      if (plugin !== undefined && !known.has(plugin))
        throw failure('plan.unknown-plugin', { key: plugin, action: 'find clean', near: near(plugin, known) });
      const left = leftovers(host, clock, plugin === undefined ? seen : [plugin]);
      if (left.length > 0) throw new Error(`${plugin ?? 'the host'} left something behind:\n${left.map((line) => `  ${line}`).join('\n')}`);
    },
  };
}

function fakePlugin(fakes: Readonly<Record<string, unknown>>) {
  return definePlugin({ id: 'fakes', version: '0.0.0', provides: fakes });
}

/** Steps that wait to be let go. */
class Steps {
  /** Several at once when plugins start in parallel. */
  readonly #held: { readonly step: Step; readonly go: () => void }[] = [];
  #arrived: (() => void) | undefined;

  hold(step: Step): Promise<void> {
    return new Promise((go) => {
      this.#held.push({ step, go });
      this.#arrived?.();
    });
  }

  release(): Step | undefined {
    const held = this.#held.shift();
    held?.go();
    return held?.step;
  }

  /** Waits until a step is held, or until the host has nothing to do. */
  async arrival(host: Host): Promise<void> {
    if (this.#held.length > 0) return;
    const arrived = new Promise<void>((resolve) => (this.#arrived = resolve));
    await Promise.race([arrived, host.idle().then(settle)]);
    this.#arrived = undefined;
  }
}
