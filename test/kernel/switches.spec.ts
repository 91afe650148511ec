import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, definePlugin, type HostOptions } from 'mortise';
import { createTestHost, type TestHost } from 'mortise/testing';

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'mortise-switches-'))));
afterEach(() => rmSync(home, { recursive: true }));

const plugins = ['a', 'b'].map((id) => definePlugin({ id, version: '1.0.0' }));
const file = (): string => join(home, 'kept/state.json');
const kept = (): unknown => (JSON.parse(readFileSync(file(), 'utf8')) as { plugins: unknown }).plugins;
const keep = (state: unknown): void => {
  mkdirSync(join(home, 'kept'), { recursive: true });
  writeFileSync(file(), typeof state === 'string' ? state : JSON.stringify(state));
};
const by = 'command';

async function started(settings: HostOptions['plugins'] = {}, state: string | undefined = './kept/state.json'): Promise<TestHost> {
  const test = createTestHost({ plugins, settings, home, ...(state === '' ? {} : { state }) });
  await test.start();
  return test;
}
const states = ({ host }: TestHost): string[] => host.list().map(({ key, state, enabled }) => `${key} ${enabled ? state : 'disabled'}`);

describe('what is switched by command', () => {
  it('is as it was after a restart, and says since when', async () => {
    const first = await started();
    await first.host.change({ disable: ['a'], by });
    expect(kept()).toEqual({ a: { enabled: false, at: '1970-01-01T00:00:00.000Z' } });
    const says = ["'a' was disabled by command on 1970-01-01 at 00:00 UTC"];
    const why = ({ host }: TestHost): string[] =>
      host
        .why('a')
        .because.slice(0, 1)
        .map((link) => link.says);
    expect(why(first)).toEqual(says);
    await first.stop();

    const second = await started();
    expect(states(second)).toEqual(['a disabled', 'b running']);
    expect(why(second)).toEqual(says);
    expect(second.host.why('a').fixes).toEqual(['Enable it: mortise enable a.']);
    await second.host.change({ enable: ['a'], by });
    expect(kept()).toEqual({});
    await second.stop();

    const third = await started();
    expect(states(third)).toEqual(['a running', 'b running']);
    await third.stop();
  });

  it('counts more than what is written, until it is as written', async () => {
    const first = await started({ a: { enabled: false } });
    expect(states(first)).toEqual(['a disabled', 'b running']);
    await first.host.change({ enable: ['a'], by });
    expect(kept()).toMatchObject({ a: { enabled: true } });
    await first.stop();
    const second = await started({ a: { enabled: false } });
    expect(states(second)).toEqual(['a running', 'b running']);
    await second.host.change({ disable: ['a'], by });
    expect(kept()).toEqual({});
    await second.stop();
  });

  it('is forgotten when it is taken back', async () => {
    const test = await started();
    await test.host.change({ disable: ['a'], by });
    await test.host.change({ undo: 'last', by });
    expect(states(test)).toEqual(['a running', 'b running']);
    expect(kept()).toEqual({});
    await test.stop();
  });

  it('stays when something else is changed, and when the plugin is not there', async () => {
    keep({ plugins: { a: { enabled: false, at: '2026-05-04T08:30:00.000Z' }, gone: { enabled: false, at: '2026-05-04T08:30:00.000Z' } } });
    const before = readFileSync(file(), 'utf8');
    const test = await started();
    await test.host.change({ disable: ['a'], by });
    expect(readFileSync(file(), 'utf8')).toBe(before);
    await test.host.change({ disable: ['b'], by });
    expect(Object.keys(kept() as object)).toEqual(['a', 'b', 'gone']);
    expect(kept()).toMatchObject({ a: { at: '2026-05-04T08:30:00.000Z' } });
    await test.stop();
  });

  it('is of an app too', async () => {
    const make = (): TestHost => createTestHost({ home, state: './kept/state.json', apps: { shop: { extensions: plugins } } });
    const first = make();
    await first.start();
    await first.host.change({ disable: ['shop:a'], by });
    expect(kept()).toMatchObject({ 'shop:a': { enabled: false } });
    await first.stop();
    const second = make();
    await second.start();
    expect(states(second)).toEqual(['shop:a disabled', 'shop:b running']);
    await second.stop();
  });

  it('is not what code switches, nor a change that was not done', async () => {
    const test = await started();
    await test.host.disable('a');
    await test.host.enable('a');
    expect(existsSync(file())).toBe(false);
    expect(test.host.why('a').state).toBe('running');
    await test.host.change({ disable: ['a'], by });
    await test.host.enable('a');
    await test.host.disable('a');
    expect(test.host.why('a').because[0]!.says).toBe("host.disable was called for 'a'");
    await test.stop();
  });

  it('lasts as long as the host where no file is named', async () => {
    const test = await started({}, '');
    await test.host.change({ disable: ['a'], by });
    expect(test.host.why('a').because[0]!.says).toContain('was disabled by command on 1970-01-01');
    expect(existsSync(file())).toBe(false);
    await test.stop();
  });
});

describe('the file of what was switched', () => {
  it.each([
    ['no JSON', '{'],
    ['a list', []],
    ['no plugins', {}],
    ['plugins that are a list', { plugins: [] }],
    ['a plugin without a date', { plugins: { a: { enabled: false } } }],
    ['a date that is none', { plugins: { a: { enabled: false, at: 'yesterday' } } }],
    ['a plugin that is a flag', { plugins: { a: false } }],
  ])('counts for nothing when it holds %s, and that is told', async (_, state) => {
    keep(state);
    const test = await started();
    expect(states(test)).toEqual(['a running', 'b running']);
    expect(test.problems).toMatchObject([{ code: 'state.not-readable', severity: 'warning' }]);
    await test.host.change({ disable: ['a'], by });
    expect(kept()).toMatchObject({ a: { enabled: false } });
    await test.stop();
  });

  it('that can not be written is told, and the change is done', async () => {
    writeFileSync(join(home, 'kept'), 'a file where the folder should be');
    const test = await started();
    const report = await test.host.change({ disable: ['a'], by });
    expect(report).toMatchObject({
      ok: true,
      receipt: { outcome: 'done' },
      problems: [{ code: 'state.not-written', severity: 'warning' }],
    });
    expect(states(test)).toEqual(['a disabled', 'b running']);
    await test.stop();
  });

  it('is an option of the host that is a text', () => {
    expect(() => createHost({ state: 7 as never })).toThrow('state');
    expect(() => createHost({ control: 'write' as never })).toThrow("true, false or 'read'");
  });
});
