/** Open this to see how files are read: at once, without a cache, and never written. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type { FilesPort, PathKind } from '../model/ports.js';

const BYTE_ORDER_MARK = '\ufeff';

/** The file system of the machine. `kind` never throws; the others throw what Node throws, with its code. */
export const nodeFiles: FilesPort = {
  kind,
  read(path) {
    const text = readFileSync(path, 'utf8');
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  },
  list: (path) => readdirSync(path).sort(),
  real: (path) => realpathSync.native(path),
  hash: (path) => sha256(readFileSync(path)),
};

/** Absent as well: what may not be looked at, and pipes, sockets and devices, which could be waited for without end. */
function kind(path: string): PathKind {
  try {
    // An error that nobody looks at costs more than the question.
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return 'absent';
    if (found.isDirectory()) return 'directory';
    return found.isFile() ? 'file' : 'absent';
  } catch {
    return 'absent';
  }
}

/** SHA-256 of a text, in hex. */
export function sha256(text: string | Uint8Array): string {
  // A tenth of what a host takes to start, and many never hash anything.
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex');
}
