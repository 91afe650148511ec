/** Open this to see where the control socket of a host is, and why nobody else can open it. */
import { chmodSync, lstatSync, mkdirSync, realpathSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { failure } from '../problem/problem.js';
import { sha256 } from './files.js';

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
  return {
    path: join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `mortise-${user}`, `${hash}.sock`),
    protect: (path) => chmodSync(path, 0o600),
  };
}

/** Makes the folder private and the path free. Throws `control.not-private`, or `control.taken` when somebody answers there. */
export async function claimSocket({ path }: SocketPlace): Promise<string> {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const about = lstatSync(folder);
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
