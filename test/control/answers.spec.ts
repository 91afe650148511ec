import { describe, expect, it } from '@jest/globals';
import { createHost, definePlugin } from 'mortise';
import { answersOf } from '../../src/control/answers.js';

const host = createHost({
  name: 'demo',
  log: { level: 'silent' },
  extensions: [
    definePlugin({ id: 'cache', version: '1.0.0', provides: { 'demo/cache': 1 }, on: { 'x.y': () => undefined } }),
    definePlugin({ id: 'hello', version: '1.0.0', dependencies: { cache: '^1' } }),
  ],
});
const ask = (op: string, ...words: string[]): unknown => answersOf(host, 42)({ id: 1, op, arguments: words });

describe('what a host answers from outside', () => {
  it('is its list, its graph and its plugins, before it has started as well', async () => {
    expect(ask('list')).toEqual({ host: 'demo', state: 'new', pid: 42, plugins: [] });
    await host.start();
    expect(ask('list')).toMatchObject({ state: 'running', plugins: [{ key: 'cache' }, { key: 'hello' }] });
    expect(ask('graph')).toMatchObject({ edges: [{ from: 'hello', to: 'cache' }] });
    expect(ask('info', 'cache')).toMatchObject({ key: 'cache', manifest: { id: 'cache' } });
    expect(ask('history')).toEqual([]);
    expect(await ask('doctor')).toMatchObject({ healthy: true });
    expect(ask('dump')).toEqual(host.dump());
  });

  it.each([
    [['cache'], { plugin: 'cache' }],
    [['plugin', 'cache'], { plugin: 'cache' }],
    [['namespace', 'demo/none'], { namespace: 'demo/none' }],
    [['event', 'x.y'], { event: 'x.y' }],
    [['handler', 'cache/cache.x.y'], { handler: 'cache/cache.x.y' }],
    [['config', 'cache.ttl'], { config: 'cache.ttl' }],
    [['order', 'cache', 'hello'], { order: ['cache', 'hello'] }],
    [['cache', 'before', 'hello'], { order: ['cache', 'hello'] }],
  ])('takes the words %j for what they are about', (words, about) => {
    expect(ask('why', ...words)).toMatchObject({ about });
  });

  it.each([
    ['list-all', [], 'control.unknown-op'],
    ['constructor', [], 'control.unknown-op'],
    ['info', [], 'control.bad-request'],
    ['info', ['none'], 'plan.unknown-plugin'],
    ['why', [], 'control.bad-request'],
  ])('refuses %s %j', (op, words, code) => {
    expect(() => ask(op, ...words)).toThrow(expect.objectContaining({ code }));
  });
});
