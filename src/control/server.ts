/** Open this to see how a running host answers questions: over a Unix socket that only its owner can open, and never over the network. */
import { createServer } from 'node:net';
import { claimSocket, notOpened, type SocketPlace } from '../platform/socket-place.js';
import { Connection, type Hide } from './connection.js';
import type { Answerer } from './protocol.js';

/** A socket that is served. */
export interface Control {
  readonly path: string;
  /** Nobody new is let in, and who waits for an answer still gets it: it may be that of the very change that closes the door. */
  leave(): void;
  /** Hangs up on everybody. */
  close(): Promise<void>;
}

/** Serves questions at a place until it is closed. Throws `control.taken` when another host serves there, `control.not-private` when others could reach it, and `control.not-opened`. */
export async function serve(place: SocketPlace, answer: Answerer, hide: Hide): Promise<Control> {
  const path = await claimSocket(place);
  const open = new Set<Connection>();
  // A client that has ended its half waits for its answer.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection = new Connection(socket, answer, hide);
    open.add(connection);
    socket.on('close', () => open.delete(connection));
  });
  const control: Control = {
    path,
    leave() {
      server.close();
      for (const connection of open) connection.end();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { socket } of open) socket.destroy();
      }),
  };
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => resolve());
    });
    place.protect(path);
  } catch (cause) {
    // What is not protected serves nobody, and a server that nobody closes would keep the process alive.
    await control.close();
    throw notOpened(path, cause);
  }
  return control;
}
