/** Open this to see how the `on` of a definition becomes the facts that `@OnEvent` would leave, and how its methods are found. */
import { EVENT, type HandlerDefinition, type OnEventMeta } from '../facts/keys.js';
import type { Fact } from '../model/fact.js';
import { problem, type At } from '../problem/problem.js';
import { kindOf, near, quoted, shown } from '../problem/text.js';
import type { Complain } from './metadata.js';

/** The value of a property of an object or of the classes it comes from. A getter is not called: it may do anything, and nothing runs yet. */
export function ownOrInherited(target: object | undefined, name: string): unknown {
  for (
    let level: object | null = target ?? null;
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    const found = Object.getOwnPropertyDescriptor(level, name);
    if (found !== undefined) return found.value as unknown;
  }
  return undefined;
}

export function isMethod(target: object | undefined, name: string): boolean {
  return typeof ownOrInherited(target, name) === 'function';
}

/** That an object has no method of a name, with names that may have been meant. Calls nothing. */
export function saysNoMethod(name: string, target: object, of = ''): string {
  const named = near(name, methodsOf(target));
  return `there is no method ${quoted(name)}${of}${named.length === 0 ? '' : ` (did you mean ${named.map(quoted).join(' or ')}?)`}`;
}

/** How a complaint names a handler that a definition lists. */
export function saysOn(event: string): string {
  return `on['${shown(event)}']`;
}

function methodsOf(target: object): string[] {
  const names = new Set<string>();
  for (
    let level: object | null = target;
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(level)) if (name !== 'constructor' && isMethod(level, name)) names.add(name);
  }
  return [...names];
}

/** Without an instance, since `setup` makes it later, a method is looked for when it is made. */
export function handlerFacts(
  component: string,
  on: unknown,
  instance: object | undefined,
  complain: Complain,
  at: At,
): Fact<OnEventMeta>[] {
  if (on === undefined) return [];
  if (typeof on !== 'object' || on === null || Array.isArray(on)) {
    const details = { field: `${component}.on`, expected: 'a map from event to handler', seen: kindOf(on) };
    complain(problem('manifest.bad-type', details, { ...at, field: 'on' }));
    return [];
  }
  return Object.entries(on as Record<string, HandlerDefinition>).flatMap(([event, given]) => {
    const { handler, ...options } = typeof given === 'object' && given !== null ? given : { handler: given };
    const usable =
      typeof handler === 'function' || (typeof handler === 'string' && (instance === undefined || isMethod(instance, handler)));
    if (!usable) {
      const why = typeof handler === 'string' ? saysNoMethod(handler, instance!) : `the handler is ${kindOf(handler)}`;
      complain(problem('manifest.bad-fact', { decorator: saysOn(event), where: component, why }, { ...at, field: `on.${event}` }));
      return [];
    }
    const value: OnEventMeta = { ...options, event, ...(typeof handler === 'function' ? { handler } : {}) };
    const member = typeof handler === 'string' ? handler : handler.name || event;
    return [{ key: EVENT, on: 'member' as const, member, value, place: () => undefined }];
  });
}
