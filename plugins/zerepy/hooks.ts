/** Open this to see what runs before and after each step in the life of a plugin: hooks of its own, and hooks of the host. */
import type { ClockPort, Undo } from 'mortise';
import { bounded } from './deadline.js';
import { textOf } from './errors.js';
import { owned, type Owner } from './registry.js';

/** A step. `initialize` is the start of a plugin and `cleanup` its stop. */
export type HookStep = 'initialize' | 'cleanup' | 'beforeStart' | 'afterStart' | 'health' | 'beforeStop' | 'configure';

/** What a hook of the host is told. */
export interface HookEvent {
  readonly when: 'pre' | 'post';
  readonly step: HookStep;
  /** Key of the plugin. */
  readonly plugin: string;
  readonly instance: object;
  /** After a step: how long it took. */
  readonly ms?: number;
  /** After a step that failed. */
  readonly error?: unknown;
}

export type Hook = (event: HookEvent) => unknown;

/** The four hooks of the document; each is told whose step it is. */
export interface HookSet {
  readonly preInitialize?: Hook;
  readonly postInitialize?: Hook;
  readonly preCleanup?: Hook;
  readonly postCleanup?: Hook;
}

interface Of {
  readonly plugin: string;
  readonly instance: object;
}

const HOOK_TIME = 3_000;

/**
 * Hooks around the steps of every plugin that has a connection, an action or a class of the document. A plugin has its own as methods:
 * `preInitialize`, `postInitialize`, `preCleanup`, `postCleanup`, `preHealth`, and so on; what they throw fails the step, as if the step had. One of
 * the host's that throws, or takes longer than three seconds, is logged, and nothing else is disturbed. From ZerePy's `PluginHooks`.
 */
export class PluginHooks {
  readonly #hooks = new Set<{ readonly when: 'pre' | 'post'; readonly step: HookStep | '*'; readonly hook: Hook }>();
  readonly #ports: { clock(): ClockPort; warn(text: string): void };

  constructor(ports: { clock(): ClockPort; warn(text: string): void }) {
    this.#ports = ports;
  }

  /** Runs before a step of every plugin, or with `*` before every step. With an owner it goes with that plugin. */
  pre(step: HookStep | '*', hook: Hook, owner?: Owner): Undo {
    return this.#add('pre', step, hook, owner);
  }

  /** Runs after it, also when it has failed. */
  post(step: HookStep | '*', hook: Hook, owner?: Owner): Undo {
    return this.#add('post', step, hook, owner);
  }

  /** Adds the hooks of the document. */
  add({ preInitialize, postInitialize, preCleanup, postCleanup }: HookSet, owner?: Owner): Undo {
    const undos = [
      preInitialize === undefined ? undefined : this.pre('initialize', preInitialize),
      postInitialize === undefined ? undefined : this.post('initialize', postInitialize),
      preCleanup === undefined ? undefined : this.pre('cleanup', preCleanup),
      postCleanup === undefined ? undefined : this.post('cleanup', postCleanup),
    ];
    return owned(owner, () => undos.forEach((undo) => undo?.()));
  }

  /** Runs a step between its hooks. */
  async around<T>(step: HookStep, of: Of, work: () => T | PromiseLike<T>): Promise<T> {
    await this.#run({ when: 'pre', step, ...of });
    const clock = this.#ports.clock();
    const began = clock.now();
    try {
      await own(of.instance, 'pre', step);
      const result = await work();
      await own(of.instance, 'post', step);
      await this.#run({ when: 'post', step, ...of, ms: clock.now() - began });
      return result;
    } catch (error) {
      await this.#run({ when: 'post', step, ...of, ms: clock.now() - began, error });
      throw error;
    }
  }

  #add(when: 'pre' | 'post', step: HookStep | '*', hook: Hook, owner?: Owner): Undo {
    const added = { when, step, hook };
    this.#hooks.add(added);
    return owned(owner, () => void this.#hooks.delete(added));
  }

  async #run(event: HookEvent): Promise<void> {
    for (const { when, step, hook } of [...this.#hooks]) {
      if (when !== event.when || (step !== '*' && step !== event.step)) continue;
      try {
        await bounded(() => hook(event), { clock: this.#ports.clock(), ms: HOOK_TIME });
      } catch (thrown) {
        this.#ports.warn(`A hook before or after '${event.step}' of '${event.plugin}' has failed (${when}): ${textOf(thrown)}.`);
      }
    }
  }
}

/** The hook that a plugin has itself: `preInitialize`. */
async function own(instance: object, when: 'pre' | 'post', step: HookStep): Promise<void> {
  const hook: unknown = Reflect.get(instance, `${when}${step[0]!.toUpperCase()}${step.slice(1)}`);
  if (typeof hook === 'function') await (Reflect.apply(hook, instance, []) as unknown);
}
