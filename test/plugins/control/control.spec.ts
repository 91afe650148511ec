/** Open this to see the control socket as a plugin: it is asked, changes its host, and goes like any other. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, definePlugin, type HostOptions, type MortiseError, type MortiseHost, type Report } from 'mortise';
import { controlPlugin } from 'mortise/control';
import { ask } from '../../../src/control/client.js';
import { socketPlace } from '../../../src/platform/socket-place.js';

let home: string;
let path: string;
let host: MortiseHost;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mortise-'));
  ({ path } = socketPlace(home));
});
afterEach(async () => {
  await host.stop();
  rmSync(home, { recursive: true });
});

function started(access?: 'change' | 'read', options: HostOptions = {}): Promise<Report> {
  const other = definePlugin({ id: 'other', version: '1.0.0' });
  const control = controlPlugin(() => host, access === undefined ? {} : { access });
  host = createHost({ home, extensions: [control, other], log: { level: 'silent' }, ...options });
  return host.start();
}

const states = (): string[] => host.list().map(({ key, state }) => `${key} ${state}`);

describe('the control socket as a plugin', () => {
  it('is listed, answers and changes its host, and closes with it', async () => {
    await started();
    expect(states()).toEqual(['control running', 'other running']);
    expect((await ask(path, 'list'))!.result).toMatchObject({ state: 'running', plugins: [{ key: 'control' }, { key: 'other' }] });
    await ask(path, 'change', [], { change: { disable: ['other'] } });
    expect(states()).toEqual(['control running', 'other stopped']);
    await host.stop();
    expect([await ask(path, 'list'), existsSync(path)]).toEqual([undefined, false]);
  });

  it('may be for reading only', async () => {
    await started('read');
    await expect(ask(path, 'change', [], { change: { disable: ['other'] } })).rejects.toMatchObject({ code: 'control.read-only' });
    expect((await ask(path, 'list'))!.result).toMatchObject({ host: 'host' });
  });

  it('is refused with an option that means nothing, or a value that is none: it would let in more than was meant', () => {
    host = createHost({ home, log: { level: 'silent' } });
    const refused = (options: object): unknown => {
      try {
        return controlPlugin(() => host, options);
      } catch (error) {
        return (error as MortiseError).problem;
      }
    };
    expect(refused({ access: 'raed' })).toMatchObject({
      code: 'control.bad-options',
      field: 'options.access',
      message: "controlPlugin can't be made: 'options.access' wants one of 'change', 'read', but is the string 'raed'.",
    });
    expect(refused({ acess: 'read' })).toMatchObject({
      code: 'control.bad-options',
      field: 'options.acess',
      message: "controlPlugin can't be made: 'options.acess' is not a known key. Did you mean 'access'?",
    });
    expect(refused({ id: 5 })).toMatchObject({ code: 'control.bad-options', field: 'options.id' });
    expect(refused('read' as never)).toMatchObject({ code: 'control.bad-options', field: 'options' });
  });

  it('answers whoever disables it, and nobody after that; enabled, it is there again', async () => {
    await started();
    const answer = await ask(path, 'change', [], { change: { disable: ['control'] } });
    expect(answer!.result).toMatchObject({ ok: true, receipt: { outcome: 'done' } });
    expect(await ask(path, 'list')).toBeUndefined();
    await host.enable('control');
    expect(await ask(path, 'list')).toBeDefined();
  });

  it('makes room for its next generation, which answers in its place', async () => {
    await started();
    const answer = await ask(path, 'change', [], { change: { reload: ['control'] } });
    expect(answer!.result).toMatchObject({ receipt: { outcome: 'done', plugins: [{ plugin: 'control', did: 'restarted' }] } });
    expect((await ask(path, 'list'))!.result).toMatchObject({ state: 'running' });
  });

  it('is replaced by another door of that id, and fails alone where the host has one itself', async () => {
    const mine: string[] = [];
    const own = definePlugin({ id: 'control', version: '9.0.0', setup: () => ({ start: () => void mine.push('open') }) });
    await started(undefined, { extensions: [own] });
    expect([mine, await ask(path, 'list')]).toEqual([['open'], undefined]);
    await host.stop();
    const report = await started(undefined, { control: true });
    expect(states()).toEqual(['control failed', 'other running']);
    expect(report.problems).toMatchObject([{ plugin: 'control', cause: { code: 'control.taken' } }]);
    expect(await ask(path, 'list')).toBeDefined();
  });

  it('is not opened for an access that is none', async () => {
    await started(undefined, { extensions: [] });
    await expect(host.openControl('raed' as never)).rejects.toMatchObject({
      code: 'host.bad-options',
      problem: { field: 'access', message: "The option 'access' wants 'read' or 'change', but is the string 'raed'." },
    });
    expect(await ask(path, 'list')).toBeUndefined();
  });

  it('is not opened for a host that has stopped, or stops meanwhile', async () => {
    await started(undefined, { extensions: [] });
    const opening = host.openControl().then(
      () => 'open',
      (refused: { code: string }) => refused.code,
    );
    await host.stop();
    expect(await opening).toBe('host.not-running');
    await expect(host.openControl()).rejects.toMatchObject({
      code: 'host.not-running',
      problem: { message: "The host 'host' can't open its control socket: it is stopped." },
    });
    expect([await ask(path, 'list'), existsSync(path)]).toEqual([undefined, false]);
  });
});
