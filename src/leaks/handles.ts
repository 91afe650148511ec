/** Open this to see which sockets, servers, child processes and watchers escape, how each is called, and how each is closed. */
import type { EscapeKind } from './escape.js';
import type { ResourceKind } from './resource-kind.js';

/** What libuv holds. */
interface Handle {
  /** -1 as soon as it is closed. */
  getAsyncId?(): number;
  readonly fd?: number;
  close?(): void;
}

/** What an author holds: a socket, a server, a child process. Each has some of these. */
interface Owner {
  readonly destroyed?: boolean;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly pid?: number;
  readonly spawnfile?: string;
  address?(): string | { readonly port?: number } | null;
  destroy?(): void;
  close?(): void;
  kill?(): void;
  closeAllConnections?(): void;
}

/** The owner of a handle is behind a symbol that Node does not export; it is there only after the handle was made. */
function ownerOf(resource: object): Owner | undefined {
  const symbol = Object.getOwnPropertySymbols(resource).find(({ description }) => description === 'owner_symbol');
  const owner: unknown = symbol === undefined ? undefined : (resource as Record<symbol, unknown>)[symbol];
  return typeof owner === 'object' && owner !== null ? (owner as Owner) : undefined;
}

/** A socket that is bound to nothing has no address to ask for. */
function addressOf(owner: Owner | undefined): string {
  try {
    const address = owner?.address?.();
    if (typeof address === 'string') return ` at ${address}`;
    return address?.port === undefined ? '' : ` on port ${address.port}`;
  } catch {
    return '';
  }
}

function peerOf(owner: Owner | undefined): string {
  return owner?.remoteAddress === undefined ? '' : ` to ${owner.remoteAddress}:${owner.remotePort}`;
}

/** The pipes of a child process go with it. Those of this process are opened when somebody first writes a line. */
const PARTS = /^node:internal\/(?:child_process|bootstrap\/switches\/is_main_thread)$/;

/** Standard input, output and errors belong to nobody. */
const isStandard = ({ fd }: Handle): boolean => fd !== undefined && fd >= 0 && fd <= 2;

function handle(kind: EscapeKind, what: (owner: Owner | undefined) => string, release: (owner: Owner) => void): ResourceKind {
  return {
    kind: () => kind,
    wanted: ({ through }) => kind !== 'socket' || !through.some((module) => PARTS.test(module)),
    alive: (found: Handle) => found.getAsyncId?.() !== -1 && !isStandard(found) && ownerOf(found)?.destroyed !== true,
    what: (found) => what(ownerOf(found)),
    owner: ownerOf,
    release: (found: Handle) => {
      const owner = ownerOf(found);
      if (owner === undefined) found.close?.();
      else release(owner);
    },
  };
}

const socket = handle(
  'socket',
  (owner) => `the connection${peerOf(owner)}`,
  (owner) => owner.destroy?.(),
);

const server = handle(
  'server',
  (owner) => `the server${addressOf(owner)}`,
  (owner) => {
    owner.close?.();
    // One of HTTP would wait for connections that are kept open for nothing.
    owner.closeAllConnections?.();
  },
);

/** By the name that async_hooks gives the type. The watcher of one file by polling is not among them: Node does not tell it which file it is. */
export const handles: Readonly<Record<string, ResourceKind>> = {
  TCPWRAP: socket,
  PIPEWRAP: socket,
  TCPSERVERWRAP: server,
  PIPESERVERWRAP: server,
  UDPWRAP: handle(
    'socket',
    (owner) => `the UDP socket${addressOf(owner)}`,
    (owner) => owner.close?.(),
  ),
  PROCESSWRAP: handle(
    'child-process',
    (owner) => `the child process ${owner?.pid ?? ''} (${owner?.spawnfile ?? 'unknown'})`,
    (owner) => owner.kill?.(),
  ),
  FSEVENTWRAP: {
    ...handle(
      'watcher',
      () => 'the watcher of files',
      (owner) => owner.close?.(),
    ),
    // Linux watches a tree with a watcher for each folder and file.
    parts: ({ through }) => through.includes('node:internal/fs/recursive_watch'),
  },
};
