/** Open this to see what can be looked up while generations change: everybody sees one of them, and never a mixture. */
import { describe, expect, it } from '@jest/globals';
import { Container } from 'inversify';
import {
  definePlugin,
  PluginContext as PluginContextToken,
  type Extension,
  type NamespaceReference,
  type PluginContextView,
} from 'mortise';
import { createTestHost } from 'mortise/testing';

interface Attaching {
  registerPlugin(plugin: object): void;
}

/** An extension whose plugin is made anew with each attach. */
function generations(name: string, make: (number: number) => object): Extension {
  let number = 0;
  return {
    name,
    attach(this: Attaching) {
      number += 1;
      this.registerPlugin(definePlugin({ id: name, version: `${number}.0.0`, ...make(number) } as never));
    },
  };
}

/** Publishes which generation it is. */
const source = (extra: (number: number) => object = () => ({})): Extension =>
  generations('source', (number) => ({ provides: { 'source/value': { number } }, ...extra(number) }));

const numberOf = (value: unknown): number | undefined => (value as { number: number } | undefined)?.number;

describe('while a new generation is made ready', () => {
  it('those that are made ready with it find it, in every way, and nobody else does', async () => {
    const seen: unknown[] = [];
    const outside: unknown[] = [];
    const held: NamespaceReference[] = [];
    const asking = {
      name: 'asking',
      attach(this: Attaching) {
        class Asking {
          constructor(
            readonly context: PluginContextView,
            readonly value: unknown,
          ) {}
          start() {
            const { context } = this;
            const live: unknown[] = [];
            context.own(context.host.lookup$('source/value').subscribe((value) => live.push(numberOf(value))));
            seen.push([
              numberOf(this.value),
              numberOf(context.lookup('source/value')),
              numberOf(context.find('source/value')),
              [...context.host.lookupAll('source/*').values()].map(numberOf),
              numberOf(context.reference('source/value').value),
              numberOf(context.container.get('source/value')),
              live,
            ]);
            held.push(context.reference('source/value'));
            outside.push(numberOf(test.host.find('source/value')), numberOf(test.host.container.get('source/value')));
          }
        }
        this.registerPlugin(
          definePlugin({
            id: 'asking',
            version: '1.0.0',
            inject: [PluginContextToken, 'source/value'],
            setup: (context: never, value: never) => new Asking(context, value),
          } as never),
        );
      },
    };
    const test = createTestHost({ plugins: [source(), asking] });
    await test.start();
    held.push(test.host.reference('source/value'));
    expect(held.map(({ value }) => numberOf(value))).toEqual([1, 1]);
    await test.host.reload('source');
    // That of the generation that went sees what everybody sees.
    expect(held.map(({ value }) => numberOf(value))).toEqual([2, 2, 2]);
    expect(seen).toEqual([
      // A live reference is pointed to the new one, as long as its plugin is there.
      [1, 1, 1, [1], 1, 1, [1, 2]],
      [2, 2, 2, [2], 2, 2, [2]],
    ]);
    expect(outside).toEqual([1, 1, 1, 1]);
    expect(numberOf(test.host.find('source/value'))).toBe(2);
    await test.stop();
    test.expectClean();
  });

  it('a name that it no longer publishes is gone for those that are made ready with it, and for all when it takes over', async () => {
    const found: unknown[] = [];
    const half = generations('half', (number) => ({ provides: number === 1 ? { 'half/a': 1, 'half/b': 1 } : { 'half/a': 2 } }));
    const user = generations('user', () => ({
      inject: ['half/a', { use: 'half/b', optional: true }],
      setup: (a: unknown, b: unknown) => ({ start: () => void found.push([a, b]) }),
    }));
    const test = createTestHost({ plugins: [half, user] });
    await test.start();
    await test.host.reload('half');
    expect(found).toEqual([
      [1, 1],
      [2, undefined],
    ]);
    expect(test.host.find('half/b')).toBeUndefined();
    expect(() => test.host.container.get('half/b')).toThrow();
    await test.stop();
    test.expectClean();
  });
});

describe('lookup$', () => {
  it('is pointed to the new generation in one step, never to nothing, and says nothing where a change fails', async () => {
    let fails = false;
    const told: unknown[] = [];
    const test = createTestHost({
      plugins: [
        source(() => ({
          start() {
            if (fails) throw new Error('no');
          },
        })),
      ],
    });
    await test.start();
    const subscription = test.host.lookup$('source/value').subscribe((value) => told.push(numberOf(value)));
    await test.host.reload('source');
    fails = true;
    await test.host.reload('source');
    fails = false;
    await test.host.disable('source');
    await test.host.enable('source');
    expect(told).toEqual([1, 2, undefined, 2]);
    subscription.unsubscribe();
    await test.stop();
  });

  it('tells of all names of a change when all of them are there', async () => {
    const pairs: string[] = [];
    const test = createTestHost({ plugins: [generations('pair', (number) => ({ provides: { 'pair/a': number, 'pair/b': number } }))] });
    await test.start();
    test.host.lookup$('pair/a').subscribe(() => pairs.push(`${String(test.host.find('pair/a'))} ${String(test.host.find('pair/b'))}`));
    await test.host.reload('pair');
    expect(pairs).toEqual(['1 1', '2 2']);
    await test.stop();
  });

  it('in a plugin that only holds a live reference is no reason to make it anew', async () => {
    const told: unknown[] = [];
    let made = 0;
    const watcher = generations('watcher', () => ({
      inject: [{ use: 'source/value', live: true }],
      setup(value$: { subscribe(next: (value: unknown) => void): { unsubscribe(): void } }) {
        made += 1;
        const subscription = value$.subscribe((value) => told.push(numberOf(value)));
        return { stop: () => subscription.unsubscribe() };
      },
    }));
    const test = createTestHost({ plugins: [source(), watcher] });
    await test.start();
    await test.host.reload('source');
    expect([made, told]).toEqual([1, [1, 2]]);
    await test.stop();
  });
});

