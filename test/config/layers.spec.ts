import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeLayers } from '../../src/config/layers.js';

const leaf = fc.oneof(
  fc.integer(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.array(fc.integer(), { maxLength: 3 }),
);

/** Layers that agree on which keys hold objects: `m` and `n` do, `a` and `b` do not. */
const { tree: layer } = fc.letrec<{ tree: object }>((tie) => ({
  tree: fc.record(
    {
      a: leaf,
      b: fc.array(fc.record({ x: leaf }), { maxLength: 2 }),
      m: fc.option(tie('tree'), { nil: undefined, maxDepth: 3 }),
      n: fc.record({ a: leaf }),
    },
    { requiredKeys: [], noNullPrototype: false },
  ),
}));

function mutables(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null) return found;
  found.add(value);
  for (const part of Object.values(value)) mutables(part, found);
  return found;
}

describe('layers', () => {
  it('merge objects deeply and replace everything else, the later over the earlier', () => {
    expect(
      mergeLayers([
        { ttl: 60, tags: ['a', 'b'], server: { host: 'x', port: 1 } },
        { tags: ['c'], server: { port: 2 }, mode: { fast: true } },
        { mode: 'slow', ttl: null },
      ]),
    ).toEqual({ ttl: null, tags: ['c'], server: { host: 'x', port: 2 }, mode: 'slow' });
  });

  it('are not overridden by undefined, but by null', () => {
    expect(mergeLayers([{ a: 1, b: 1, c: { d: 1 } }, undefined, { a: undefined, b: null, c: undefined }])).toEqual({
      a: 1,
      b: null,
      c: { d: 1 },
    });
    expect(mergeLayers([{ a: 1 }, null])).toBeNull();
  });

  it('are nothing when there are none, and one when there is one', () => {
    expect(mergeLayers([])).toBeUndefined();
    expect(mergeLayers([undefined, 3])).toBe(3);
    expect(mergeLayers([{ a: 1 }])).toEqual({ a: 1 });
  });

  it('keep functions and instances of classes as they are', () => {
    const instance = new (class Store {})();
    expect(mergeLayers([{ store: { size: 1 } }, { store: instance }])).toEqual({ store: instance });
  });

  it('merge the same however they are grouped', () => {
    fc.assert(
      fc.property(layer, layer, layer, (a, b, c) => {
        expect(mergeLayers([mergeLayers([a, b]), c])).toEqual(mergeLayers([a, mergeLayers([b, c])]));
        expect(mergeLayers([a, b, c])).toEqual(mergeLayers([a, mergeLayers([b, c])]));
      }),
    );
  });

  it('are not changed, and share nothing with the result', () => {
    fc.assert(
      fc.property(fc.array(layer), (layers) => {
        const before = structuredClone(layers);
        const result = mutables(mergeLayers(layers));
        expect(structuredClone(layers)).toEqual(before);
        for (const object of mutables(layers)) expect(result.has(object)).toBe(false);
      }),
    );
  });

  it('lose keys that reach a prototype, and leave Object.prototype as it is', () => {
    const keys = fc.constantFrom('__proto__', 'constructor', 'prototype', 'a', 'polluted');
    const before = Object.getOwnPropertyNames(Object.prototype);
    fc.assert(
      fc.property(fc.array(fc.object({ key: keys, maxDepth: 3, withNullPrototype: true })), (layers) => {
        const result = mergeLayers(layers);
        for (const object of mutables(result)) {
          expect(Object.getOwnPropertyNames(object).filter((key) => ['__proto__', 'constructor', 'prototype'].includes(key))).toEqual([]);
          expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(object));
        }
        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
      }),
    );
    expect(
      mergeLayers([JSON.parse('{"__proto__": {"polluted": 1}, "a": 1}'), JSON.parse('{"a": {"__proto__": {"polluted": 1}}}')]),
    ).toEqual({ a: {} });
    expect(Object.getPrototypeOf(mergeLayers([JSON.parse('{"__proto__": {"polluted": 1}}')]))).toBe(Object.prototype);
  });

  it('may hold themselves or be very deep without breaking the merge', () => {
    const circle: Record<string, unknown> = { a: 1 };
    circle['self'] = circle;
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(mergeLayers([circle, circle])).toEqual({ a: 1 });
    expect(JSON.stringify(mergeLayers([deep, deep]))).toHaveLength('{"deep":}'.length * 65 - '"deep":'.length);
  });
});
