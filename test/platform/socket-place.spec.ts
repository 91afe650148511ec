/** Open this to see where the control socket of a host is, and what is said where there can be none. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { claimSocket, socketPlace } from '../../src/platform/socket-place.js';

const runtimeDir = process.env['XDG_RUNTIME_DIR'];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mortise-place-'));
});
afterEach(() => {
  if (runtimeDir === undefined) delete process.env['XDG_RUNTIME_DIR'];
  else process.env['XDG_RUNTIME_DIR'] = runtimeDir;
  rmSync(folder, { recursive: true });
});

describe('the place of a control socket', () => {
  it('is below XDG_RUNTIME_DIR, in a folder that is made for the user alone', async () => {
    process.env['XDG_RUNTIME_DIR'] = folder;
    const place = socketPlace('demo');
    expect(dirname(dirname(place.path))).toBe(folder);
    expect(await claimSocket(place)).toBe(place.path);
    expect(statSync(dirname(place.path)).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['empty', ''],
    ['relative', 'run'],
  ])('is below the folder for temporary files where XDG_RUNTIME_DIR is %s', (_, value) => {
    process.env['XDG_RUNTIME_DIR'] = value;
    expect(dirname(dirname(socketPlace('demo').path))).toBe(tmpdir());
  });

  it('is refused where its folder can not be made, with the path, the reason and what to do', async () => {
    process.env['XDG_RUNTIME_DIR'] = folder;
    const place = socketPlace('demo');
    writeFileSync(dirname(place.path), '');
    await expect(claimSocket(place)).rejects.toMatchObject({
      code: 'control.not-opened',
      message: expect.stringMatching(new RegExp(`^The control socket '${place.path}' can't be made: EEXIST`)),
      problem: { hint: expect.stringContaining('Set XDG_RUNTIME_DIR'), cause: { code: 'EEXIST' } },
    });
  });

  it('is refused where its path is longer than that of a socket can be, and nothing is made', async () => {
    process.env['XDG_RUNTIME_DIR'] = join(folder, 'é'.repeat(40));
    const place = socketPlace('demo');
    const bytes = Buffer.byteLength(place.path);
    await expect(claimSocket(place)).rejects.toMatchObject({
      code: 'control.not-opened',
      message: expect.stringMatching(new RegExp(`its path has ${bytes} bytes, and that of a socket has at most 10[37]`)),
    });
    expect(() => statSync(join(folder, 'é'.repeat(40)))).toThrow('ENOENT');
  });
});
