import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ask } from '../../src/control/client.js';
import { type Answerer, lines, LONGEST_REQUEST } from '../../src/control/protocol.js';
import { serve, type Control } from '../../src/control/server.js';
import type { Problem } from '../../src/model/problem.js';
import { socketPlace, type SocketPlace } from '../../src/platform/socket-place.js';
import { MortiseError } from '../../src/problem/error.js';
import { failure } from '../../src/problem/problem.js';
import { settle } from '../../src/testing/virtual-clock.js';

let folder: string;
let place: SocketPlace;
const open: Control[] = [];
const asItIs = (found: Problem): Problem => found;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mortise-control-'));
  chmodSync(folder, 0o700);
  place = { path: join(folder, 'mortise-1', 'host.sock'), protect: (path) => chmodSync(path, 0o600) };
});
afterEach(async () => {
  for (const control of open.splice(0)) await control.close();
  rmSync(folder, { recursive: true });
});

async function served(answer: Answerer): Promise<Control> {
  const control = await serve(place, answer, asItIs);
  open.push(control);
  return control;
}

/** Writes raw text and answers everything that comes back until the host hangs up or has answered as often as wanted. */
function raw(text: string, answers: number): Promise<{ id: number; ok: boolean; problem?: { code: string } }[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(place.path);
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('connect', () => socket.write(text));
    const done = (): void => {
      socket.destroy();
      resolve(
        heard
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as never),
      );
    };
    socket.on('data', (chunk: string) => {
      heard += chunk;
      if (heard.split('\n').length > answers) done();
    });
    socket.on('end', done);
  });
}

/** A client that reads only when it is told to, and ends its half when it likes. */
async function client(): Promise<Socket> {
  const socket = connect({ path: place.path, allowHalfOpen: true }).pause().setEncoding('utf8');
  await once(socket, 'connect');
  return socket;
}

/** Everything until the host hangs up. */
async function untilEnd(socket: Socket): Promise<{ id: number; ok: boolean; result?: unknown }[]> {
  let text = '';
  socket.on('data', (chunk: string) => (text += chunk)).resume();
  await once(socket, 'end');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as never);
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settled) => (resolve = settled));
  return { promise, resolve };
}

const question = (id: number): string => `${JSON.stringify({ id, op: 'list' })}\n`;
const ids = (many: number): number[] => Array.from({ length: many }, (_, at) => at + 1);

