/** Open this to see how a service or a provider is made of what its definition says: a class, a function, or an object as it stands. */
import type { Implicit } from './definition.js';
import { AgentError, kindOf } from './errors.js';

const HOW = ['constructor', 'function', 'literal'] as const;
type How = (typeof HOW)[number];

interface Made {
  readonly provider?: unknown;
  readonly factory?: unknown;
  readonly args?: unknown;
}

/** What to make it of, and how. Throws `agent.bad-factory`. */
export function recipeOf({ provider, factory }: Made, what: string): { readonly of: unknown; readonly how: How } {
  const isHow = HOW.includes(factory as How);
  const of = provider ?? (isHow ? undefined : factory);
  const bad = (why: string): AgentError =>
    new AgentError('agent.bad-factory', {
      message: `${what} can't be made: ${why}.`,
      hint: "Give a provider (a class, a function or an object, or a reference to one), and 'constructor', 'function' or 'literal' as its factory.",
    });
  if (of === undefined) throw bad('it has neither a provider nor a factory');
  const how = isHow ? (factory as How) : seen(of);
  if (how !== 'literal' && typeof of !== 'function')
    throw bad(`its provider is ${kindOf(of)} instead of a ${how === 'function' ? how : 'class'}`);
  return { of, how };
}

/** A class, or a function that has methods for what `new` makes of it; any other function gives the value. */
function seen(of: unknown): How {
  if (typeof of !== 'function') return 'literal';
  const isClass = /^class\b/.test(Function.prototype.toString.call(of));
  const prototype: unknown = of.prototype;
  const hasMethods = typeof prototype === 'object' && prototype !== null && Reflect.ownKeys(prototype).some((key) => key !== 'constructor');
  return isClass || hasMethods ? 'constructor' : 'function';
}

/** Makes it. Functions may give a promise. What is implicit is there in constructors as well, and gives way to what the author has. */
export function make(made: Made, implicit: Implicit, what: string): unknown {
  const { of, how } = recipeOf(made, what);
  const args: readonly unknown[] = Array.isArray(made.args) ? made.args : made.args === undefined ? [] : [made.args];
  if (how === 'function') return Reflect.apply(of as Function, implicit, args) as unknown;
  if (how === 'constructor') return Reflect.construct(of as Function, args, derived(of as Function, implicit));
  if (typeof of !== 'object' || of === null || Array.isArray(of)) return of;
  // The object may serve several apps, so it stays as it is.
  const copy: object = Object.create(Object.getPrototypeOf(of) as object | null, Object.getOwnPropertyDescriptors(of));
  return withImplicit(copy, implicit);
}

/** `new` makes an instance of the class whose nearest prototype has what is implicit: a constructor finds it in `this`. */
function derived(of: Function, implicit: Implicit): Function {
  function target(): void {}
  target.prototype = withImplicit(Object.create(of.prototype as object), implicit);
  return target;
}

/** Puts what is implicit on an object, unless the author has something of that name. */
export function withImplicit<T extends object>(target: T, implicit: Implicit): T {
  for (const [key, value] of Object.entries(implicit))
    if (!(key in target)) Object.defineProperty(target, key, { value, configurable: true, writable: true });
  return target;
}
