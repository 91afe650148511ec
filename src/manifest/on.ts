/** Open this to see how `on`, `commands` and `around` of a definition become the facts that the decorators would leave, and how its methods are found. */
import { AROUND, COMMAND, EVENT, type AroundMeta, type CommandMeta, type OnEventMeta } from '../facts/keys.js';
import type { CommandOptions } from '../model/command.js';
import type { HandlerOptions } from '../model/context.js';
import type { Fact } from '../model/fact.js';
import { problem, type At } from '../problem/problem.js';
import { kindOf, near, quoted, shown } from '../problem/text.js';
import { isRecord, type Complain } from './metadata.js';

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

/** How a complaint names a handler that a definition lists; nothing for facts that no definition has. */
export function saysListed({ key, value }: Fact): string | undefined {
  if (key === EVENT) return `on['${shown((value as OnEventMeta).event)}']`;
  return key === COMMAND ? `commands['${shown((value as CommandMeta).usage)}']` : undefined;
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

// oxlint-disable-next-line typescript/no-explicit-any -- a handler takes what it handles, which is for its kind to know
type Run = (...given: any[]) => unknown;

/** What a definition lists: by event or by line, a method by its name, a function, or either with options. */
interface Listed {
  readonly field: 'on' | 'commands';
  readonly expected: string;
  readonly fact: (name: string, options: object, handler: Run | undefined) => Pick<Fact, 'key' | 'value'>;
}

const ON: Listed = {
  field: 'on',
  expected: 'a map from event to handler',
  fact: (event, options, handler) => ({
    key: EVENT,
    value: { ...(options as HandlerOptions), event, ...(handler === undefined ? {} : { handler }) } satisfies OnEventMeta,
  }),
};

const COMMANDS: Listed = {
  field: 'commands',
  expected: 'a map from line to handler',
  fact: (usage, options, handler) => ({
    key: COMMAND,
    value: { usage, options: options as CommandOptions, ...(handler === undefined ? {} : { handler }) } satisfies CommandMeta,
  }),
};

/** Everything that a definition lists. Without an instance, since `setup` makes it later, a method is looked for when it is made. */
export function listedFacts(
  component: string,
  definition: { readonly on?: unknown; readonly commands?: unknown },
  instance: object | undefined,
  complain: Complain,
  at: At,
): Fact[] {
  return [ON, COMMANDS].flatMap((listed) => factsIn(listed, component, definition[listed.field], instance, complain, at));
}

function factsIn(
  { field, expected, fact }: Listed,
  component: string,
  given: unknown,
  instance: object | undefined,
  complain: Complain,
  at: At,
): Fact[] {
  if (given === undefined) return [];
  if (!isRecord(given)) {
    complain(problem('manifest.bad-type', { field: `${component}.${field}`, expected, seen: kindOf(given) }, { ...at, field }));
    return [];
  }
  return Object.entries(given).flatMap(([name, entry]: [string, unknown]) => {
    const { handler, ...options } = (typeof entry === 'object' && entry !== null ? entry : { handler: entry }) as {
      readonly handler: unknown;
    };
    const run = typeof handler === 'function' ? (handler as Run) : undefined;
    const made = { ...fact(name, options, run), on: 'member' as const, place: () => undefined };
    if (run !== undefined) return [{ ...made, member: run.name || name }];
    if (typeof handler === 'string' && (instance === undefined || isMethod(instance, handler))) return [{ ...made, member: handler }];
    const why = typeof handler === 'string' ? saysNoMethod(handler, instance!) : `the handler is ${kindOf(handler)}`;
    complain(problem('manifest.bad-fact', { decorator: saysListed(made)!, where: component, why }, { ...at, field: `${field}.${name}` }));
    return [];
  });
}

/** The same for `around`; what is wrong with its options is for the kind to say. */
export function aroundFacts(
  component: string,
  around: unknown,
  instance: object | undefined,
  complain: Complain,
  at: At,
): Fact<AroundMeta>[] {
  if (around === undefined) return [];
  if (!isRecord(around)) {
    const details = { field: `${component}.around`, expected: 'a map from method to name or options', seen: kindOf(around) };
    complain(problem('manifest.bad-type', details, { ...at, field: 'around' }));
    return [];
  }
  return Object.entries(around as Record<string, string | AroundMeta>).flatMap(([member, given]) => {
    if (instance !== undefined && !isMethod(instance, member)) {
      const details = { decorator: `around.${shown(member)}`, where: component, why: saysNoMethod(member, instance) };
      complain(problem('manifest.bad-fact', details, { ...at, field: `around.${member}` }));
      return [];
    }
    return [
      { key: AROUND, on: 'member' as const, member, value: typeof given === 'string' ? { event: given } : given, place: () => undefined },
    ];
  });
}
