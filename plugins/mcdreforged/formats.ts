/** Open this to see the four shapes in which a plugin lies on the disk, and how each becomes something that a host can load. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { type ArchiveLimits, unpack } from './archive.js';
import { type IdGrammar, isRecord, type Metadata, readMetadata } from './metadata.js';
import { whyNotInstalled } from './requirements.js';

export type PluginFormat = 'solo' | 'directory' | 'packed' | 'linked_directory';

/** A place where a plugin lies. */
export interface Place {
  readonly format: PluginFormat;
  /** What an owner sees, and what operations are given: a file, a directory or an archive. */
  readonly path: string;
  /** Whether `.disabled` hides it. */
  readonly isDisabled: boolean;
}

/** A plugin that can be loaded, or that says why not. */
export interface Found extends Place {
  /** The module that is imported. */
  readonly entry?: string;
  /** Where its other files are: of one file, nowhere. */
  readonly root?: string;
  /** Of plugins with a file for it. */
  readonly metadata?: Metadata;
  readonly warnings: readonly string[];
  /** Why nothing of it is loaded. */
  readonly refused?: string;
  /** Changes with what is read. */
  readonly fingerprint: string;
  /** What is taken back when it goes. */
  readonly dispose?: () => void;
}

/** What reading a place has to know. */
export interface FormatPorts {
  readonly home: string;
  readonly grammar: IdGrammar;
  readonly limits: ArchiveLimits;
  /** Where archives are unpacked; made when it is needed. */
  readonly unpackedIn: string;
}

export const METADATA_FILE = 'mcdreforged.plugin.json';
export const LINK_FILE = 'mcdreforged.linked_directory_plugin.json';
export const DISABLED = '.disabled';
const CODE = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];
const PACKED = ['.mcdr', '.pyz'];
const MOST_HASHED = 2000;
/** Bytes beyond which a file is not read to see whether it has changed. */
const LARGE = 1024 * 1024;

/** What lies at a path, by its name and shape; nothing where it is no plugin. Throws where it can't be looked at, as a link to itself. */
export function placeAt(path: string): Place | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const isDisabled = path.endsWith(DISABLED);
  const name = isDisabled ? path.slice(0, -DISABLED.length) : path;
  const extension = extname(name);
  const is = (format: PluginFormat): Place => ({ format, path, isDisabled });
  if (stat.isFile()) {
    if (PACKED.includes(extension)) return is('packed');
    return CODE.includes(extension) && !/\.d\.[cm]?ts$/.test(name) ? is('solo') : undefined;
  }
  if (!stat.isDirectory()) return undefined;
  if (existsSync(join(path, LINK_FILE))) return is('linked_directory');
  return existsSync(join(path, METADATA_FILE)) && !isPackage(readdirSync(path)) ? is('directory') : undefined;
}

/** Whether a directory is a module itself, so that it is no plugin. */
export const isPackage = (names: readonly string[]): boolean =>
  names.some((name) => CODE.some((extension) => name === `index${extension}`));

/** Reads a place as far as possible without running any of its code. Never throws: what is wrong refuses the plugin. */
export async function findAt(place: Place, ports: FormatPorts): Promise<Found> {
  const warnings: string[] = [];
  const shown = shownPath(place.path, ports.home);
  let fingerprint = '';
  let folder: string | undefined;
  const dispose = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    fingerprint = fingerprintOf(place);
    if (place.format === 'solo') {
      return { ...place, entry: realpathSync(place.path), warnings, fingerprint };
    }
    let root = place.path;
    if (place.format === 'packed') {
      folder = join(ports.unpackedIn, `${basename(place.path, extname(place.path))}-${randomUUID().slice(0, 8)}`);
      mkdirSync(ports.unpackedIn, { recursive: true, mode: 0o700 });
      mkdirSync(folder, { mode: 0o700 });
      await unpack(place.path, folder, (names, read) => checkNames(names, read, shown, ports.grammar), ports.limits);
      root = folder;
    } else if (place.format === 'linked_directory') root = targetOf(place.path);
    const metadata = metadataOf(readFileSync(join(root, METADATA_FILE), 'utf8'), shown, ports.grammar, warnings);
    const missing = whyNotInstalled(root, (text) => void warnings.push(text));
    if (missing !== undefined) throw new Error(missing);
    const entry = entryOf(root, metadata.entrypoint);
    return { ...place, entry: realpathSync(entry), root, metadata, warnings, fingerprint, ...(folder === undefined ? {} : { dispose }) };
  } catch (thrown) {
    dispose();
    return {
      ...place,
      warnings,
      fingerprint,
      refused: `Fail to load plugin at ${shown}: ${sentence((thrown as Error).message)}`,
    };
  }
}