describe('a name that is published by code', () => {
  it('goes from generation to generation like those that are declared, and its users with it', async () => {
    const coded = generations('coded', (number) => ({
      inject: [PluginContextToken],
      setup: (context: PluginContextView) => ({ start: () => void context.provide('coded/value', { number }) }),
    }));
    const user = generations('user', () => ({
      inject: ['coded/value'],
      setup: (value: { number: number }) => ({ value }),
      provides: ['user/it'],
    }));
    const test = createTestHost({ plugins: [coded, user] });
    await test.start();
    const { receipt } = await test.host.reload('coded');
    expect(receipt).toMatchObject({ outcome: 'done' });
    expect(test.host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['coded running', 'user running']);
    expect(numberOf(test.host.find('coded/value'))).toBe(2);
    await test.stop();
    test.expectClean();
  });

  it('and published once more is seen as one value after the other', async () => {
    let context!: PluginContextView;
    const coded = definePlugin({
      id: 'coded',
      version: '1.0.0',
      inject: [PluginContextToken],
      setup: (given: PluginContextView) => ((context = given), { start: () => void context.provide('coded/value', 1) }),
    } as never);
    const test = createTestHost({ plugins: [coded] });
    await test.start();
    const seen: unknown[] = [];
    test.host.lookup$('coded/value').subscribe((value) => seen.push(value));
    const undo = context.provide('coded/value', 2);
    undo();
    expect(seen).toEqual([1, 2, undefined]);
    await test.stop();
    test.expectClean();
  });

  it('by a generation that gave way is not published any more', async () => {
    const late: PluginContextView[] = [];
    const keeping = generations('keeping', (number) => ({
      inject: [PluginContextToken],
      setup: (context: PluginContextView) => ({
        start: () => void late.push(context),
        stop: () => void (number === 1 && late[0]!.provide('keeping/late', 1)),
      }),
    }));
    const test = createTestHost({ plugins: [keeping] });
    await test.start();
    await test.host.reload('keeping');
    expect(test.host.find('keeping/late')).toBeUndefined();
    await test.stop();
  });
});

describe('an upgrade', () => {
  it('to another version of the same id is one transaction, and whoever it is too new for waits and says so', async () => {
    const strict = definePlugin({
      id: 'strict',
      version: '1.0.0',
      dependencies: { source: '^1' },
      inject: ['source/value'],
      setup: () => ({}),
    } as never);
    const loose = definePlugin({ id: 'loose', version: '1.0.0', inject: ['source/value'], setup: (value: object) => ({ value }) } as never);
    const test = createTestHost({
      plugins: [definePlugin({ id: 'source', version: '1.0.0', provides: { 'source/value': { number: 1 } } } as never), strict, loose],
    });
    await test.start();
    const upgraded = definePlugin({ id: 'source', version: '2.0.0', provides: { 'source/value': { number: 2 } } } as never);
    const { receipt } = await test.host.change({ unload: ['source'], load: [upgraded] });
    expect(receipt).toMatchObject({ outcome: 'done' });
    expect(test.host.list().map(({ key, version, state }) => `${key} ${version} ${state}`)).toEqual([
      'source 2.0.0 running',
      'strict 1.0.0 waiting',
      'loose 1.0.0 running',
    ]);
    expect(test.host.list()[1]!.reason).toContain('^1');
    await test.stop();
    test.expectClean();
  });
});

describe('apps', () => {
  it('have their plugins replaced with what they hold of the host', async () => {
    const inApp = generations('viewer', () => ({
      inject: ['source/value'],
      setup: (value: { number: number }) => ({ value }),
      provides: { 'viewer/on': 1 },
    }));
    const test = createTestHost({ plugins: [source()], apps: { shop: { extensions: [inApp] } }, container: new Container() });
    await test.start();
    const { receipt } = await test.host.reload('source');
    expect(receipt!.plugins.map(({ plugin, did }) => `${plugin} ${did}`).sort()).toEqual(['shop:viewer replaced', 'source replaced']);
    await test.stop();
    test.expectClean();
  });
});
