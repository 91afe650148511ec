/** Open this to see that nothing but facts is written on the classes and objects of authors, however often they run and in however many hosts. */
import { describe, expect, it } from '@jest/globals';
import { inject, injectable, named, optional, postConstruct, preDestroy, tagged } from 'inversify';
import { Component, Config, definePlugin, Field, Logger, OnEvent, Plugin, PluginContext, Provide, Use } from '../../decorators/index.js';
import { createTestHost, type TestHost } from '../../src/testing/index.js';
import * as standard from './sample.standard.js';
import * as legacy from './sample.legacy.js';

const tags: string[] = ['a', 'b'];
const authors: string[] = ['Acme'];

@Config()
class CacheConfig {
  @Field.list({ of: { type: 'string' }, default: tags }) tags!: string[];
}

@injectable()
@Component('store')
class Store {
  @inject(Logger) readonly log!: Logger;
  constructor(
    @inject(CacheConfig) readonly config: CacheConfig,
    @inject('acme/absent') @optional() readonly absent: unknown,
    @inject('acme/named') @named('one') @optional() readonly one: unknown,
    @inject('acme/tagged') @tagged('color', 'red') @optional() readonly red: unknown,
  ) {}
  @postConstruct() open() {}
  @preDestroy() close() {}
}

@Component('reader', { inject: [Store, PluginContext] })
@Provide('acme/reader')
class Reader {
  @Use('acme/mail', { optional: true }) readonly mail?: unknown;
  constructor(
    readonly store: Store,
    readonly context: PluginContext,
  ) {}
  @OnEvent('bind_session') bound() {}
  start() {
    this.context.setTimeout(() => {}, 1000);
  }
}

@Plugin({ id: 'cache', version: '1.0.0', authors, config: CacheConfig, components: [Store, Reader] })
class CachePlugin {}

const audit = definePlugin({
  id: 'audit',
  version: '1.0.0',
  provides: { 'acme/log': { lines: tags } },
  on: { close_session: () => {} },
  components: [{ name: 'part', start() {} }],
});

/** Every own key of something, of its prototype, and of what hangs on it, with the descriptors and inversify's metadata. */
function marks(things: readonly object[]): unknown[] {
  return things.map((thing) => ({
    own: Object.getOwnPropertyDescriptors(thing),
    prototype:
      typeof thing === 'function'
        ? Object.getOwnPropertyDescriptors((thing as unknown as { prototype: object }).prototype ?? {})
        : undefined,
    frozen: [Object.isExtensible(thing), Object.isFrozen(thing)],
    metadata: Reflect.getOwnMetadataKeys(thing).map((key) => [key, Reflect.getOwnMetadata(key, thing)]),
  }));
}

/** Descriptors hold the same objects before and after, so what hangs on them is written out. */
function written(things: readonly object[]): string {
  const seen = new Set<unknown>();
  return JSON.stringify(marks(things), (_, value: unknown) => {
    if (typeof value === 'function') return `function ${value.name} ${Reflect.ownKeys(value).map(String).join()}`;
    if (typeof value === 'symbol') return String(value);
    if (value instanceof Map || value instanceof Set) return [...value];
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value)) return 'seen';
    seen.add(value);
    return Object.fromEntries(Reflect.ownKeys(value).map((key) => [String(key), Reflect.get(value, key) as unknown]));
  });
}

const things: readonly object[] = [CachePlugin, Store, Reader, CacheConfig, audit, tags, authors];

async function host(...plugins: object[]): Promise<TestHost> {
  const test = createTestHost({ plugins, fakes: { 'acme/notes': { note() {} } } });
  await test.start();
  return test;
}

describe('what authors wrote', () => {
  it('is as it was after two hosts at once, loads, unloads and stops', async () => {
    const before = written(things);
    const [first, second] = [await host(CachePlugin, audit), await host(CachePlugin, audit)];
    expect(first.host.find('acme/reader')).toBeInstanceOf(Reader);
    expect(second.host.find('acme/reader')).not.toBe(first.host.find('acme/reader'));
    for (let cycle = 0; cycle < 5; cycle += 1) {
      await first.host.unload('cache', 'audit');
      await first.host.load(CachePlugin, { extension: audit, options: {} });
      first.host.events.emit('bind_session', { uid: 'ada' });
      await second.host.disable('cache');
      await second.host.enable('cache');
    }
    expect(written(things)).toBe(before);
    for (const test of [first, second]) {
      expect(test.problems).toEqual([]);
      expect(test.host.list().map(({ state }) => state)).toEqual(['running', 'running', 'running']);
      await test.stop();
      test.expectClean();
    }
    expect(written(things)).toBe(before);
  });

  it('has room for what it was given: its lists are not frozen', async () => {
    const test = await host(CachePlugin);
    await test.stop();
    expect(Object.isFrozen(tags) || Object.isFrozen(authors)).toBe(false);
  });

  it.each([
    ['legacy', legacy.Presence, legacy.PresencePlugin, legacy.PresenceConfig],
    ['standard', standard.Presence, standard.PresencePlugin, standard.PresenceConfig],
  ] as const)('carries one own symbol, and no own name (%s)', async (_, component, plugin, config) => {
    const test = await host(plugin);
    await test.stop();
    for (const type of [component, plugin, config]) {
      expect(Reflect.ownKeys(type).filter((key) => !['length', 'name', 'prototype'].includes(String(key)))).toEqual([
        (Symbol as unknown as { metadata: symbol }).metadata,
      ]);
    }
    expect(Reflect.ownKeys(component.prototype).map(String).sort()).toEqual([
      'Symbol(onReplace)',
      'closed',
      'constructor',
      'joined',
      'show',
      'start',
      'stop',
    ]);
  });
});
