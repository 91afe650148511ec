/** Open this to see promise G8 held: what comes from outside as a name, a path or a setting reaches nothing but what is its own. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, normalize } from 'node:path';
import { createHost, definePlugin, type Extension, type ExtensionContext } from 'mortise';
import { Config, Field, Plugin, PluginContext } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';

const HOSTILE = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  '__defineGetter__',
  '__lookupSetter__',
  'then',
  'toJSON',
  'caller',
  'arguments',
  'length',
  'name',
  '',
];

const segment = fc.oneof(
  fc.constantFrom(...HOSTILE, '..', '.', 'a..b', '*', '**', 'a b', '\u202e', '\0', '/'),
  fc.string({ maxLength: 5 }),
);
const namespace = fc.oneof(
  segment,
  fc.array(segment, { maxLength: 20 }).map((parts) => parts.join('/')),
  fc.array(segment, { maxLength: 20 }),
);
const anything = fc.oneof(namespace, fc.anything());

/** What every object inherits, as it was before: a pollution would change it. */
const before = [Object.prototype, Function.prototype, Array.prototype].map((prototype) => Reflect.ownKeys(prototype).length);

afterEach(() => {
  expect([Object.prototype, Function.prototype, Array.prototype].map((prototype) => Reflect.ownKeys(prototype).length)).toEqual(before);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

describe('G8, B10: names from outside can never reach inherited members', () => {
  it('in look-ups: a name is found exactly when somebody registered it', async () => {
    const registered = ['__proto__', 'constructor/prototype', 'toString', 'a/then'];
    const extension: Extension<ExtensionContext> = {
      name: 'hostile',
      attach(_options, callback) {
        for (const name of registered) this.registerPlugin(name, { name });
        callback();
      },
    };
    const test = createTestHost({ plugins: [extension] });
    const { problems } = await test.start();
    expect(problems).toEqual([]);
    fc.assert(
      fc.property(anything, (like) => {
        const spelled = Array.isArray(like) && like.every((part) => typeof part === 'string') ? like.join('/') : like;
        const known =
          typeof spelled === 'string' &&
          registered.includes(spelled) &&
          !(Array.isArray(like) && like.some((part) => typeof part !== 'string'));
        for (const look of [test.host.find, test.host.lookup]) {
          let found: unknown;
          try {
            found = look(like as string);
          } catch (error) {
            expect(['lookup.absent', 'lookup.bad-namespace']).toContain((error as { code: string }).code);
          }
          expect(found).toEqual(known ? { name: spelled } : undefined);
        }
      }),
      { numRuns: 500 },
    );
    for (const name of [...HOSTILE, 'a..b']) expect(test.host.category(name).size).toBe(0);
    expect([...test.host.lookupAll('**').keys()].sort()).toEqual([...registered].sort());
    expect(() => test.host.lookupAll([['a']] as never)).toThrow('is not a namespace');
    await test.stop();
    test.expectClean();
  });

  it('in the names of plugins and apps that a change speaks of', async () => {
    const test = createTestHost({ plugins: [definePlugin({ id: 'a', version: '1.0.0' })] });
    await test.start();
    for (const key of HOSTILE) {
      await expect(test.host.unload(key)).rejects.toMatchObject({ code: 'plan.unknown-plugin' });
      await expect(test.host.disable(key)).rejects.toMatchObject({ code: 'plan.unknown-plugin' });
    }
    for (const name of ['', '..', 'a/b', 'a b', 5, null, {}]) expect(() => test.host.createApp(name as string)).toThrow("'app name' wants");
    const app = test.host.createApp('__proto__', { extensions: [definePlugin({ id: 'b', version: '1.0.0', provides: { 'b/x': 1 } })] });
    await app.start();
    expect([app.find('b/x'), test.host.find('b/x')]).toEqual([1, undefined]);
    expect(app.list().map(({ key }) => key)).toEqual(['__proto__:b']);
  });

  it('in events', async () => {
    const test = createTestHost();
    await test.start();
    for (const name of HOSTILE)
      expect(() => test.host.events.emit(name)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^event\./) }));
    let heard = 0;
    test.host.events.handle('__proto__.constructor', () => void heard++);
    expect([test.host.events.emit('__proto__.constructor'), test.host.events.emit('__proto__.toString'), heard]).toEqual([2, 1, 1]);
  });
});

