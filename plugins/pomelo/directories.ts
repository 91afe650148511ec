/** Open this to see what of a plugin's directories is read, and what the plugin is called. */
import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

const require = createRequire(import.meta.url);

/** A file of a plugin, loaded. */
export interface PluginFile {
  /** Without `.js`: the key of its options. */
  readonly name: string;
  readonly path: string;
  readonly exported: unknown;
}

/** What package.json says of a plugin, or else its directory. */
export interface Identity {
  /** Follows the grammar of ids. */
  readonly id: string;
  readonly version: string;
  readonly description?: string;
}

/** Where the components of a plugin are, with every link followed; or Pomelo's sentence about it. */
export function componentsOf(plugin: unknown): { readonly path: string } | { readonly refused: string } {
  const components: unknown =
    (typeof plugin === 'object' || typeof plugin === 'function') && plugin !== null ? Reflect.get(plugin, 'components') : undefined;
  if (typeof components !== 'string' || components === '') {
    const hint =
      typeof plugin === 'string' ? `: ${JSON.stringify(plugin)} is a name; give what it exports, require(${JSON.stringify(plugin)})` : '';
    return { refused: `invalid components, no components exist${hint}` };
  }
  return isDirectory(components) ? { path: realpathSync(components) } : { refused: `fail to find components, find path: ${components}` };
}

/** Where its event classes are, if it has any. */
export function eventsOf(plugin: unknown): { readonly path: string } | { readonly refused: string } | undefined {
  const events: unknown = Reflect.get(plugin as object, 'events');
  if (typeof events !== 'string' || events === '') return undefined;
  return isDirectory(events) ? { path: resolve(events) } : { refused: `fail to find events, find path: ${events}` };
}

/** The files right in a directory whose names end in `.js`, by name, one loaded after the other. Throws what a file throws. */
export function* filesOf(directory: string): Iterable<PluginFile> {
  for (const file of readdirSync(directory).sort()) {
    const path = join(directory, file);
    if (file.endsWith('.js') && statSync(path).isFile()) yield { name: basename(file, '.js'), path, exported: mainOf(require(path)) };
  }
}

/** What a file exports; nothing where there is none. */
export function exportOf(path: string): unknown {
  return existsSync(path) ? mainOf(require(path)) : undefined;
}

/** Where a configuration is; nothing where there is no file. */
export function configFile(base: string, env: string, file: string): string | undefined {
  return [join(base, file), join(base, 'config', env, basename(file))].find((each) => existsSync(each));
}

/** What is in a configuration: that of an environment, if the file has one for each. Nothing where there is no file. */
export function configOf(base: string, env: string, file: string): unknown {
  const path = configFile(base, env, file);
  if (path === undefined) return undefined;
  const value = path.endsWith('.json') ? jsonOf(path) : exportOf(path);
  const isRecord = typeof value === 'object' && value !== null;
  return path === join(base, file) && isRecord ? (Reflect.get(value, env) ?? value) : value;
}

/** A configuration that has a list for each type of server. Throws where it has something else. */
export function listsOf<T extends object>(base: string, env: string, file: string): Readonly<Record<string, readonly T[]>> {
  const value = configOf(base, env, file) ?? {};
  const isItem = (item: unknown): boolean => typeof item === 'object' && item !== null;
  const isRight = typeof value === 'object' && Object.values(value).every((list) => Array.isArray(list) && list.every(isItem));
  if (isRight) return value as Readonly<Record<string, readonly T[]>>;
  throw new TypeError(
    `The configuration ${configFile(base, env, file)} is no map from a type of server to a list of objects: { "chat": [{ … }] }.`,
  );
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new SyntaxError(`The configuration ${path} is not JSON: ${(cause as Error).message}.`, { cause });
  }
}

/** Reads a file anew the next time, after it was edited. */
export function forget(path: string): void {
  delete require.cache[realpathSync(path)];
}

/** A file by its path, as `require` gives it. */
export const required = (path: string): unknown => require(path);

/** A component file may be an ES module: then its default export counts. */
function mainOf(exported: unknown): unknown {
  if (typeof exported !== 'object' || exported === null) return exported;
  const isModule = Reflect.get(exported, '__esModule') === true || Object.prototype.toString.call(exported) === '[object Module]';
  return isModule && 'default' in exported ? exported.default : exported;
}

/** Folders that code is put into, so that the plugin is the folder above. */
const CODE = new Set(['lib', 'src', 'dist', 'build']);

/** What the plugin of a components directory is called: after the package.json beside it (or above `lib`), else after that folder. */
export function identityOf(components: string): Identity {
  const beside = dirname(resolve(components));
  const root = CODE.has(basename(beside)) ? dirname(beside) : beside;
  for (const folder of new Set([beside, root])) {
    const found = readPackage(join(folder, 'package.json'));
    if (found !== undefined) return found;
  }
  return { id: idOf(basename(root)), version: '0.0.0' };
}

function readPackage(file: string): Identity | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { name, version, description } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    if (typeof name !== 'string' || name === '') return undefined;
    const isVersion = typeof version === 'string' && /^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(version);
    return { id: idOf(name), version: isVersion ? version : '0.0.0', ...(typeof description === 'string' ? { description } : {}) };
  } catch {
    // A broken package.json says nothing; the directory has a name as well.
    return undefined;
  }
}

/** A name as an id: `My Plugin` is `my-plugin`. */
export function idOf(name: string): string {
  const lower = name.toLowerCase();
  if (/^@[a-z0-9~-][a-z0-9._~-]*\/[a-z0-9~-][a-z0-9._~-]*$/.test(lower) && lower.length <= 214) return lower;
  const plain = lower.replace(/[^a-z0-9_.-]+/g, '-').replace(/^[^a-z]+/, '');
  return (plain === '' ? 'plugin' : plain).slice(0, 60);
}

function isDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
