/** Open this to see plugins and their needs as a graph that can be drawn. */
import { describe, expect, it } from '@jest/globals';
import { graphOf } from '../../src/plan/graph.js';
import { resolve } from '../../src/plan/resolve.js';
import { nothing, plugin, running, wanted } from './worlds.js';

describe('the graph of plugins', () => {
  const world = wanted([
    plugin('web', { needs: { api: '*' }, optional: { cache: '*' } }),
    plugin('api', { uses: ['n/cache?'] }),
    plugin('cache', { provides: ['n/cache'], version: '1.4.0' }),
    plugin('lost', { needs: { missing: '*' } }),
    plugin('off', { enabled: false }),
    plugin('mine', { app: 'front', needs: { cache: '^1' } }),
  ]);

  it('lists plugins by level, those that can not start last', () => {
    const { plugins } = graphOf(resolve({ ...world, apps: ['front'] }, nothing), running({ ...world, apps: ['front'] }));
    expect(plugins.map(({ key, level, state, enabled, app }) => [key, level, state, enabled, app])).toEqual([
      ['cache', 0, 'running', true, undefined],
      ['api', 1, 'running', true, undefined],
      ['front:mine', 1, 'running', true, 'front'],
      ['web', 2, 'running', true, undefined],
      ['lost', undefined, 'waiting', true, undefined],
      ['off', undefined, 'described', false, undefined],
    ]);
  });

  it('tells of each need to whom it leads, whether it is optional, and in words', () => {
    const { edges } = graphOf(resolve(world, nothing), nothing);
    expect(edges).toEqual([
      { from: 'api', to: 'cache', need: 'optional', text: "uses 'n/cache' of 'cache'" },
      { from: 'front:mine', to: 'cache', need: 'required', text: "needs 'cache' ^1 (1.4.0)" },
      { from: 'web', to: 'api', need: 'required', text: "needs 'api' * (1.0.0)" },
      { from: 'web', to: 'cache', need: 'optional', text: "needs 'cache' * (1.4.0)" },
    ]);
  });

  it('keeps the needs of a circle, but for those that are given up', () => {
    const circle = wanted([plugin('a', { needs: { b: '*' } }), plugin('b', { needs: { a: '*' }, uses: ['n/a?'] })]);
    const { plugins, edges } = graphOf(resolve(circle, nothing), running(circle));
    expect(edges).toEqual([
      { from: 'a', to: 'b', need: 'required', text: "needs 'b' * (1.0.0)" },
      { from: 'b', to: 'a', need: 'required', text: "needs 'a' * (1.0.0)" },
    ]);
    expect(plugins.map(({ level }) => level)).toEqual([undefined, undefined]);
  });

  it('has no levels in a host that stops', () => {
    const { plugins, edges } = graphOf(resolve({ ...world, up: false }, nothing), nothing);
    expect(plugins.map(({ key, level }) => [key, level])).toEqual(
      ['api', 'cache', 'front:mine', 'lost', 'off', 'web'].map((key) => [key, undefined]),
    );
    expect(edges).toEqual([]);
  });

  it('is frozen JSON, and has not started where nothing stands', () => {
    const graph = graphOf(resolve(world, nothing), nothing);
    expect(JSON.parse(JSON.stringify(graph))).toStrictEqual(graph);
    expect(Object.isFrozen(graph.plugins[0])).toBe(true);
    expect(new Set(graph.plugins.map(({ state }) => state))).toEqual(new Set(['described']));
  });
});
