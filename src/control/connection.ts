/** Open this to see how one client of a host is heard: what it asks is answered, and waits while it does not read what it is answered. */
import type { Socket } from 'node:net';
import type { Problem } from '../model/problem.js';
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { problem } from '../problem/problem.js';
import { jsonOf, lines, LONGEST_REQUEST, parseRequest, type Answer, type Answerer, type Request } from './protocol.js';

/** Answers that a client may be owed before more of what it asks is begun. */
const MOST_OWED = 16;

/** Takes secrets out of what a client is told of a failure. */
export type Hide = (found: Problem) => Problem;

/** One client, until it has gone. */
export class Connection {
  /** What was said and is not begun. While there is any the socket is not read, so it is no more than came at once. */
  #said: (() => void)[] = [];
  #owed = 0;
  /** Nothing more is heard: what was said so far is answered, and then it is hung up. */
  #isEnding = false;

  constructor(
    readonly socket: Socket,
    readonly answer: Answerer,
    readonly hide: Hide,
  ) {
    const hear = lines(
      LONGEST_REQUEST,
      (line) => void this.#said.push(() => this.#hear(line)),
      () => void this.#said.push(() => this.#refuse(`a line is longer than ${LONGEST_REQUEST} characters`)),
    );
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      if (this.#isEnding) return;
      hear(chunk);
      this.#goOn();
    });
    socket.on('drain', () => this.#goOn());
    // Whoever says no more still waits for what was asked.
    socket.on('end', () => this.end());
    // Whoever hangs up in the middle of an answer has only themselves to tell.
    socket.on('error', () => socket.destroy());
  }

  /** Hears no more, and hangs up when all is answered that was asked. */
  end(): void {
    this.#isEnding = true;
    this.#goOn();
  }

  #goOn(): void {
    const { socket } = this;
    // Nobody is left to be answered.
    if (socket.destroyed) return;
    while (this.#said.length > 0 && this.#owed < MOST_OWED && !socket.writableNeedDrain) this.#said.shift()!();
    if (this.#said.length > 0) socket.pause();
    else if (!this.#isEnding) socket.resume();
    // A client need not end its half for the host to be rid of it.
    else if (this.#owed === 0) socket.destroySoon();
  }

  #hear(line: string): void {
    if (line.trim() === '') return;
    const request = parseRequest(line);
    if (request === undefined) {
      this.#refuse('a line is not { id, op, arguments } as JSON');
      return;
    }
    this.#owed += 1;
    void answered(request, this.answer, this.hide).then((text) => {
      this.#owed -= 1;
      this.#reply(text);
      this.#goOn();
    });
  }

  /** Whoever says what is none may mean something else by what follows. */
  #refuse(why: string): void {
    this.#reply(jsonOf({ id: 0, ok: false, problem: problem('control.bad-request', { why }) } satisfies Answer));
    this.#said = [];
    this.#isEnding = true;
  }

  #reply(text: string): void {
    this.socket.write(`${text}\n`);
  }
}

/** A question may take time, and others may be asked meanwhile. */
function answered(request: Request, answer: Answerer, hide: Hide): Promise<string> {
  const { id, op } = request;
  const refused = (found: Problem): string => jsonOf({ id, ok: false, problem: hide(found) });
  const failed = (error: unknown): string => refused(problem('control.failed', { op, why: whyOf(error) }));
  return Promise.resolve()
    .then(() => answer(request))
    .then((result) => jsonOf({ id, ok: true, result: result ?? null } satisfies Answer))
    .catch((error: unknown) => (error instanceof MortiseError ? refused(error.problem) : failed(error)))
    .catch(failed);
}