describe('the control socket', () => {
  it('answers what is asked, also when the answer takes a while', async () => {
    const { path } = await served(({ op, arguments: given }) => Promise.resolve({ op, given }));
    expect(await ask(path, 'info', ['presence'])).toEqual({ result: { op: 'info', given: ['presence'] } });
  });

  it('answers nothing as null, so that it is still an answer', async () => {
    const { path } = await served(() => undefined);
    expect(await ask(path, 'list')).toEqual({ result: null });
  });

  it('carries a problem to whoever asked', async () => {
    const { path } = await served(({ op }) => {
      throw failure('control.unknown-op', { op });
    });
    await expect(ask(path, 'dance')).rejects.toMatchObject({
      code: 'control.unknown-op',
      problem: { message: "The running host does not know 'dance'." },
    });
  });

  it('answers whatever somebody returns or throws, also what JSON can not hold', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const { path } = await served(({ op }) => {
      if (op === 'count') return { many: 10n ** 20n };
      if (op === 'circle') return circle;
      throw new MortiseError({
        code: 'acme.broken',
        severity: 'error',
        blame: 'plugin',
        message: 'It broke.',
        hint: 'Mend it.',
        details: circle,
      });
    });
    expect(await ask(path, 'count')).toEqual({ result: { many: '100000000000000000000' } });
    await expect(ask(path, 'circle')).rejects.toMatchObject({ code: 'control.failed', message: expect.stringContaining('circular') });
    await expect(ask(path, 'throw')).rejects.toMatchObject({ code: 'control.failed', message: expect.stringContaining('circular') });
    expect(await ask(path, 'count')).toEqual({ result: { many: '100000000000000000000' } });
  });

  it('makes a problem of a mistake of its own', async () => {
    const { path } = await served(() => {
      throw new TypeError('x is not a function');
    });
    await expect(ask(path, 'list')).rejects.toMatchObject({ code: 'control.failed', problem: { blame: 'framework' } });
  });

  it('says that nobody is there when nobody is', async () => {
    expect(await ask(place.path, 'list')).toBeUndefined();
    const { path, close } = await served(() => 1);
    await close();
    expect(await ask(path, 'list')).toBeUndefined();
  });

  it('can be opened by its owner only', async () => {
    const { path } = await served(() => 1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('refuses a folder that others may enter', async () => {
    await served(() => 1);
    chmodSync(dirname(place.path), 0o755);
    await expect(serve({ ...place, path: join(dirname(place.path), 'other.sock') }, () => 1, asItIs)).rejects.toMatchObject({
      code: 'control.not-private',
    });
  });

  it('leaves another host that serves there alone', async () => {
    const { path } = await served(() => 'first');
    await expect(serve(place, () => 'second', asItIs)).rejects.toMatchObject({ code: 'control.taken' });
    expect(await ask(path, 'list')).toEqual({ result: 'first' });
  });

  it('takes the place of a host that died', async () => {
    const { path } = await served(() => 'first');
    await open.pop()!.close();
    writeFileSync(path, 'what a killed host leaves');
    await served(() => 'second');
    expect(await ask(path, 'list')).toEqual({ result: 'second' });
  });

  it('answers several requests of one connection, each with its id', async () => {
    await served(({ id }) => id * 10);
    const requests = [1, 2].map((id) => `${JSON.stringify({ id, op: 'list' })}\n`).join('');
    expect(await raw(requests, 2)).toEqual([
      { id: 1, ok: true, result: 10 },
      { id: 2, ok: true, result: 20 },
    ]);
  });

  it.each([
    ['no JSON', 'hello\n'],
    ['no object', '7\n'],
    ['no op', '{"id":1}\n'],
    ['arguments that are no texts', '{"id":1,"op":"info","arguments":[1]}\n'],
    ['a line without end', 'x'.repeat(LONGEST_REQUEST + 1)],
  ])('hangs up on %s, and says why', async (_, text) => {
    await served(() => 1);
    expect(await raw(text, 99)).toMatchObject([{ id: 0, ok: false, problem: { code: 'control.bad-request' } }]);
  });

  it.each([
    ['no JSON', 'hello'],
    ['a line without end', 'x'.repeat(LONGEST_REQUEST + 1)],
  ])('does nothing of what comes behind %s, and answers what came before', async (_, text) => {
    const asked: number[] = [];
    await served(({ id }) => Promise.resolve(asked.push(id)));
    const answers = await raw(`${question(1)}${text}\n${question(2)}`, 99);
    expect(asked).toEqual([1]);
    expect(answers.map(({ id, problem }) => [id, problem?.code])).toEqual(
      expect.arrayContaining([
        [1, undefined],
        [0, 'control.bad-request'],
      ]),
    );
    expect(answers).toHaveLength(2);
  });

  it('does nothing of what a client says after it was refused, and does not wait until it ends as well', async () => {
    const asked: number[] = [];
    await served(({ id }) => asked.push(id));
    const socket = await client();
    socket.write('hello\n');
    expect(await untilEnd(socket)).toMatchObject([{ id: 0, ok: false }]);
    socket.write(question(1));
    await expect(once(socket, 'close')).rejects.toMatchObject({ code: expect.stringMatching(/^(EPIPE|ECONNRESET)$/) });
    expect(asked).toEqual([]);
  });

  it('skips lines in which nothing stands', async () => {
    await served(({ id }) => id);
    expect(await raw(`\n\r\n  \n${question(1)}\n`, 1)).toEqual([{ id: 1, ok: true, result: 1 }]);
  });

  it('answers a client that has ended its half, and then hangs up', async () => {
    const answered = deferred<string>();
    const { path } = await served(({ id }) => (id === 7 ? answered.promise : 'another'));
    const socket = await client();
    const closed = once(socket, 'close');
    socket.end(question(7));
    // By then the host knows that the first one has ended.
    await ask(path, 'list');
    answered.resolve('late');
    expect(await untilEnd(socket)).toEqual([{ id: 7, ok: true, result: 'late' }]);
    await closed;
  });

  it('hangs up on a client that ends without a question', async () => {
    await served(() => 1);
    const socket = await client();
    const closed = once(socket, 'close');
    socket.resume().end();
    await closed;
  });

  it('begins sixteen questions of a client, and each further one when one is answered', async () => {
    const waiting: (() => void)[] = [];
    await served(({ id }) => new Promise((resolve) => waiting.push(() => resolve(id))));
    const socket = await client();
    socket.end(ids(100).map(question).join(''));
    const answers = untilEnd(socket);
    let most = 0;
    for (const _ of ids(100)) {
      while (waiting.length === 0) await settle();
      most = Math.max(most, waiting.length);
      waiting.shift()!();
    }
    expect(most).toBe(16);
    expect((await answers).map(({ result }) => result)).toEqual(ids(100));
  });

  it('holds few answers of a client that does not read, and gives it all of them when it does', async () => {
    const asked: number[] = [];
    const { path } = await served(({ id, op }) => (op === 'info' ? asked.length : `${asked.push(id)}`.padEnd(1_000_000)));
    const socket = await client();
    socket.end(ids(60).map(question).join(''));
    let begun: unknown = 0;
    while (begun === 0) begun = (await ask(path, 'info'))!.result;
    begun = (await ask(path, 'info'))!.result;
    expect(begun).toBeLessThanOrEqual(16);
    expect((await untilEnd(socket)).map(({ id }) => id)).toEqual(ids(60));
  });

  it('begins nothing more once it is closed', async () => {
    const asked: number[] = [];
    const answered = deferred<void>();
    const control = await served(({ id }) => (asked.push(id), answered.promise));
    const socket = await client();
    socket.write(ids(100).map(question).join(''));
    while (asked.length === 0) await settle();
    await control.close();
    answered.resolve();
    await settle();
    expect(asked).toEqual(ids(16));
    socket.destroy();
  });

  it('that is left answers all that was asked before, also what waits, and hangs up', async () => {
    const answered = deferred<void>();
    const asked: number[] = [];
    const control = await served(({ id }) => (asked.push(id), answered.promise.then(() => id)));
    const [socket, idle] = [await client(), await client()];
    socket.write(ids(100).map(question).join(''));
    while (asked.length === 0) await settle();
    control.leave();
    answered.resolve();
    expect((await untilEnd(socket)).map(({ result }) => result)).toEqual(ids(100));
    await once(idle.resume(), 'end');
    for (const each of [socket, idle]) each.destroy();
  });

  it('is at the same place for a file, however it is written, and at another for another file', () => {
    const file = join(folder, 'mortise.yaml');
    writeFileSync(file, '');
    expect(socketPlace(file).path).toBe(socketPlace(join(folder, '.', 'x', '..', 'mortise.yaml')).path);
    expect(socketPlace(file).path).not.toBe(socketPlace(join(folder, 'other.yaml')).path);
    expect(socketPlace(file).path.length).toBeLessThan(100);
  });
});

describe('lines', () => {
  it('come out whole, however the text was cut', () => {
    const heard: string[] = [];
    const hear = lines(
      10,
      (line) => heard.push(line),
      () => heard.push('too long'),
    );
    for (const chunk of ['a', 'b\nc', '\n', '\nde', 'f\n']) hear(chunk);
    expect(heard).toEqual(['ab', 'c', '', 'def']);
  });

  it('end at the first that is too long', () => {
    const heard: string[] = [];
    const hear = lines(
      3,
      (line) => heard.push(line),
      () => heard.push('too long'),
    );
    for (const chunk of ['ab\n', 'abcd', '\nab\n']) hear(chunk);
    expect(heard).toEqual(['ab', 'too long']);
  });
});

describe('asking', () => {
  it('at a path that can be no socket is control.unreachable', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(ask(join(file, 'host.sock'), 'list')).rejects.toMatchObject({ code: 'control.unreachable' });
  });

  it('a host that hangs up without a word is control.no-answer', async () => {
    const control = await served(() => control.close());
    await expect(ask(control.path, 'list')).rejects.toMatchObject({ code: 'control.no-answer' });
  });
});
