import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ask } from '../../src/control/client.js';
import { lines, LONGEST_REQUEST } from '../../src/control/protocol.js';
import { serve, type Answerer, type Control } from '../../src/control/server.js';
import { socketPlace, type SocketPlace } from '../../src/platform/socket-place.js';
import { MortiseError } from '../../src/problem/error.js';
import { failure } from '../../src/problem/problem.js';

let folder: string;
let place: SocketPlace;
const open: Control[] = [];

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
  const control = await serve(place, answer);
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
    await expect(serve({ ...place, path: join(dirname(place.path), 'other.sock') }, () => 1)).rejects.toMatchObject({
      code: 'control.not-private',
    });
  });

  it('leaves another host that serves there alone', async () => {
    const { path } = await served(() => 'first');
    await expect(serve(place, () => 'second')).rejects.toMatchObject({ code: 'control.taken' });
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
