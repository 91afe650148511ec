/** Open this to see the namespaces of modules that are evaluated by mortise: bindings stay live, as they are in Node. */

export type Namespace = Record<string, unknown>;

/** What a promise of a namespace is of: one with an export that is called `then` would be taken for a promise itself. */
export interface Imported {
  readonly namespace: Namespace;
}

/** The namespace of a module that begins. */
export function newNamespace(): Namespace {
  return Object.defineProperty(Object.create(null) as Namespace, Symbol.toStringTag, { value: 'Module' });
}

/** What `export *` has passed on to a namespace, by name: from which other one, or from none if two have another thing by that name. */
const passedOn = new WeakMap<Namespace, Map<string, Namespace | undefined>>();

/**
 * `export *`: what the module exports itself comes first, and neither a default is passed on nor what is ambiguous; that in a circle it only
 * turns out to be. Tells whether anything has changed.
 */
export function exportAll(to: Namespace, from: Namespace): boolean {
  const passed = passedOn.get(to) ?? new Map<string, Namespace | undefined>();
  passedOn.set(to, passed);
  const names = Object.keys(from).filter((name) => name !== 'default');
  const added = names.filter((name) => !(name in to) && !passed.has(name));
  const isGone = (name: string, first: Namespace | undefined): boolean =>
    first === from ? !(name in from) : first !== undefined && name in from && !isSame(first, from, name);
  const gone = [...passed].filter(([name, first]) => isGone(name, first));
  for (const [name] of gone) {
    delete to[name];
    passed.set(name, undefined);
  }
  for (const name of added) {
    define(to, name, () => from[name]);
    passed.set(name, from);
  }
  return added.length + gone.length > 0;
}

/** Whether a name is missing since two others export it, and neither is passed on. */
export function isAmbiguous(namespace: Namespace, name: string): boolean {
  const passed = passedOn.get(namespace);
  return passed?.has(name) === true && passed.get(name) === undefined;
}

/** Whether two pass on one thing. Where one of them only names what a third defines, nobody sees the binding; but one binding has one value. */
function isSame(one: Namespace, other: Namespace, name: string): boolean {
  const [first, second] = [definerOf(one, name), definerOf(other, name)];
  // Before any value is asked for: a getter of a CommonJS module may give another one each time.
  if (first === second) return true;
  try {
    return !(defines(first, name) && defines(second, name)) && Object.is(first[name], second[name]);
  } catch {
    // In a circle it may not be there yet.
    return true;
  }
}

/** Whether it is known that a name is defined there. What the compiler makes of `export { name } from` reads it from an import. */
function defines(namespace: Namespace, name: string): boolean {
  const get = Object.getOwnPropertyDescriptor(namespace, name)?.get;
  return get !== undefined && !/\b__vite_ssr_import_\d+__/.test(Function.prototype.toString.call(get));
}

/** Where a name comes from that was passed on. */
function definerOf(namespace: Namespace, name: string): Namespace {
  let definer = namespace;
  for (let from = passedOn.get(definer)?.get(name); from !== undefined; from = passedOn.get(definer)?.get(name)) definer = from;
  return definer;
}

/** What an import of a CommonJS module sees: `module.exports` as the default, and its properties by name. */
export function namespaceOfExports(exported: unknown): Namespace {
  const namespace = newNamespace();
  if ((typeof exported === 'object' && exported !== null) || typeof exported === 'function') {
    for (const name of Object.keys(exported)) define(namespace, name, () => (exported as Namespace)[name]);
  }
  define(namespace, 'default', () => exported);
  return namespace;
}

/** A default function or class without a name is called default, not what the compiler calls it. */
export function nameDefault(namespace: Namespace): void {
  const main = namespace['default'];
  if (typeof main === 'function' && main.name === '__vite_ssr_export_default__') {
    Object.defineProperty(main, 'name', { value: 'default', configurable: true });
  }
}

function define(namespace: Namespace, name: string, get: () => unknown): void {
  Object.defineProperty(namespace, name, { enumerable: true, configurable: true, get });
}
