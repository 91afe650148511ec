/** Open this to see what happens without a compiler: Node imports the file and keeps it, and nothing old is ever taken for new. */
import { parse } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FilesPort } from '../../model/ports.js';
import { whyOf } from '../../problem/cause.js';
import { failure } from '../../problem/problem.js';
import type { ModuleGraph } from './graph.js';
import type { Namespace } from './namespace.js';
import { rootOf } from './root.js';
import { specifiersIn } from './specifiers.js';
import { requiredTarget, targetOf, type Target } from './target.js';

/** What Node has of a file, by the hash of its text: the address that it was imported as. Node never forgets one of them. */
const addresses = new Map<string, Map<string, string>>();

/** Imports what everybody shares. */
export async function importShared(url: string): Promise<Namespace> {
  const isJson = url.startsWith('file:') && url.endsWith('.json');
  return (await (isJson ? import(url, { with: { type: 'json' } }) : import(url))) as Namespace;
}

/** Notes what Node gets when it imports a file, for when it is loaded again. What can't be read or found Node will tell. */
export function remember(entry: string, { files, sha256 }: { readonly files: FilesPort; readonly sha256: (text: string) => string }): void {
  if (files.kind(entry) !== 'file') return;
  const site = { root: rootOf(entry, parse(entry).root, files), files };
  const seen = new Set([files.real(entry)]);
  for (const file of seen) {
    const text = files.read(file);
    if (!addresses.has(file)) addresses.set(file, new Map([[sha256(text), plain(file)]]));
    for (const { specifier, by } of specifiersIn(text)) {
      const target = found(() => (by === 'import' ? targetOf : requiredTarget)(specifier, file, site));
      if (target?.kind === 'own') seen.add(target.file);
    }
  }
}

function found(find: () => Target): Target | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

function plain(file: string): string {
  return pathToFileURL(file).href;
}

/** Files that Node will import along the way. Throws `extension.no-compiler` if it would take older ones, which it has. */
export function claim(helpers: readonly string[], entry: string, { texts, sha256 }: ModuleGraph): void {
  for (const helper of helpers) {
    const known = addresses.get(helper);
    const hash = sha256(texts.of(helper));
    if (known !== undefined && known.get(hash) !== plain(helper)) {
      refuse(entry, `it imports ${helper}, which has changed since Node imported it`);
    }
    if (known === undefined) addresses.set(helper, new Map([[hash, plain(helper)]]));
  }
}

/** Lets Node import a file, if what it then runs are the texts of this graph and nothing else. Throws `extension.no-compiler`. */
export async function importNative(file: string, graph: ModuleGraph): Promise<Namespace> {
  const { texts, sha256 } = graph;
  const helpers = graph.reach(file).filter((each) => each !== file);
  claim(helpers, file, graph);
  const hash = sha256(texts.of(file));
  const known = addresses.get(file);
  const address = known?.get(hash);
  if (address !== undefined) return importShared(address);
  if (helpers.length > 0 && known !== undefined)
    refuse(file, `it has changed, and imports ${helpers[0]!}, of which Node keeps what it has`);
  const isOnDisk = (each: string): boolean => texts.disk.kind(each) === 'file' && texts.disk.read(each) === texts.of(each);
  if (![file, ...helpers].every(isOnDisk)) refuse(file, 'Node can only import what is on the disk');
  const next = known === undefined ? plain(file) : `${plain(file)}?mortise=${hash.slice(0, 16)}`;
  // Before it is tried: Node also keeps what failed.
  addresses.set(file, new Map([...(known ?? []), [hash, next]]));
  try {
    const namespace = await importShared(next);
    if (![file, ...helpers].every(isOnDisk)) refuse(file, 'it was saved while Node imported it');
    return namespace;
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    const isTypeScript = code === 'ERR_UNKNOWN_FILE_EXTENSION' || code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX';
    if (isTypeScript) refuse(file, `this Node can't run it: ${whyOf(cause)}`, cause);
    throw cause;
  }
}

function refuse(file: string, why: string, cause?: unknown): never {
  throw failure('extension.no-compiler', { file, why }, { phase: 'read', place: file, cause });
}
