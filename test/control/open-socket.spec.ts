/** Open this to see what comes of a control socket that can't be opened, for who serves there and for who asks. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../src/control/client.js';
import { serve } from '../../src/control/server.js';
import type { Problem } from '../../src/model/problem.js';
import { socketPlace, type SocketPlace } from '../../src/platform/socket-place.js';

const asItIs = (found: Problem): Problem => found;
const runtimeDir = process.env['XDG_RUNTIME_DIR'];
let folder: string;
let place: SocketPlace;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mortise-socket-'));
  process.env['XDG_RUNTIME_DIR'] = folder;
  place = socketPlace('demo');
});
afterEach(() => {
  if (runtimeDir === undefined) delete process.env['XDG_RUNTIME_DIR'];
  else process.env['XDG_RUNTIME_DIR'] = runtimeDir;
  rmSync(folder, { recursive: true });
});

describe('a control socket', () => {
  it('on which nobody can listen is control.not-opened', async () => {
    mkdirSync(place.path, { recursive: true, mode: 0o700 });
    await expect(serve(place, () => 1, asItIs)).rejects.toMatchObject({
      code: 'control.not-opened',
      message: expect.stringContaining('EADDRINUSE'),
    });
  });

  it('that can not be protected is closed again, and who has come in by then is hung up on', async () => {
    let closed = Promise.resolve();
    const open: SocketPlace = {
      path: place.path,
      protect(path) {
        const early = connect(path);
        closed = new Promise((resolve) => early.once('close', () => resolve()));
        early.on('error', () => undefined);
        throw new Error('no right to');
      },
    };
    await expect(serve(open, () => 1, asItIs)).rejects.toMatchObject({
      code: 'control.not-opened',
      message: expect.stringContaining('no right to'),
    });
    await closed;
    expect(await ask(place.path, 'list')).toBeUndefined();
    const control = await serve(place, () => 'second', asItIs);
    expect(await ask(place.path, 'list')).toEqual({ result: 'second' });
    await control.close();
  });
});

describe('asking', () => {
  it('where no socket can be does not send anybody to the user who runs the host', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(ask(join(folder, 'file', 'host.sock'), 'list')).rejects.toMatchObject({
      code: 'control.unreachable',
      problem: { hint: expect.stringMatching(/^No host can be asked there\. Set XDG_RUNTIME_DIR/) },
    });
  });

  it('at a path that is longer than that of a socket can be asks nobody at a part of that path', async () => {
    const path = join(folder, 'x'.repeat(150), 'host.sock');
    await expect(ask(path, 'list')).rejects.toMatchObject({
      code: 'control.unreachable',
      message: expect.stringContaining(`its path has ${path.length} bytes`),
      problem: { hint: expect.stringMatching(/^No host can be asked there\. Set XDG_RUNTIME_DIR/) },
    });
  });
});
