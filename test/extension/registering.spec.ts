/** Open this to see what an attach may register, and what its `this` and its options are. */
import { describe, expect, it } from '@jest/globals';
import { Plugin } from '../../decorators/index.js';
import type { ExtensionContextView, Registration } from '../../src/model/extension.js';
import { createTestHost } from '../../src/testing/index.js';
import { attaching } from './attaching.js';

const rates = { of: () => 0.19 };

/** What was registered, and what was said of it. */
async function register(use: (context: { registerPlugin(...given: unknown[]): void; registerKind(kind: unknown): void }) => void) {
  const test = attaching(function (this: ExtensionContextView) {
    use(this as never);
  });
  const attached = await test.attached;
  return {
    registrations: attached?.registrations as Registration[],
    kinds: attached!.kinds,
    says: test.problems.map(({ code, message }) => `${code}: ${message}`),
    problems: test.problems,
  };
}

describe('registerPlugin', () => {
  it('takes any object or function under a namespace, as text or list, in order', async () => {
    const run = () => 1;
    class Tax {}
    const { registrations, says } = await register(({ registerPlugin }) => {
      registerPlugin('billing/rates', rates);
      registerPlugin(['billing', 'run'], run);
      registerPlugin('Tax', Tax);
    });
    expect(says).toEqual([]);
    expect(registrations).toEqual([
      { namespace: 'billing/rates', value: rates },
      { namespace: 'billing/run', value: run },
      { namespace: 'Tax', value: Tax },
    ]);
  });

  it('takes what has an id of its own without a namespace', async () => {
    @Plugin({ id: 'tax', version: '1.0.0' })
    class Tax {}
    expect((await register((context) => context.registerPlugin(Tax))).registrations).toEqual([{ value: Tax }]);
  });

  it.each([
    [['a//b', rates], "attach.bad-namespace: The attach of 'billing' registered 'a//b', which is not a namespace: segment 2 is empty."],
    [['', rates], "attach.bad-namespace: The attach of 'billing' registered '', which is not a namespace: segment 1 is empty."],
    [
      ['a\u202eb', rates],
      String.raw`attach.bad-namespace: The attach of 'billing' registered 'a\u202eb', which is not a namespace: segment 1 has a character that is not allowed.`,
    ],
    [
      [['a', 5], rates],
      "attach.bad-namespace: The attach of 'billing' registered ['a', the number 5], which is not a namespace: segment 2 is the number 5.",
    ],
    [
      [['a', Symbol('b')], rates],
      "attach.bad-namespace: The attach of 'billing' registered ['a', a symbol], which is not a namespace: segment 2 is a symbol.",
    ],
    [
      [undefined, rates],
      "attach.bad-namespace: The attach of 'billing' registered undefined, which is not a namespace: it is neither a text nor a list of segments.",
    ],
    [['billing/rates', undefined], "attach.bad-plugin: The attach of 'billing' registered undefined under 'billing/rates'."],
    [['billing/rates', null], "attach.bad-plugin: The attach of 'billing' registered null under 'billing/rates'."],
    [['billing/rates', 0.19], "attach.bad-plugin: The attach of 'billing' registered the number 0.19 under 'billing/rates'."],
    [['billing/rates'], "attach.bad-plugin: The attach of 'billing' registered the string 'billing/rates' as a plugin."],
    [[], "attach.bad-plugin: The attach of 'billing' registered undefined as a plugin."],
  ])('given %p leaves it out and says so', async (given, says) => {
    const found = await register((context) => {
      context.registerPlugin(...given);
      context.registerPlugin('billing/other', rates);
    });
    expect(found.says).toEqual([says]);
    expect(found.problems[0]).toMatchObject({ extension: 'billing', phase: 'attach', severity: 'error' });
    expect(found.registrations).toEqual([{ namespace: 'billing/other', value: rates }]);
  });

  it('keeps the first of two under one namespace, in whichever spelling', async () => {
    const found = await register((context) => {
      context.registerPlugin('billing/rates', rates);
      context.registerPlugin(['billing', 'rates'], {});
    });
    expect(found.says).toEqual(["attach.duplicate-namespace: The attach of 'billing' registered the namespace 'billing/rates' twice."]);
    expect(found.registrations).toEqual([{ namespace: 'billing/rates', value: rates }]);
  });

  it('in the very next turn after the callback is told and ignored', async () => {
    const test = attaching(function (this: ExtensionContextView, _options, callback) {
      callback();
      queueMicrotask(() => this.registerPlugin('billing/rates', rates));
    });
    expect(await test.attached).toMatchObject({ registrations: [] });
    expect(test.codes()).toEqual(['attach.late-registration']);
  });

  it.each([
    [['billing/rates', rates], "the plugin 'billing/rates'"],
    [[['billing', Symbol('x')], rates], "the plugin ['billing', a symbol]"],
    [[{ toString: () => { throw new Error('hands off'); } }, rates], 'the plugin an object'], // prettier-ignore
    [[rates], 'a plugin'],
  ])('after the end, given %p, is told and ignored', async (given, what) => {
    let context!: ExtensionContextView;
    const test = attaching(function (this: ExtensionContextView) {
      context = this;
    });
    const attached = await test.attached;
    (context.registerPlugin as (...given: unknown[]) => void)(...given);
    context.registerKind({ key: 'acme.every', bind: () => {} });
    expect(test.problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      `attach.late-registration: The extension 'billing' registered ${what} after its attach had ended; it is ignored.`,
      "attach.late-registration: The extension 'billing' registered a kind after its attach had ended; it is ignored.",
    ]);
    expect(attached).toMatchObject({ registrations: [], kinds: [] });
  });

  it('before a failed end counts for nothing', async () => {
    const test = attaching(function (this: ExtensionContextView) {
      this.registerPlugin('billing/rates', rates);
      throw new Error('no region');
    });
    expect(await test.attached).toBeUndefined();
  });
});

