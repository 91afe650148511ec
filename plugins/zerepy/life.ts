/** Open this to see how the steps in the life of a decorated component get their hooks: they stand around its methods, on the instance only. */
import type { LifecycleMethod, Undo } from 'mortise';
import type { HookStep, PluginHooks } from './hooks.js';

/** What the methods of the host are as steps. */
const STEPS: Readonly<Partial<Record<LifecycleMethod, HookStep>>> = {
  beforeStart: 'beforeStart',
  start: 'initialize',
  afterStart: 'afterStart',
  health: 'health',
  beforeStop: 'beforeStop',
  stop: 'cleanup',
};

const done = new WeakSet<object>();

/** Puts hooks around the steps of an instance; it has them once, however many facts ask for it. */
export function liven(instance: object, plugin: string, hooks: PluginHooks, except: readonly LifecycleMethod[] = []): Undo | void {
  if (done.has(instance) || !Object.isExtensible(instance)) return undefined;
  done.add(instance);
  for (const [method, step] of Object.entries(STEPS) as [LifecycleMethod, HookStep][]) {
    if (except.includes(method)) continue;
    const written: unknown = Reflect.get(instance, method);
    // A start and a stop have hooks even where there is nothing to do.
    if (typeof written !== 'function' && method !== 'start' && method !== 'stop') continue;
    const work = (args: readonly unknown[]): unknown => (typeof written === 'function' ? called(written, instance, args) : undefined);
    const value =
      method === 'stop'
        ? (force: boolean): unknown => hooks.around(step, { plugin, instance }, () => work([force]))
        : (): unknown => hooks.around(step, { plugin, instance }, () => work([]));
    Object.defineProperty(instance, method, { value, configurable: true, writable: true });
  }
  return undefined;
}

/** As the host calls it: with a callback behind the arguments where one more parameter is declared. */
function called(method: Function, instance: object, args: readonly unknown[]): unknown {
  if (method.length <= args.length) return Reflect.apply(method, instance, args) as unknown;
  return new Promise((resolve, reject) => {
    const callback = (error?: unknown): void => (error === undefined || error === null ? resolve(undefined) : reject(error as Error));
    const result: unknown = Reflect.apply(method, instance, [...args, callback]);
    Promise.resolve(result).catch(reject);
  });
}
