/** Open this to see how new and replaced globals are noticed, methods of prototypes, of the process and of the console among them. */
import type { Found, Watch } from './escape.js';
import { watchAssignments } from './assignments.js';
import { placesOfFunctions } from './function-place.js';
import type { Maker } from './maker.js';

interface Target {
  readonly object: object;
  /** How a message calls one of its keys. */
  readonly name: (key: string) => string;
  /** Whose values change all the time, so that only its methods count. */
  readonly methods?: true;
  readonly before: ReadonlyMap<PropertyKey, PropertyDescriptor>;
}

interface Change {
  readonly target: Target;
  readonly key: PropertyKey;
  readonly now: PropertyDescriptor;
}

/** Node keeps things of its own there when it is first asked to fetch. */
const NODES_OWN = /^(?:undici|nodejs|node)[.:]/;

export function watchGlobals(): Watch {
  const prototypes = Object.entries({ Object, Array, String, Promise, Function, Map, Set });
  const targets: readonly Target[] = [
    { object: globalThis, name: (key) => `the global '${key}'`, before: propertiesOf(globalThis) },
    ...prototypes.map(([name, { prototype }]) => ({
      object: prototype as object,
      name: (key: string) => `${name}.prototype.${key}`,
      before: propertiesOf(prototype),
    })),
    { object: process, name: (key) => `process.${key}`, methods: true, before: propertiesOf(process) },
    { object: console, name: (key) => `console.${key}`, methods: true, before: propertiesOf(console) },
  ];
  const assignments = watchAssignments();
  /** By the code whose place was looked for, found or not: each time takes V8 long. */
  const known = new WeakMap<object, Maker>();

  return {
    found: () => {
      const changes = targets.flatMap(changesOf);
      const makers = makersOf(changes, (key) => assignments.makerOf(key), known);
      return changes.map((change, index) => describe(change, makers[index]!, known));
    },
    close: () => assignments.close(),
  };
}

function propertiesOf(object: object): Map<PropertyKey, PropertyDescriptor> {
  return new Map(Reflect.ownKeys(object).map((key) => [key, Object.getOwnPropertyDescriptor(object, key)!]));
}

function changesOf(target: Target): Change[] {
  const changes: Change[] = [];
  for (const key of Reflect.ownKeys(target.object)) {
    const now = Object.getOwnPropertyDescriptor(target.object, key);
    const before = target.before.get(key);
    if (now === undefined || same(before, now) || (target.methods && typeof now.value !== 'function')) continue;
    if (typeof key === 'symbol' && NODES_OWN.test(key.description ?? '')) continue;
    if (isLoadedLate(target.object, key, before, now)) continue;
    changes.push({ target, key, now });
  }
  return changes;
}

function same(before: PropertyDescriptor | undefined, now: PropertyDescriptor): boolean {
  return before !== undefined && Object.is(before.value, now.value) && before.get === now.get && before.set === now.set;
}

/** Many globals of Node are read for the first time through an accessor, which then puts the value in its own place. */
function isLoadedLate(object: object, key: PropertyKey, before: PropertyDescriptor | undefined, now: PropertyDescriptor): boolean {
  if (before?.get === undefined || now.get !== undefined) return false;
  let loaded: unknown;
  try {
    loaded = before.get.call(object);
  } catch {
    return false;
  }
  // If nobody had read it before, it has now overwritten what somebody else put there.
  if (!same(now, Object.getOwnPropertyDescriptor(object, key) ?? {})) Reflect.defineProperty(object, key, now);
  return Object.is(loaded, now.value);
}

/** An assignment was seen; anything else is known by the place of the code that is there now. */
function makersOf(
  changes: readonly Change[],
  assigned: (key: PropertyKey) => Maker | undefined,
  known: WeakMap<object, Maker>,
): readonly Maker[] {
  const makers = changes.map(({ target, key }) => (target.object === globalThis && !target.before.has(key) ? assigned(key) : undefined));
  const codes = changes.map(({ now }, index) => (makers[index] === undefined ? codeOf(now) : undefined));
  const places = placesOfFunctions(codes.filter((code) => code !== undefined && !known.has(code)) as object[]);
  for (const [code, maker] of places) known.set(code, maker);
  return changes.map((_, index) => makers[index] ?? known.get(codes[index]!) ?? { through: [], places: [], own: false });
}

/** The function that is there now, or that made what is there now. */
function codeOf({ value, get, set }: PropertyDescriptor): object | undefined {
  const found: unknown = value ?? get ?? set;
  if (typeof found === 'function') return found;
  if (typeof found !== 'object' || found === null) return undefined;
  const prototype = Object.getPrototypeOf(found) as object | null;
  const made: unknown = prototype === null ? undefined : Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof made === 'function' ? made : undefined;
}

function describe({ target, key, now }: Change, maker: Maker, known: WeakMap<object, Maker>): Found {
  const before = target.before.get(key);
  const name = target.name(String(key));
  return {
    kind: 'global',
    what: before === undefined ? name : `the replaced ${name.replace(/^the /, '')}`,
    maker,
    release: () => {
      // Set once more, it is something new.
      const code = codeOf(now);
      if (code !== undefined) known.delete(code);
      if (before === undefined) Reflect.deleteProperty(target.object, key);
      else Reflect.defineProperty(target.object, key, before);
    },
  };
}
