/** Open this to see the namespaces of modules that are evaluated by mortise: bindings stay live, as they are in Node. */

export type Namespace = Record<string, unknown>;

/** The namespace of a module that begins. */
export function newNamespace(): Namespace {
  return Object.defineProperty(Object.create(null) as Namespace, Symbol.toStringTag, { value: 'Module' });
}

/** `export *`: what the module exports itself comes first, and a default is never passed on. Tells whether there was anything new. */
export function exportAll(to: Namespace, from: Namespace): boolean {
  const added = Object.keys(from).filter((name) => name !== 'default' && !(name in to));
  for (const name of added) define(to, name, () => from[name]);
  return added.length > 0;
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