/** What to do about a place of which nothing is loaded. */
export const MEND: Readonly<Record<PluginFormat, string>> = {
  solo: 'Mend the file and load it again.',
  directory: 'Mend the directory and load it again.',
  packed: 'Pack it again without that, and load it again.',
  linked_directory: `Mend ${LINK_FILE} or its target, and load it again.`,
};

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Why nothing of it is loaded, and what to do. */
export const refusalOf = ({ refused, format }: Found): string | undefined => refused && `${refused} ${MEND[format]}`;

/** How the host names it in its list; nothing for what can't be loaded. */
export function sourceOf({ entry, refused }: Found, home: string): string | undefined {
  if (entry === undefined || refused !== undefined) return undefined;
  const shown = shownPath(entry, home);
  return shown === entry ? shown : `./${shown.split(sep).join('/')}`;
}

/** Changes with what lies there; nothing of it is unpacked. Throws where it can't be read. */
export function fingerprintOf({ format, path }: Place): string {
  if (format === 'solo' || format === 'packed') return hashOf(readFileSync(path));
  return hashOfFolder(format === 'linked_directory' ? targetOf(path) : path);
}

/** A path as an owner writes it. */
export function shownPath(path: string, home: string): string {
  const way = relative(home, path);
  return way === '' || way.startsWith('..') ? path : way;
}

/** A packed plugin has its own package and no other one, so that it hides nobody's. */
async function checkNames(
  names: readonly string[],
  read: (name: string) => Promise<string>,
  shown: string,
  grammar: IdGrammar,
): Promise<void> {
  if (!names.includes(METADATA_FILE)) throw new Error(`there is no ${METADATA_FILE} at its root`);
  const { id } = metadataOf(await read(METADATA_FILE), shown, grammar, []);
  for (const name of names) {
    const [top, second] = name.split('/') as [string, string | undefined];
    const extension = extname(top);
    if (second === undefined && CODE.includes(extension) && basename(top, extension) !== id)
      throw new Error(`Packed plugin cannot contain other module: found module ${top}`);
    if (second !== undefined && isPackage([second]) && top !== id)
      throw new Error(`Packed plugin cannot contain other package: found package ${top}`);
  }
}

function metadataOf(text: string, shown: string, grammar: IdGrammar, warnings: string[]): Metadata {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${METADATA_FILE} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const found = readMetadata(raw ?? null, { path: shown, from: METADATA_FILE }, grammar);
  if ('refused' in found) throw new Error(found.refused);
  warnings.push(...found.warnings);
  return found.metadata;
}

function targetOf(path: string): string {
  const data: unknown = JSON.parse(readFileSync(join(path, LINK_FILE), 'utf8'));
  const target: unknown = isRecord(data) ? data['target'] : undefined;
  if (typeof target !== 'string' || target === '') throw new Error(`${LINK_FILE} has no "target", the path of a plugin directory`);
  const root = resolve(path, target);
  if (!existsSync(join(root, METADATA_FILE))) throw new Error(`its target ${root} has no ${METADATA_FILE}`);
  return realpathSync(root);
}

/** `a.b` is `a/b.js` or `a/b/index.js`. */
function entryOf(root: string, entrypoint: string): string {
  const base = join(root, ...entrypoint.split('.'));
  const entry = [...CODE.map((extension) => base + extension), ...CODE.map((extension) => join(base, `index${extension}`))].find((file) =>
    existsSync(file),
  );
  if (entry === undefined)
    throw new Error(
      `its entry point '${entrypoint}' is neither ${entrypoint.replaceAll('.', '/')}.js nor ${entrypoint.replaceAll('.', '/')}/index.js`,
    );
  if (!realpathSync(entry).startsWith(realpathSync(root) + sep)) throw new Error(`its entry point '${entrypoint}' leads out of the plugin`);
  return entry;
}

const hashOf = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');

/** Over all of its files; of very many, over the first. */
function hashOfFolder(root: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => !name.split(/[\\/]/).includes('node_modules'));
  for (const name of names.sort().slice(0, MOST_HASHED)) {
    const path = join(root, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() !== true) continue;
    hash.update(`${name}\0`).update(stat.size > LARGE ? `${stat.size} ${stat.mtimeMs}` : readFileSync(path));
  }
  return hash.digest('hex');
}