describe('G8, B11: configuration from outside can never pollute prototypes', () => {
  const json = fc.json().map((text) => JSON.parse(text) as unknown);
  /** A value that somebody could have parsed from a file, with hostile keys at every depth. */
  const hostile = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      json,
      fc
        .array(fc.tuple(fc.constantFrom('__proto__', 'constructor', 'prototype', 'ttl', 'polluted'), tie('value')))
        .map((entries) =>
          entries.reduce(
            (object, [key, value]) => Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true }),
            {},
          ),
        ),
    ),
  })).value;

  @Config()
  class Settings {
    @Field.integer({ default: 60 }) ttl!: number;
    @Field.map({ default: {} }) rest!: object;
  }

  it('through options and settings, whatever keys they have', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (options, config) => {
        let context: PluginContext | undefined;
        @Plugin({ id: 'a', version: '1.0.0', config: Settings, inject: [PluginContext] })
        class A {
          constructor(given: PluginContext) {
            context = given;
          }
        }
        const settings = typeof config === 'object' && config !== null && !Array.isArray(config) ? config : { rest: config };
        const test = createTestHost({ plugins: [{ extension: A, options }], config: { a: settings as Record<string, unknown> } });
        await test.start();
        expect(Reflect.get({}, 'polluted')).toBeUndefined();
        if (context !== undefined) {
          expect(Object.getPrototypeOf(context.config)).toBe(Settings.prototype);
          expect(Object.keys(context.config as object).sort()).toEqual(['rest', 'ttl']);
        }
        await test.stop();
      }),
      { numRuns: 60 },
    );
  });

  it('through mortise.yaml: the key is a problem with its place, and dropped', async () => {
    const home = mkdtempSync(join(tmpdir(), 'mortise-'));
    writeFileSync(
      join(home, 'mortise.yaml'),
      [
        '__proto__: { polluted: 1 }',
        'plugins:',
        '  a:',
        '    config:',
        '      __proto__: { polluted: 1 }',
        '      ttl: 5',
        '  __proto__: { enabled: false }',
        'apps:',
        '  __proto__: { plugins: {} }',
        '',
      ].join('\n'),
    );
    let config: unknown;
    const a = definePlugin({
      id: 'a',
      version: '1.0.0',
      inject: [PluginContext],
      setup: (context: PluginContext) => void (config = context.config),
    });
    const host = createHost({ home, config: 'mortise.yaml', extensions: [a], log: { level: 'silent' } });
    const { problems } = await host.start();
    expect(problems.map(({ code, field, place }) => [code, field, place?.slice(home.length + 1)])).toEqual(
      expect.arrayContaining([
        ['config.forbidden-key', '__proto__', 'mortise.yaml:1:1'],
        ['config.forbidden-key', 'plugins.__proto__', 'mortise.yaml:7:3'],
        ['config.forbidden-key', 'plugins.a.config.__proto__', 'mortise.yaml:5:7'],
        ['config.forbidden-key', 'apps.__proto__', 'mortise.yaml:9:3'],
      ]),
    );
    expect(config).toEqual({ ttl: 5 });
    await host.stop();
    rmSync(home, { recursive: true });
  });
});

describe('G8, B12: file specs can never escape declared roots', () => {
  let base: string;
  const plugin = "export default { name: 'x', version: '1.0.0', attach(_, done) { globalThis.escaped = true; done(); } };\n";

  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'mortise-'));
    for (const folder of ['home/plugins', 'home-other', 'extra']) mkdirSync(join(base, folder), { recursive: true });
    for (const file of ['outside.mjs', 'home-other/twin.mjs', 'extra/allowed.mjs', 'home/plugins/inside.mjs'])
      writeFileSync(join(base, file), plugin);
    symlinkSync(join(base, 'outside.mjs'), join(base, 'home/link.mjs'));
    symlinkSync(base, join(base, 'home/up'));
  });

  afterAll(() => rmSync(base, { recursive: true }));

  /** What became of one file, listed by a host at home in `home`. */
  async function load(file: string) {
    const host = createHost({ home: join(base, 'home'), roots: ['../extra'], extensions: [{ file }], log: { level: 'silent' } });
    const { problems } = await host.start();
    await host.stop();
    return problems.map(({ code }) => code);
  }

  it.each([
    '../outside.mjs',
    './plugins/../../outside.mjs',
    '../home-other/twin.mjs',
    '/etc/passwd',
    'link.mjs',
    'up/outside.mjs',
    '..',
    '../absent.mjs',
  ])('%s is refused', async (file) => {
    expect(await load(file)).toEqual(['extension.outside-root']);
    expect(Reflect.get(globalThis, 'escaped')).toBeUndefined();
  });

  it.each(['file://', ' file://', 'fi\tle://', '\nfile://'])('a module spec that begins with %j is refused', async (way) => {
    const host = createHost({
      home: join(base, 'home'),
      extensions: [{ module: way + join(base, 'outside.mjs') }],
      log: { level: 'silent' },
    });
    const { problems } = await host.start();
    await host.stop();
    expect(problems.map(({ code }) => code)).toEqual(['extension.not-found']);
    expect(Reflect.get(globalThis, 'escaped')).toBeUndefined();
  });

  it.each(['plugins/inside.mjs', './plugins/../plugins/inside.mjs', '../extra/allowed.mjs'])('%s is loaded', async (file) => {
    expect(await load(file)).toEqual([]);
    Reflect.deleteProperty(globalThis, 'escaped');
  });

  it('whatever is written: a path of dots, separators and names is read only under a root', async () => {
    const part = fc.constantFrom('..', '.', 'plugins', 'inside.mjs', 'outside.mjs', 'up', 'link.mjs', 'extra', 'home', '\0', '%2e%2e', '~');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (parts) => {
        Reflect.deleteProperty(globalThis, 'escaped');
        const codes = await load(parts.join('/'));
        // A path is what it leads to: `inside.mjs/.` is the file as well.
        if (codes.length === 0) expect(basename(normalize(parts.join('/')))).toBe('inside.mjs');
      }),
      { numRuns: 60, examples: [[['plugins', 'inside.mjs', '.']]] },
    );
  });
});
