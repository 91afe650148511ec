/** Open this to see hooks in the words of the document: those of the host around the steps of all plugins, and those that a plugin has itself. */
import type { HookedStep, HooksView, PluginContextView, StepEvent, Undo } from 'mortise';
import { owned, type Owner } from './registry.js';

/** A step. `initialize` is the start of a plugin and `cleanup` its stop; the others are called as the host calls them. */
export type HookStep = 'initialize' | 'cleanup' | 'beforeStart' | 'afterStart' | 'health' | 'beforeStop';

/** What a hook is told. */
export interface HookEvent {
  readonly when: 'pre' | 'post';
  readonly step: HookStep;
  /** Key of the plugin. */
  readonly plugin: string;
  /** After a step: how long it took. */
  readonly ms?: number;
  /** After a step that failed. */
  readonly error?: unknown;
}

/** Told of one step; what it throws disturbs nobody. */
export type Hook = (event: HookEvent) => unknown;

/** The four hooks of the document; each is told whose step it is. */
export interface HookSet {
  readonly preInitialize?: Hook;
  readonly postInitialize?: Hook;
  readonly preCleanup?: Hook;
  readonly postCleanup?: Hook;
}

/** The steps of the document as those of the host. */
const STEPS: Readonly<Record<HookStep, HookedStep>> = {
  initialize: 'start',
  cleanup: 'stop',
  beforeStart: 'beforeStart',
  afterStart: 'afterStart',
  health: 'health',
  beforeStop: 'beforeStop',
};
const NAMES = Object.entries(STEPS) as [HookStep, HookedStep][];

interface Listed {
  readonly register: (hooks: HooksView) => Undo;
  undo: Undo | undefined;
}

/**
 * The hooks of the host (`host.hooks`) in the words of the document. Those that are added here run around the steps of all plugins, and can't
 * disturb them. A plugin has its own as methods: `preInitialize`, `postInitialize`, `preCleanup`, `postCleanup`, `preAfterStart`, and so on; what
 * they throw fails the step, as if the step had. From ZerePy's `PluginHooks`.
 */
export class PluginHooks {
  readonly #listed = new Set<Listed>();
  #hooks: HooksView | undefined;

  /** Runs before a step of every plugin, or with `*` before every step. With an owner it goes with that plugin. */
  pre(step: HookStep | '*', hook: Hook, owner?: Owner): Undo {
    return this.#add('before', step, hook, owner);
  }

  /** Runs after it, also when it has failed. */
  post(step: HookStep | '*', hook: Hook, owner?: Owner): Undo {
    return this.#add('after', step, hook, owner);
  }

  /** Adds the hooks of the document. */
  add({ preInitialize, postInitialize, preCleanup, postCleanup }: HookSet, owner?: Owner): Undo {
    const undos = [
      preInitialize === undefined ? undefined : this.pre('initialize', preInitialize, owner),
      postInitialize === undefined ? undefined : this.post('initialize', postInitialize, owner),
      preCleanup === undefined ? undefined : this.pre('cleanup', preCleanup, owner),
      postCleanup === undefined ? undefined : this.post('cleanup', postCleanup, owner),
    ];
    return () => undos.forEach((undo) => undo?.());
  }

  /** From now on they run, until the plugin of ZerePy stops. */
  bind(context: PluginContextView): void {
    this.#hooks = context.hooks;
    for (const each of this.#listed) each.undo = each.register(context.hooks);
    context.own(() => (this.#hooks = undefined));
  }

  #add(when: StepEvent['when'], step: HookStep | '*', hook: Hook, owner?: Owner): Undo {
    const register = (hooks: HooksView): Undo => hooks[when](step === '*' ? '*' : STEPS[step], (event) => hook(toldOf(event)));
    // A plugin has hooks of its own, which go with it.
    if (owner?.hooks !== undefined) return register(owner.hooks);
    const listed: Listed = { register, undo: undefined };
    this.#listed.add(listed);
    if (this.#hooks !== undefined) listed.undo = register(this.#hooks);
    return owned(owner, () => {
      this.#listed.delete(listed);
      listed.undo?.();
    });
  }
}

function toldOf({ when, step, plugin, ms, error }: StepEvent): HookEvent {
  const [name] = NAMES.find(([, method]) => method === step)!;
  return {
    when: when === 'before' ? 'pre' : 'post',
    step: name,
    plugin,
    ...(ms === undefined ? {} : { ms }),
    ...(error === undefined ? {} : { error }),
  };
}

/** Whose hooks stand around their steps by now; one instance may have several facts that ask for it. */
const done = new WeakMap<object, AbortSignal>();

/** Puts the methods of an instance around the steps of its plugin: `preInitialize`, and so on. Those after a step run when it went well. */
export function ownHooks(instance: object, { id, hooks, signal }: PluginContextView): void {
  if (done.get(instance) === signal) return;
  done.set(instance, signal);
  for (const [name, step] of NAMES) {
    const call = (when: 'pre' | 'post'): unknown => {
      const method: unknown = Reflect.get(instance, `${when}${name[0]!.toUpperCase()}${name.slice(1)}`);
      return typeof method === 'function' ? Reflect.apply(method, instance, []) : undefined;
    };
    hooks.before(step, () => call('pre'), { plugin: id });
    hooks.after(step, ({ error }) => (error === undefined ? call('post') : undefined), { plugin: id });
  }
}
