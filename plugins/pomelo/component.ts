/** Open this to see how what a component file exports becomes a component with a name and a lifecycle. */
import { PluginContext, type ComponentDefinition } from 'mortise';
import { textOf } from './trace.js';

/** The name that an export or a component carries itself. */
export function nameOf(value: unknown): string | undefined {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return undefined;
  const name: unknown = Reflect.get(value, 'name');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** A function is called with the arguments, a class constructed, and anything else is the component itself. Throws when nothing comes of it. */
export function make(exported: unknown, args: readonly unknown[], what: string): object {
  const made: unknown = typeof exported === 'function' ? call(exported, args) : exported;
  if ((typeof made === 'object' && made !== null) || typeof made === 'function') return made;
  const how = typeof exported === 'function' ? 'its function returned' : 'it exports';
  throw new TypeError(`${what} is no object: ${how} ${made === null ? 'null' : typeof made}.`);
}

/** An event class is always constructed, as `new Event(app)`; a function that can't be is called. */
export function construct(exported: unknown, args: readonly unknown[], what: string): object {
  // Arrow functions and methods have no prototype, so `new` would throw.
  const canConstruct = typeof exported === 'function' && typeof exported.prototype === 'object' && exported.prototype !== null;
  return canConstruct ? (Reflect.construct(exported, args) as object) : make(exported, args, what);
}

function call(exported: object, args: readonly unknown[]): unknown {
  const isClass = /^class\b/.test(Function.prototype.toString.call(exported));
  return isClass ? Reflect.construct(exported as never, args) : Reflect.apply(exported as never, undefined, args);
}

const LIFECYCLE = ['beforeStart', 'start', 'afterStart', 'beforeStop', 'health', 'snapshot', 'restore'] as const;

/** Calls methods of a component in one life of it. */
type Within = <T>(run: () => T) => T;

/**
 * The component as the host runs it. `name` is for logs and messages; `forced` tells whether the app is being stopped at once; `live` is called
 * whenever a life of it begins.
 */
export function definitionOf(
  name: string,
  component: object,
  forced: () => boolean,
  live: (context: PluginContext) => Within,
): ComponentDefinition {
  return {
    name,
    inject: [PluginContext],
    setup: (context: PluginContext) => livingOf(component, forced, live(context)),
    // From Pinus.
    ...(typeof Reflect.get(component, 'afterStartAll') === 'function' ? { on: { start_all: 'afterStartAll' } } : {}),
  };
}

type Callable = (...args: unknown[]) => unknown;

function livingOf(component: object, forced: () => boolean, within: Within): object {
  const methods: Record<string, Callable> = {};
  // The host calls back where a method has a parameter for it.
  const add = (name: string, method: Callable, length: number): void => {
    const called: Callable = (...args) => within(() => Reflect.apply(method, component, args) as unknown);
    methods[name] = Object.defineProperty(called, 'length', { value: length });
  };
  for (const name of LIFECYCLE) {
    const method: unknown = Reflect.get(component, name);
    if (typeof method === 'function') add(name, method as Callable, callsBack(method as Callable, 0) ? method.length : 0);
  }
  const stop = stopOf(component, forced);
  if (stop !== undefined) add('stop', stop, stop.length);
  const afterStartAll: unknown = Reflect.get(component, 'afterStartAll');
  if (typeof afterStartAll === 'function') add('afterStartAll', () => answered(component, afterStartAll as Callable, []), 0);
  return methods;
}

/** Pomelo calls `stop(force, callback)`, and its guide shows `stop(cb)`: whoever followed the guide is called as the guide says. */
function stopOf(component: object, forced: () => boolean): Callable | undefined {
  const stop: unknown = Reflect.get(component, 'stop');
  if (typeof stop !== 'function') return undefined;
  const first = takesCallbackFirst(stop as Callable);
  const called: Callable = (force, ...callback) =>
    Reflect.apply(stop, component, first ? callback : [force || forced(), ...callback]) as unknown;
  const length = callsBack(stop as Callable, first ? 0 : 1) ? Math.max(stop.length, first ? 2 : 0) : 1;
  return Object.defineProperty(called, 'length', { value: length });
}

/** Whether a function says anywhere what its parameter at that place is called: one that never does, as in the samples of Pomelo's document, never calls back. */
function callsBack(called: Callable, place: number): boolean {
  // What looks like a comment within a text or a pattern is none: there is no space before it.
  const source = Function.prototype.toString.call(called).replaceAll(/(^|[\s;{}(,])(?:\/\/.*|\/\*[\s\S]*?\*\/)/gm, '$1');
  const parameters = /^[^(=]*\(([\w$\s,]*)\)/.exec(source);
  const name = parameters?.[1]!.split(',')[place]?.trim();
  // Whoever writes parameters in another way has thought of it.
  if (name === undefined || name === '') return true;
  const body = source.slice(parameters![0].length);
  return body.split(/[^\w$]+/).some((word) => word === name || word === 'arguments');
}

function takesCallbackFirst(stop: Callable): boolean {
  return stop.length === 1 && /^[^(]*\(\s*(?:cb|callback|done|next)\s*\)/.test(Function.prototype.toString.call(stop));
}

/** Calls a function with its arguments, and with a callback behind them if it has one more parameter. What it throws or calls back is rejected. */
export async function answered(target: object | undefined, called: Callable, args: readonly unknown[]): Promise<unknown> {
  if (called.length <= args.length) return Reflect.apply(called, target, args);
  return new Promise((resolve, reject) => {
    const callback = (error?: unknown, result?: unknown): void =>
      error === undefined || error === null ? resolve(result) : reject(error instanceof Error ? error : new Error(textOf(error)));
    const returned: unknown = Reflect.apply(called, target, [...args, callback]);
    if (returned instanceof Promise) returned.catch(reject);
  });
}
