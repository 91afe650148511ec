/** Open this to see what can be relied on when garbage is collected and a heap is read. */
import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { getHeapSnapshot } from 'node:v8';
import { readHeap } from '../../src/leaks/snapshot.js';
import { tryLines } from './seeds.js';

describe('collecting garbage', () => {
  it('needs no flag, and leaves none behind', async () => {
    const result = await tryLines<unknown>('collect', [
      'const refs = (() => [1, 2, 3].map(() => new WeakRef(new (class Fresh {})())))();',
      'await heap.collectGarbage();',
      'told([refs.filter((ref) => ref.deref() !== undefined).length, typeof gc]);',
    ]);
    expect(result).toEqual([0, 'undefined']);
  });

  it('tells whose sentinels still know something alive', async () => {
    const result = await tryLines<unknown>('sentinels', [
      'globalThis.kept = { what: {} };',
      'const sentinels = (() => [',
      "  heap.sentinelOf('gone', [{}, {}]), heap.sentinelOf('kept', [{}, kept]), heap.sentinelOf('within', [kept.what]), heap.sentinelOf('none', []),",
      '])();',
      'const survivors = await heap.survivorsOf(sentinels);',
      'told(survivors.map((each) => [each.label, each.survivors().length]));',
    ]);
    expect(result).toEqual([
      ['kept', 1],
      ['within', 1],
    ]);
  });
});

describe('the holder', () => {
  it('is nobody if only running code holds the object, whether it waits for the answer or not', async () => {
    const result = await tryLines<unknown>('running', [
      'async function ask() { const object = {}; const first = await heap.holderOf(object); return [first, await heap.holderOf(object), object]; }',
      'const [first, second] = await ask();',
      'told([first ?? null, second ?? null]);',
    ]);
    expect(result).toEqual([null, null]);
  });

  it('of several is that of the one nearest to a root, since the others may be held by that one', async () => {
    const result = await tryLines<unknown>('several', [
      'class Part {} class Whole { part = new Part(); }',
      'globalThis.whole = new Whole();',
      'const one = await heap.holderOf(globalThis.whole.part);',
      'const both = await heap.holderOf(globalThis.whole.part, globalThis.whole);',
      'told([one, both]);',
    ]);
    expect(result).toEqual([
      { holder: 'an instance of Whole', path: ['globalThis.whole', 'Whole', '.part', 'Part'] },
      { holder: "the global 'whole'", path: ['globalThis.whole', 'Whole'] },
    ]);
  });

  it('is found in a heap of 100 MB, in a time that is printed', async () => {
    const { megabytes, ms, holder } = await tryLines<{ megabytes: number; ms: number; holder: string }>('large', [
      'const row = (_, index) => ({ index, text: `row ${index}`.padEnd(300 + (index % 9)).toUpperCase(), list: [{ index }] });',
      'globalThis.large = Array.from({ length: 220_000 }, row);',
      "class Presence {} globalThis.cache = new Map([['x', new Presence()]]);",
      'await heap.collectGarbage();',
      'const megabytes = Math.round(process.memoryUsage().heapUsed / 1e6);',
      'const begun = performance.now();',
      "const { holder } = await heap.holderOf(globalThis.cache.get('x'));",
      'told({ megabytes, holder, ms: Math.round(performance.now() - begun) });',
    ]);
    process.stdout.write(`the holder in ${megabytes} MB: ${ms} ms\n`);
    expect(holder).toBe("the global 'cache'");
    expect(megabytes).toBeGreaterThan(80);
  }, 60_000);
});

describe('a heap', () => {
  /** As V8 writes it, with one node of each kind that matters. */
  const snapshot = JSON.stringify({
    snapshot: {
      meta: {
        node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
        node_types: [['hidden', 'object', 'synthetic'], 'string', 'number', 'number', 'number', 'number', 'number'],
        edge_fields: ['type', 'name_or_index', 'to_node'],
        edge_types: [['element', 'property', 'weak'], 'string_or_number', 'node'],
        location_fields: ['object_index', 'script_id', 'line', 'column'],
      },
      node_count: 3,
      edge_count: 2,
    },
    nodes: [2, 0, 1, 0, 1, 0, 0, 1, 1, 3, 16, 1, 0, 0, 1, 2, 4294967295, 16, 0, 0, 0],
    edges: [1, 3, 7, 0, 12, 14],
    trace_function_infos: [],
    samples: [],
    locations: [14, 99, 12, 5],
    strings: ['(root)', 'a "name" with [brackets] and \\', 'Grüße \u2603\n', 'field'],
  });

  it.each([1, 2, 7, 64, 100_000])('is read the same in pieces of %d bytes', async (size) => {
    const bytes = Buffer.from(snapshot);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
    const heap = await readHeap(Readable.from(pieces));
    expect(heap.count).toBe(3);
    expect([0, 1, 2].map((node) => [heap.nodeType(node), heap.nodeName(node), heap.nodeId(node)])).toEqual([
      ['synthetic', '(root)', 1],
      ['object', 'a "name" with [brackets] and \\', 3],
      ['object', 'Grüße \u2603\n', 4294967295],
    ]);
    expect([0, 1].map((edge) => [heap.edgeType(edge), heap.edgeName(edge), heap.edgeTo(edge)])).toEqual([
      ['property', 'field', 1],
      ['element', 12, 2],
    ]);
    expect([...heap.first]).toEqual([0, 1, 2, 2]);
    expect([...heap.locations]).toEqual([2, 99, 12, 5]);
    expect([heap.textOf('field'), heap.textOf('(root)'), heap.textOf('nowhere')]).toEqual([3, 0, undefined]);
    expect(heap.edgesNamed(3)).toEqual([0]);
  });

  it('has what V8 says of this process', async () => {
    const heap = await readHeap(getHeapSnapshot());
    expect(heap.nodeType(0)).toBe('synthetic');
    expect(heap.count).toBeGreaterThan(10_000);
    expect(heap.first[heap.count]).toBeGreaterThan(heap.count);
  }, 60_000);
});
