/** Open this to see how plugins are watched in the words of the document: what each was used for, and whether it is well. */
import type { Health, HealthCheckOptions, HealthView, PluginContextView, Undo, UsageView } from 'mortise';
import { notJoined, textOf } from './errors.js';
import { owned, type Owner } from './registry.js';

/** What one plugin was used for, since the host has started. */
export interface Usage {
  /** Calls of its connections and actions, of its methods with `@Around`, and of what it or others have tracked for it. */
  readonly calls: number;
  /** Calls that failed, and handlers of it that threw. */
  readonly errors: number;
  /** Milliseconds that its calls took together. */
  readonly time: number;
  /** Events that came for its handlers. */
  readonly events: number;
  readonly lastError?: string;
}

interface Views {
  readonly usage: UsageView;
  readonly check: HealthView['check'];
  readonly withoutSecrets: (text: string) => string;
}

interface Listed {
  readonly register: (health: HealthView) => Undo;
  undo: Undo | undefined;
}

/**
 * What the host counts and asks of plugins (`host.usage`, `host.health`), in the words of the document. From ZerePy's `PluginMonitor`.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { Plugin } from 'mortise/decorators';
 * import { createZerePy, HealthCheck } from 'mortise/zerepy';
 *
 * @Plugin({ id: 'cache', version: '1.0.0' })
 * class Cache {
 *   @HealthCheck('memory', { affects: 'degraded' }) hasRoom() {
 *     return false; // or throw, to say why
 *   }
 * }
 *
 * const zerepy = createZerePy();
 * const host = createHost({ extensions: [zerepy, Cache], log: { level: 'silent' } });
 * await host.start();
 * const { live, ready, degraded } = await zerepy.monitor.checkHealth();
 * console.log(live, ready, degraded); // true true true
 * await host.stop();
 * ```
 */
export class PluginMonitor {
  readonly #listed = new Set<Listed>();
  readonly #lastErrors = new Map<string, string>();
  /** Of the last plugin of ZerePy that ran; what was counted outlasts it. */
  #views: Views | undefined;
  /** While it runs. */
  #health: HealthView | undefined;

  /** Runs something on behalf of a plugin and counts it: a call, its time, and an error when it fails. Throws `zerepy.not-joined`. */
  async trackUsage<T>(plugin: string, work: () => T | PromiseLike<T>, name = 'work'): Promise<T> {
    const { usage, withoutSecrets } = this.#joined();
    try {
      return await usage.track(name, async () => work(), { plugin });
    } catch (thrown) {
      this.#lastErrors.set(plugin, withoutSecrets(textOf(thrown)));
      throw thrown;
    }
  }

  /** What a plugin was used for; zeros when it was not. */
  usage(plugin: string): Usage {
    const { handlers = [], calls = [] } = this.#views?.usage.read(plugin) ?? {};
    const sum = <E>(of: readonly E[], value: (each: E) => number): number => of.reduce((total, each) => total + value(each), 0);
    const lastError = this.#lastErrors.get(plugin);
    return {
      calls: sum(calls, (each) => each.calls),
      errors: sum(calls, ({ failures }) => failures) + sum(handlers, ({ failures }) => failures),
      time: sum(calls, ({ ms }) => ms),
      events: sum(handlers, ({ deliveries }) => deliveries),
      ...(lastError === undefined ? {} : { lastError }),
    };
  }

  /** By plugin. */
  all(): ReadonlyMap<string, Usage> {
    const { handlers = [], calls = [] } = this.#views?.usage.read() ?? {};
    const plugins = new Set([...handlers, ...calls].map(({ plugin }) => plugin));
    return new Map([...plugins].filter((plugin) => plugin !== 'host').sort().map((plugin) => [plugin, this.usage(plugin)])); // prettier-ignore
  }

  /** Declares a check: it fails when it returns false, throws, rejects, or takes too long. With an owner it goes with that plugin. */
  addCheck(
    name: string,
    run: (signal: AbortSignal) => unknown,
    { owner, ...options }: HealthCheckOptions & { readonly owner?: Owner } = {},
  ): Undo {
    const register = (health: HealthView): Undo => health.add(name, run, options);
    if (owner?.health !== undefined) return register(owner.health);
    const listed: Listed = { register, undo: undefined };
    this.#listed.add(listed);
    if (this.#health !== undefined) listed.undo = register(this.#health);
    return owned(owner, () => {
      this.#listed.delete(listed);
      listed.undo?.();
    });
  }

  /** Runs the checks of one plugin, or of all, at the same time. Never rejects for a check that fails. */
  async checkHealth(plugin?: string): Promise<Health> {
    return this.#joined().check(plugin === undefined ? {} : { plugin });
  }

  /** From now on it counts and asks, until the plugin of ZerePy stops. */
  bind(context: PluginContextView): void {
    const { usage, health } = context;
    const withoutSecrets = (text: string): string => context.withoutSecrets(text);
    this.#views = { usage, check: health.check, withoutSecrets };
    this.#health = health;
    for (const each of this.#listed) each.undo = each.register(health);
    context.own(() => (this.#health = undefined));
    context.events.handle('handler.failed', ({ plugin, error }) => void this.#lastErrors.set(plugin, withoutSecrets(textOf(error))));
  }

  #joined(): Views {
    if (this.#views === undefined) throw notJoined();
    return this.#views;
  }
}
