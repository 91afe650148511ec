/** Open this to see what settings come to: who counts, what functions give, what parameters override, and how mistakes are told. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Settings } from 'mortise/agent';
import { settingIssues, settingsOf } from '../../../plugins/agent/settings.js';
import { operations } from '../../laws/operations.js';
import { reasons, running } from './given.js';

const folder = mkdtempSync(join(tmpdir(), 'agent-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const of = (...layers: readonly Record<string, unknown>[]): Settings =>
  settingsOf(
    layers.map((layer, index) => ({
      from: `layer ${index}`,
      settings: Object.entries(layer).map(([property, value]) => ({ property, value })),
    })),
  );
const brings = (name: string, settings: Record<string, unknown>) => ({
  name,
  settings: Object.entries(settings).map(([property, value]) => ({ property, value })),
  attach: (_options: unknown, callback: () => void) => callback(),
});
const code = (is: string): unknown => expect.objectContaining({ code: is });

describe('settings', () => {
  it('have keys within keys, and the later layer counts, key by key', () => {
    const settings = of({ keys: { a: 1, b: 1 }, list: [1, 2] }, { 'keys:b': 2, 'keys:c:d': 3, list: [3] });
    expect(settings.all()).toEqual({ keys: { a: 1, b: 2, c: { d: 3 } }, list: [3] });
    expect([settings.get('keys:c:d'), settings.get('keys:c'), settings.has('keys:x'), settings.keys()]).toEqual([
      3,
      { d: 3 },
      false,
      ['keys:a', 'keys:b', 'keys:c:d', 'list'],
    ]);
    expect(() => settings.get('keys:aa')).toThrow(code('agent.unknown-setting'));
    expect(() => settings.get('constructor')).toThrow(code('agent.unknown-setting'));
  });

  it('are given by functions, once, and refer to each other', () => {
    let calls = 0;
    const settings = of({
      host: 'example.org',
      url: (all: Settings) => ({ base: `https://${String(all.get('host'))}/${(calls += 1)}` }),
      same: '$setting:url:base',
    });
    expect([settings.get('same'), settings.get('url:base'), settings.get('url'), calls]).toEqual(['https://example.org/1', 'https://example.org/1', { base: 'https://example.org/1' }, 1]); // prettier-ignore
    expect([settings.has('url:base'), settings.has('url:other')]).toEqual([true, false]);
  });

  it('that need themselves are told with the path; so are functions that fail or give promises', () => {
    const settings = of({
      a: '$setting:b',
      b: (all: Settings) => all.get('c'),
      c: ['$setting:a'],
      throws: () => { throw new Error('no luck'); }, // prettier-ignore
      later: () => Promise.reject(new Error('nobody hears of it')),
      far: '$service:x',
      none: '$setting:nome',
    });
    expect(() => settings.get('a')).toThrow(/needs itself: a -> b -> c -> a/);
    expect(() => settings.get('a')).toThrow(code('agent.reference-cycle'));
    expect(() => settings.get('throws')).toThrow(/no luck/);
    expect(() => settings.get('later')).toThrow(code('agent.bad-setting'));
    expect(() => settings.get('far')).toThrow(/can refer to settings only/);
    expect(() => settings.get('none')).toThrow(code('agent.dangling-reference'));
  });

  it('of which one lies within the other, or is there twice, are told with both places', () => {
    const given = [{ property: 'keys', value: 1 }, { property: 'keys:a', value: 2 }, { property: 'keys', value: 3 }, { property: '__proto__:x', value: 1 }, { property: 5, value: 1 }]; // prettier-ignore
    expect(settingIssues(given).map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "settings[1].property: 'keys:a' overlaps 'keys', in settings[0]",
      "settings[2].property: 'keys' is there already, in settings[0]",
      "settings[2].property: 'keys' overlaps 'keys:a', in settings[1]",
      "settings[3].property: settings[3].property can't be '__proto__:x'",
      'settings[4]: settings[4] must be { property, value }, but is an object',
    ]);
  });

  it.each([
    ['beside each other', (index: number) => `key${index}`],
    ['in branches', (index: number) => `branch${index % 20}:inner${index % 3}:key${index}`],
    ['in one branch', (index: number) => `branch:key${index}`],
  ])('%s are checked with ten times the work when there are ten times as many', (_, key) => {
    const cost = (count: number): number => {
      const given = Array.from({ length: count }, (__, index) => ({ property: key(index), value: index }));
      return operations(() => void settingIssues(given));
    };
    const times = cost(3_000) / cost(300);
    expect({ times, isLinear: times > 4 && times < 12 }).toEqual({ times, isLinear: true });
  });

  it('that overlap are told as comparing each with all before it tells them', () => {
    const key = fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(':'));
    fc.assert(
      fc.property(fc.array(key, { maxLength: 8 }), (keys) => {
        const within = (one: string, other: string): boolean => one.startsWith(`${other}:`);
        const expected = keys.flatMap((each, index) =>
          [...new Set(keys.slice(0, index))].flatMap((other) => {
            const why =
              other === each ? 'is there already' : within(each, other) || within(other, each) ? `overlaps '${other}'` : undefined;
            const where = `settings[${keys.lastIndexOf(other, index - 1)}]`;
            return why === undefined ? [] : [`settings[${index}].property: '${each}' ${why}, in ${where}`];
          }),
        );
        const issues = settingIssues(keys.map((property) => ({ property, value: 0 })));
        expect(issues.map(({ path, message }) => `${path}: ${message}`).sort()).toEqual(expected.sort());
      }),
    );
  });

  it('are the same however layers are put together first, and pollute nothing', () => {
    // What is a value in one layer and a branch in another is replaced as a whole, so the order says what is left of it.
    const leaf = fc.oneof(fc.integer(), fc.constant('text'), fc.constant([1]));
    const branch = fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor'), leaf);
    const layer = fc.record({ leaf, other: leaf, branch, more: branch }, { requiredKeys: [] });
    fc.assert(
      fc.property(layer, layer, layer, (a, b, c) => {
        const all = (...layers: readonly Record<string, unknown>[]): Record<string, unknown> =>
          JSON.parse(JSON.stringify(of(...layers).all())) as Record<string, unknown>;
        expect(all(all(a, b), c)).toEqual(all(a, all(b, c)));
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
        expect(Object.getPrototypeOf(of(a).all())).toBeNull();
      }),
    );
  });
});

describe('the settings of an app', () => {
  it('come from extensions, then the settings folder, then the definition; those of its agent are below', async () => {
    mkdirSync(join(folder, 'app/settings'), { recursive: true });
    writeFileSync(join(folder, 'app/settings/a.yaml'), 'c: folder\nd: folder\nkeys: { deep: folder }\n');
    writeFileSync(join(folder, 'app/settings/b.json'), '[{ "property": "keys:deep", "value": "later file" }]');
    const { test } = await running({
      name: 'agent1',
      dir: folder,
      settings: [{ property: 'a', value: 'agent' }, { property: 'b', value: 'agent' }], // prettier-ignore
      extensions: [brings('shared', { b: 'extension of the agent', b2: 'extension of the agent' })],
      apps: [
        {
          name: 'app',
          dir: 'app',
          extensions: [brings('own', { b2: 'extension of the app', c: 'extension of the app' })],
          settings: [{ property: 'd', value: 'definition' }],
        },
      ],
    });
    expect(reasons(test)).toEqual({});
    const settings = test.host.app('app').lookup('settings/app') as Settings;
    expect(settings.all()).toEqual({
      a: 'agent',
      b: 'agent',
      b2: 'extension of the app',
      c: 'folder',
      d: 'definition',
      keys: { deep: 'later file' },
    });
    expect((test.host.lookup('settings/agent1') as Settings).all()).toEqual({ a: 'agent', b: 'agent', b2: 'extension of the agent' });
    await test.stop();
  });

  it('are overridden by parameters that somebody gives, while it runs as well', async () => {
    const seen: unknown[] = [];
    const { test } = await running(
      {
        name: 'app',
        settings: [{ property: 'mail:from', value: 'shop@example.org' }],
        parameters: {
          from: { description: 'Who writes', setting: 'mail:from' },
          tries: { type: 'integer', default: 3 },
          key: { required: true, secret: true },
        },
        services: [{ name: 'mail', factory: (all: unknown) => seen.push(all) && {}, args: ['$setting:mail:from'] }],
        jobs: [{ name: 'send', work: ({ settings }: { settings: unknown }) => void seen.push(settings) }],
      },
      {},
      { config: { 'app.settings': { key: 'sesame' } } },
    );
    expect(reasons(test)).toEqual({});
    expect((test.host.lookup('settings/app') as Settings).all()).toEqual({ mail: { from: 'shop@example.org' }, tries: 3, key: 'sesame' });
    const { problems } = await test.host.configure('app.settings', { key: 'sesame', from: 'me@example.org', tries: 5 });
    expect(problems).toEqual([]);
    expect((test.host.lookup('settings/app') as Settings).get('tries')).toBe(5);
    expect(seen).toEqual(['shop@example.org', 'me@example.org']);
    const wrong = await test.host.configure('app.settings', { key: 'sesame', tries: 'often' });
    expect([wrong.ok, wrong.problems[0]!.code, (test.host.lookup('settings/app') as Settings).get('tries')]).toEqual([
      false,
      'config.wrong-type',
      5,
    ]);
    await test.stop();
  });

  it('lack parameters that are required: all of them are told at once, and its elements wait', async () => {
    const { test } = await running({
      name: 'app',
      parameters: {
        key: { required: true, description: 'From your account' },
        secret: { required: true },
        there: { required: true, setting: 'there' },
      },
      settings: [{ property: 'there', value: 1 }],
      handlers: [{ name: 'h', subscriptions: 'x', fn: () => undefined }],
    });
    expect(reasons(test)).toEqual({
      'app.settings': expect.stringMatching(/'key', 'secret' are required, and nobody gives them.*agent.missing-parameters/s),
      'app.handler.h': expect.stringMatching(/^waiting/),
    });
    await test.stop();
  });

  it('come from extensions whose attach takes no callback, or one behind a default, as well', async () => {
    const settings = [{ property: 'a', value: 1 }];
    const { test } = await running({
      name: 'app',
      extensions: [
        { name: 'plain', settings, attach: () => undefined },
        {
          name: 'late',
          settings: [{ property: 'b', value: 2 }],
          attach: (_options = {}, callback: () => void) => void setImmediate(callback),
        },
        { name: 'promise', settings: [{ property: 'c', value: 3 }], attach: async () => undefined },
      ],
    });
    expect([test.problems, (test.host.lookup('settings/app') as Settings).all()]).toEqual([[], { a: 1, b: 2, c: 3 }]);
    await test.stop();
  });

  it('of an extension that are wrong keep it from being loaded', async () => {
    const { test } = await running({ name: 'app', extensions: [brings('wrong', { 'a:b': 1, a: 2 })] });
    expect(test.problems).toMatchObject([{ code: 'attach.threw', cause: { code: 'agent.bad-definition' } }]);
    await test.stop();
  });
});
