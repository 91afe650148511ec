/** Open this to see the insides of a host: as data, and as `mortise doctor --dump` prints them. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, type PluginContextView } from 'mortise';
import { Command, OnEvent, Plugin, PluginContext } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';
import { printDump } from '../../src/cli/dump.js';

const cache = definePlugin({ id: 'cache', version: '1.1.0', provides: { 'acme/cache': new Map() } });

@Plugin({ id: 'shop', version: '1.0.0', dependencies: { cache: '^1' }, inject: [PluginContext] })
class Shop {
  constructor(readonly context: PluginContext) {}
  start() {
    this.context.setInterval(() => undefined, 1_000);
    void this.context.container;
    return new Promise<void>((done) => this.context.setTimeout(done, 20));
  }
  @OnEvent('shop.sold', { priority: 500 }) sold() {
    throw new Error('no');
  }
  @Command('shop open <door:front|back>', { permission: 'admin', doc: 'Opens a door' }) open() {}
}

const stats = definePlugin({
  id: 'stats',
  version: '2.0.0',
  inject: [PluginContext] as const,
  setup({ commands, events }: PluginContextView) {
    commands.register('shop stats', () => 0);
    events.on('shop.*').subscribe();
  },
});

async function running() {
  const broken = definePlugin({ id: 'broken', version: '1.0.0', dependencies: { nowhere: '*' } });
  const test = createTestHost({ plugins: [stats, Shop, cache, broken], settings: { broken: { required: false } } });
  const app = test.host.createApp('front', { extensions: [definePlugin({ id: 'page', version: '1.0.0', provides: { 'acme/page': 1 } })] });
  const started = test.start();
  await test.clock.advance(20);
  await started;
  test.host.events.emit('shop.sold');
  return { test, app };
}

describe('the insides of a host', () => {
  it('are states, containers, handlers with what they were used for, commands, and the load order with times', async () => {
    const { test } = await running();
    const dump = test.host.dump();
    // The recorder of the test host stands before everybody, which JSON can't say.
    const handlers = dump.handlers.filter(({ plugin }) => plugin !== 'host');
    expect(JSON.parse(JSON.stringify({ ...dump, handlers }))).toEqual({ ...dump, handlers });
    expect(dump.host).toEqual({ name: 'test', state: 'running', revision: 1, version: test.host.version, node: process.versions.node });
    expect(dump.plugins.map(({ order, plugin, state, ms }) => [order, plugin, state, ms])).toEqual([
      [1, 'stats', 'running', 0],
      [2, 'cache', 'running', 0],
      [3, 'front:page', 'running', 0],
      [4, 'shop', 'running', 20],
      [undefined, 'broken', 'waiting', undefined],
    ]);
    expect(dump.plugins[3]!.owns).toContain('an interval');
    expect(dump.containers).toEqual([
      { namespaces: [{ namespace: 'acme/cache', plugin: 'cache', scope: 'singleton' }], containers: ['shop'] },
      { app: 'front', namespaces: [{ namespace: 'acme/page', plugin: 'front:page', scope: 'singleton' }], containers: [] },
    ]);
    expect(handlers).toMatchObject([
      { event: 'shop.*', plugin: 'stats', priority: 1000, stream: true, state: 'open', deliveries: 1, failures: 0 },
      { event: 'shop.sold', plugin: 'shop', component: 'Shop', method: 'sold', priority: 500, stream: false, deliveries: 1, failures: 1 },
    ]);
    expect(dump.commands).toEqual([
      {
        element: 'shop',
        plugins: ['stats', 'shop'],
        runs: false,
        children: [
          { element: 'stats', plugins: ['stats'], runs: true, children: [] },
          {
            element: 'open',
            plugins: ['shop'],
            runs: false,
            children: [
              { element: '<door:front|back>', plugins: ['shop'], runs: true, permission: 'admin', doc: 'Opens a door', children: [] },
            ],
          },
        ],
      },
    ]);
    await test.stop();
  });

  it('are printed in columns', async () => {
    const { test } = await running();
    const dump = test.host.dump();
    const { version } = test.host;
    const printed = printDump({ ...dump, handlers: dump.handlers.filter(({ plugin }) => plugin !== 'host') });
    expect(printed.replace(version, 'X').replace(process.versions.node, 'Y').split('\n')).toEqual([
      'test: running, revision 1, mortise X, Node Y',
      '',
      'load order',
      '     plugin      version  generation  ms  holds  owns',
      expect.stringMatching(/^ {2}1 {2}stats {9}2\.0\.0 {11}1 {3}0 {2}- {9}\d$/),
      expect.stringMatching(/^ {2}2 {2}cache {9}1\.1\.0/),
      expect.stringMatching(/^ {2}3 {2}front:page {4}1\.0\.0/),
      expect.stringMatching(/^ {2}4 {2}shop {10}1\.0\.0 {11}\d {2}20 {2}cache {5}\d$/),
      '',
      'not running',
      expect.stringMatching(/^ {2}broken 1\.0\.0: waiting, .*'nowhere'/),
      '',
      'container of the host',
      '  acme/cache  cache',
      '  containers of their own: shop',
      '',
      'container of the app front',
      '  acme/page  front:page',
      '',
      'handlers',
      '  event      priority  plugin  handler    state  deliveries  failures  ms each',
      '  shop.*         1000  stats   a stream   open            1         0    0.000',
      '  shop.sold       500  shop    Shop.sold  open            1         1    0.000',
      '',
      'commands',
      '  shop',
      '    stats  (stats)',
      '    open',
      '      <door:front|back>  (shop; permission admin)',
    ]);
    await test.stop();
    expect(printDump(test.host.dump())).toContain('\ncommands\n  none');
  });
});
