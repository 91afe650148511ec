/** Open this to see where the control socket of a host is, and why nobody else can open it. */
import { chmodSync, lstatSync, mkdirSync, realpathSync, unlinkSync, type Stats } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { whyOf } from '../problem/cause.js';
import type { MortiseError } from '../problem/error.js';
import { failure } from '../problem/problem.js';
import { sha256 } from './files.js';

/** Bytes that the path of a socket can have; some versions of Node cut a longer one off without a word, and listen at what is left. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

/** A place for a socket, in a folder of the user's own. */
export interface SocketPlace {
  readonly path: string;
  /** Takes away everybody else's rights to what was made there. */
  protect(path: string): void;
}

/**
 * The place that belongs to a configuration file, or to any other name that a host and a command both know. The same for all processes
 * of one user: `<tmp>/mortise-<user>/<hash>.sock`, short enough for every system's limit of about 100 characters.
 */
export function socketPlace(name: string): SocketPlace {
  let real = name;
  try {
    real = realpathSync(name);
  } catch {
    // A name that is no file is taken as it is.
  }
  const user = process.getuid?.() ?? userInfo().username;
  const hash = sha256(real).slice(0, 24);
  // As its specification says: what is no absolute path is as if it were not set.
  const given = process.env['XDG_RUNTIME_DIR'] ?? '';
  return {
    path: join(isAbsolute(given) ? given : tmpdir(), `mortise-${user}`, `${hash}.sock`),
    protect: (path) => chmodSync(path, 0o600),
  };
}

/** Why no socket can have that path, if none can. */
export function tooLong(path: string): string | undefined {
  const bytes = Buffer.byteLength(path);
  return bytes > LONGEST_PATH ? `its path has ${bytes} bytes, and that of a socket has at most ${LONGEST_PATH}` : undefined;
}

/** The problem of a socket that somebody wants to serve, and can't. */
export function notOpened(path: string, cause: unknown): MortiseError {
  return failure('control.not-opened', { path, why: whyOf(cause) }, { cause });
}

/** Makes the folder private and the path free. Throws `control.not-opened`, `control.not-private`, or `control.taken` when somebody answers there. */
export async function claimSocket({ path }: SocketPlace): Promise<string> {
  const why = tooLong(path);
  if (why !== undefined) throw failure('control.not-opened', { path, why });
  const folder = dirname(path);
  const about = privateFolder(folder, path);
  const mine = process.getuid === undefined || about.uid === process.getuid();
  // A folder that somebody else made first could be watched or exchanged by them.
  if (!about.isDirectory() || !mine || (process.platform !== 'win32' && (about.mode & 0o077) !== 0))
    throw failure('control.not-private', { folder });
  if (await answers(path)) throw failure('control.taken', { path });
  try {
    unlinkSync(path);
  } catch {
    // There was nothing left of an earlier host.
  }
  return path;
}

function privateFolder(folder: string, path: string): Stats {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return lstatSync(folder);
  } catch (cause) {
    throw notOpened(path, cause);
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
