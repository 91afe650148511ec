/** Open this to see how a command asks a running host. */
import { connect } from 'node:net';
import type { Problem } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import { socketPlace, tooLong } from '../platform/socket-place.js';
import { failure } from '../problem/problem.js';
import type { AskedChange } from './request.js';
import { lines, LONGEST_LINE, type Answer } from './protocol.js';

/** Milliseconds that a host has to answer a question. */
const PATIENCE = 5_000;

export interface AskOptions {
  /** What is asked for, of `plan` and `change`; what comes with the line, of `exec`. */
  readonly change?: AskedChange | Readonly<Record<string, unknown>>;
  /** Milliseconds that the host has to answer; 0 is as long as it runs. Default 5,000. */
  readonly patience?: number;
}

/** Asks the host that serves at a path. Answers nothing when no host is there; throws the problem that the host answers. */
export function ask(
  path: string,
  op: string,
  given: readonly string[] = [],
  { change, patience = PATIENCE }: AskOptions = {},
): Promise<{ readonly result: unknown } | undefined> {
  return new Promise((resolve, reject) => {
    const long = tooLong(path);
    if (long !== undefined) throw failure('control.unreachable', { path, why: long, isForbidden: false });
    const socket = connect(path);
    socket.setEncoding('utf8');
    socket.setTimeout(patience, () => end(failure('control.no-answer', { op, ms: patience })));
    const end = (outcome: Error | { readonly result: unknown } | undefined): void => {
      socket.destroy();
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const absent = error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTSOCK';
      const isForbidden = error.code === 'EACCES' || error.code === 'EPERM';
      end(absent ? undefined : failure('control.unreachable', { path, why: error.message, isForbidden }, { cause: error }));
    });
    socket.on('close', () => end(failure('control.no-answer', { op, ms: 0 })));
    socket.on(
      'data',
      lines(
        LONGEST_LINE * 64,
        (line) => end(read(line)),
        () => end(failure('control.no-answer', { op, ms: 0 })),
      ),
    );
    socket.on('connect', () => socket.write(`${JSON.stringify({ id: 1, op, arguments: given, change })}\n`));
  });
}

function read(line: string): Error | { readonly result: unknown } {
  const answer = JSON.parse(line) as Answer;
  return answer.ok ? { result: answer.result } : new MortiseError(answer.problem as Problem);
}

/** Where a host is that runs. */
export interface ControlPlace {
  /** Its configuration file, or, of a host without one, its home. */
  readonly config: string;
  /** Milliseconds that it has to answer; 0 is as long as it runs. Default 5,000. */
  readonly patience?: number;
}

/** Has a line run in the host at a place. Throws what the command throws, and `control.*`. */
export async function execIn(
  { config, patience }: ControlPlace,
  line: string,
  input?: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const answer = await ask(socketPlace(config).path, 'exec', [line], {
    ...(input === undefined ? {} : { change: input }),
    ...(patience === undefined ? {} : { patience }),
  });
  if (answer === undefined) throw failure('control.no-host', { config, isChange: false });
  return (answer.result as { readonly result: unknown }).result;
}