describe('registerKind', () => {
  it.each([
    [undefined, 'has no key'],
    [{}, 'has no key'],
    [{ key: '' }, 'has no key'],
    [{ key: 'mortise.event', bind: () => {} }, "has the key 'mortise.event', which is taken"],
    [{ key: 'acme.every' }, 'has no bind'],
  ])('given %p is attach.bad-kind', async (kind, why) => {
    const found = await register((context) => context.registerKind(kind));
    expect(found.says).toEqual([`attach.bad-kind: The attach of 'billing' registered a kind that ${why}.`]);
    expect(found.kinds).toEqual([]);
  });

  it('given a kind takes it', async () => {
    const kind = { key: 'acme.every', bind: () => {} };
    expect((await register((context) => context.registerKind(kind))).kinds).toEqual([kind]);
  });
});

describe('options', () => {
  async function optionsFor(options: unknown): Promise<{ given: unknown; own: unknown }> {
    const seen = { given: undefined as unknown, own: undefined as unknown };
    await attaching(function (this: ExtensionContextView, given: unknown) {
      Object.assign(seen, { given, own: this.options });
    }, options).attached;
    return seen;
  }

  it('are handed over as they are written: nothing in them is resolved', async () => {
    const { given, own } = await optionsFor({ url: '${env:URL}', ref: '$ref:billing/rates', file: './x' });
    expect(given).toEqual({ url: '${env:URL}', ref: '$ref:billing/rates', file: './x' });
    expect(own).toBe(given);
  });

  it.each([[undefined], [null]])('that are %p are an empty object', async (none) => {
    expect((await optionsFor(none)).given).toEqual({});
  });

  it('are frozen to the bottom, and the owner’s stay as they were', async () => {
    const options = { list: [{ a: 1 }], map: { b: [2] } };
    const given = (await optionsFor(options)).given as typeof options;
    expect(given).toEqual(options);
    expect([given, given.list, given.list[0], given.map, given.map.b].every((part) => Object.isFrozen(part))).toBe(true);
    expect([options, options.list, options.list[0], options.map].some((part) => Object.isFrozen(part))).toBe(false);
    expect(() => given.list.push({ a: 2 })).toThrow(TypeError);
  });

  it('keep functions and instances of classes', async () => {
    const [run, date] = [() => 1, new Date(0)];
    const given = (await optionsFor({ run, deep: { date } })).given as { run: unknown; deep: { date: unknown } };
    expect(given.run).toBe(run);
    expect(given.deep.date).toBe(date);
    expect(Object.isFrozen(date)).toBe(false);
  });

  it('bring no prototype along, and end', async () => {
    const circle: Record<string, unknown> = { name: 'circle' };
    circle['self'] = circle;
    expect((await optionsFor(JSON.parse('{ "__proto__": { "admin": true }, "a": 1 }'))).given).toEqual({ a: 1 });
    expect((await optionsFor(circle)).given).toEqual({ name: 'circle' });
  });

  it('that throw when they are read fail their extension only', async () => {
    const test = attaching(() => {}, { get region() { throw new Error('hands off'); } }); // prettier-ignore
    expect(await test.attached).toBeUndefined();
    expect(test.problems).toMatchObject([
      { code: 'spec.bad-field', field: 'options', extension: 'billing', cause: { message: 'hands off' } },
    ]);
  });
});

describe('this', () => {
  it('knows host, home and extension, and nothing that is not wired yet', async () => {
    let seen: object = {};
    await attaching(function (this: ExtensionContextView) {
      seen = { ...this };
    }).attached;
    expect(seen).toMatchObject({ id: 'billing', home: '/home', host: { name: 'shop', version: '0.1.0' } });
    for (const absent of ['events', 'lookup', 'find', 'container', 'provide', 'config']) expect(seen).not.toHaveProperty(absent);
  });

  it('in a host owns what it starts: it goes with the extension', async () => {
    const undone: string[] = [];
    const billing = {
      name: 'billing',
      attach(this: ExtensionContextView) {
        this.registerPlugin('billing/rates', rates);
        this.own(() => undone.push('own'));
        this.setInterval(() => {}, 1_000);
        this.signal.addEventListener('abort', () => undone.push('signal'));
      },
    };
    const test = createTestHost({ plugins: [billing] });
    await test.start();
    expect(test.clock.pending).toBe(1);
    await test.host.unload('billing');
    expect(undone).toEqual(['signal', 'own']);
    expect(test.clock.pending).toBe(0);
    await test.stop();
    test.expectClean();
  });

  it('in a host loses what it started when the attach fails', async () => {
    const undone: string[] = [];
    const billing = {
      name: 'billing',
      attach(this: ExtensionContextView, _options: unknown, _callback: () => void) {
        this.own(() => undone.push('own'));
        this.setInterval(() => {}, 100_000);
      },
    };
    const test = createTestHost({ plugins: [billing] });
    const started = test.start();
    await test.clock.advance(10_000);
    expect((await started).problems.map(({ code }) => code)).toEqual(['attach.slow', 'attach.never-called']);
    expect(undone).toEqual(['own']);
    expect(test.clock.pending).toBe(0);
    await test.stop();
  });
});
