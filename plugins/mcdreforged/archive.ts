/** Open this to see how a packed plugin is unpacked: every entry is checked before anything is written, and nothing grows beyond its limits. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Entry, ZipFile } from 'yauzl';

/** What an archive may be at most. */
export interface ArchiveLimits {
  /** Default 4,096. */
  readonly entries?: number;
  /** Bytes of one file, unpacked. Default 64 MiB. */
  readonly entryBytes?: number;
  /** Bytes of all files, unpacked. Default 256 MiB. */
  readonly totalBytes?: number;
}

/** What the names in an archive say, before it is unpacked. Throws why they can't be a plugin. */
export type CheckNames = (names: readonly string[], read: (name: string) => Promise<string>) => Promise<void>;

const MIB = 1024 * 1024;
const LINK = 0o120000;
const TYPE = 0o170000;

/** Unpacks a file into a folder that is made for it. Throws with the entry that is wrong, and leaves what it has written to the caller. */
export async function unpack(file: string, folder: string, check: CheckNames, limits: ArchiveLimits = {}): Promise<void> {
  const { entries: most = 4096, entryBytes = 64 * MIB, totalBytes = 256 * MIB } = limits;
  const zip = await open(file);
  try {
    if (zip.entryCount > most) throw new Error(`it has ${zip.entryCount} entries, and ${most} are the most`);
    const entries = new Map<string, Entry>();
    let declared = 0;
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      if (entries.has(name)) throw new Error(`it has two entries '${name}'`);
      declared += entry.uncompressedSize;
      if (entry.uncompressedSize > entryBytes)
        throw new Error(`its entry '${name}' has ${entry.uncompressedSize} bytes, and ${entryBytes} are the most`);
      if (declared > totalBytes) throw new Error(`it has more than ${totalBytes} bytes, unpacked`);
      entries.set(name, entry);
    }
    await check([...entries.keys()], (name) => textOf(zip, entries.get(name)!, Math.min(entryBytes, MIB)));
    let left = totalBytes;
    for (const [name, entry] of entries) {
      const path = join(folder, name);
      if (name.endsWith('/')) {
        mkdirSync(path, { recursive: true });
        continue;
      }
      mkdirSync(dirname(path), { recursive: true });
      // What an entry says of its size may be a lie.
      const limit = atMost(Math.min(entryBytes, left), name);
      await pipeline(await zip.openReadStreamPromise(entry), limit, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      left -= limit.count;
    }
  } finally {
    zip.close();
  }
}

function open(file: string): Promise<ZipFile> {
  let yauzl: typeof import('yauzl');
  try {
    yauzl = createRequire(import.meta.url)('yauzl') as typeof import('yauzl');
  } catch (cause) {
    throw new Error('packed plugins need the package yauzl: npm install yauzl', { cause });
  }
  return yauzl.openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true });
}

/** The name of an entry that lies within the archive. Throws for links, absolute paths, and ways out. */
function nameOf(entry: Entry): string {
  const name = entry.fileName;
  const parts = name.replace(/\/$/, '').split('/');
  if (
    name.includes('\\') ||
    name.includes('\0') ||
    /^(?:\/|[A-Za-z]:)/.test(name) ||
    parts.some((part) => part === '..' || part === '.' || part === '')
  )
    throw new Error(`its entry '${name.slice(0, 200)}' leads out of the archive`);
  const type = (entry.externalFileAttributes >>> 16) & TYPE;
  if (type === LINK) throw new Error(`its entry '${name}' is a link`);
  if (entry.isEncrypted()) throw new Error(`its entry '${name}' is encrypted`);
  return name;
}

function atMost(bytes: number, name: string): Transform & { readonly count: number } {
  let count = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length;
      if (count > bytes) done(new Error(`its entry '${name}' is larger than it says`));
      else done(null, chunk);
    },
  });
  return Object.defineProperty(stream, 'count', { get: () => count }) as Transform & { readonly count: number };
}

async function textOf(zip: ZipFile, entry: Entry, most: number): Promise<string> {
  if (entry.uncompressedSize > most)
    throw new Error(`its entry '${entry.fileName}' has ${entry.uncompressedSize} bytes, and ${most} are the most for it`);
  const chunks: Buffer[] = [];
  await pipeline(await zip.openReadStreamPromise(entry), atMost(most, entry.fileName), async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) chunks.push(chunk);
  });
  return Buffer.concat(chunks).toString('utf8');
}
