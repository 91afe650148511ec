/** Open this to see how a running host answers questions: over a Unix socket that only its owner can open, and never over the network. */
import { createServer, type Socket } from 'node:net';
import { claimSocket, type SocketPlace } from '../platform/socket-place.js';
import { MortiseError } from '../problem/error.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import { lines, LONGEST_REQUEST, parseRequest, type Answer, type Request } from './protocol.js';

/** Answers one question; what it throws becomes the problem of the answer. */
export type Answerer = (request: Request) => unknown;

/** A socket that is served. */
export interface Control {
  readonly path: string;
  /** Nobody new is let in, and who waits for an answer still gets it: it may be that of the very change that closes the door. */
  leave(): void;
  /** Hangs up on everybody. */
  close(): Promise<void>;
}

/** Serves questions at a place until it is closed. Throws `control.taken` when another host serves there, `control.not-private` when others could reach it. */
export async function serve(place: SocketPlace, answer: Answerer): Promise<Control> {
  const path = await claimSocket(place);
  /** Who is there, and how many answers each waits for. */
  const open = new Map<Socket, number>();
  let isLeaving = false;
  const server = createServer((socket) => {
    open.set(socket, 0);
    const wait = (more: number): void => {
      if (!open.has(socket)) return;
      open.set(socket, open.get(socket)! + more);
      if (isLeaving && open.get(socket) === 0) socket.end();
    };
    socket.setEncoding('utf8');
    socket.on('close', () => open.delete(socket));
    // Whoever hangs up in the middle of an answer has only themselves to tell.
    socket.on('error', () => socket.destroy());
    const reply = (text: string): void => void socket.write(`${text}\n`);
    const refuse = (why: string): void => {
      reply(textOf({ id: 0, ok: false, problem: problem('control.bad-request', { why }) }));
      socket.end();
    };
    socket.on(
      'data',
      lines(
        LONGEST_REQUEST,
        (line) => {
          wait(1);
          void hear(line, answer, reply, refuse).then(() => wait(-1));
        },
        () => refuse(`a line is longer than ${LONGEST_REQUEST} characters`),
      ),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
  place.protect(path);
  return {
    path,
    leave() {
      isLeaving = true;
      server.close();
      for (const [socket, owed] of open) if (owed === 0) socket.end();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open.keys()) socket.destroy();
      }),
  };
}

/** Whole numbers of any size are as they are written. Throws what JSON can't hold: an object that stands in itself. */
function textOf(answer: Answer): string {
  return JSON.stringify(answer, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

function hear(line: string, answer: Answerer, reply: (text: string) => void, refuse: (why: string) => void): Promise<void> {
  const request = parseRequest(line);
  if (request === undefined) {
    refuse('a line is not { id, op, arguments } as JSON');
    return Promise.resolve();
  }
  const { id, op } = request;
  const failed = (error: unknown): string => textOf({ id, ok: false, problem: problem('control.failed', { op, why: whyOf(error) }) });
  // A question may take time, and others may be asked meanwhile.
  return Promise.resolve()
    .then(() => answer(request))
    .then((result) => textOf({ id, ok: true, result: result ?? null }))
    .catch((error: unknown) => (error instanceof MortiseError ? textOf({ id, ok: false, problem: error.problem }) : failed(error)))
    .catch(failed)
    .then(reply);
}
