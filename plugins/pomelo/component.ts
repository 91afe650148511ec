/** Open this to see how what a component file exports becomes a component with a name and a lifecycle. */
import type { ComponentDefinition } from 'mortise';

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

const LIFECYCLE = ['beforeStart', 'start', 'afterStart', 'beforeStop', 'stop'] as const;

/** The component as the host runs it. `name` is for logs and messages. */
export function definitionOf(name: string, component: object): ComponentDefinition {
  const stop: unknown = Reflect.get(component, 'stop');
  if (typeof component === 'object' && !takesCallbackFirst(stop)) return { name, instance: component };
  const methods = LIFECYCLE.flatMap((method) => {
    const value: unknown = Reflect.get(component, method);
    return typeof value === 'function' ? [[method, value.bind(component) as unknown] as const] : [];
  });
  const definition = { name, ...Object.fromEntries(methods) };
  if (!takesCallbackFirst(stop)) return definition;
  return { ...definition, stop: (_force, callback) => Reflect.apply(stop, component, [callback]) as unknown };
}

/** Pomelo calls `stop(force, callback)`, and its guide shows `stop(cb)`: whoever followed the guide is called as the guide says. */
function takesCallbackFirst(stop: unknown): stop is (callback: unknown) => unknown {
  return (
    typeof stop === 'function' &&
    stop.length === 1 &&
    /^[^(]*\(\s*(?:cb|callback|done|next)\s*\)/.test(Function.prototype.toString.call(stop))
  );
}
