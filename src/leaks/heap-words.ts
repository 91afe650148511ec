/** Open this to see how single nodes and edges of a heap are called. */
import { pathOf } from '../facts/place.js';
import type { Step } from './retained.js';
import type { Places } from './snapshot-places.js';
import type { Heap } from './snapshot.js';

/** Fields of Node that lead to nothing but what they are for. */
const SILENT = new Set<string | number>(['_events', '_onTimeout', '_onImmediate']);
/** Nodes that an author does not know to be there. */
const UNSEEN = new Set(['hidden', 'array', 'code', 'object shape', 'synthetic']);
const NODES_OWN = /^(?:system|Node) \/ |^ModuleWrap$/;

/** `variable 'inbox'`, `[0]`, `entry 'x'`, `.last`; undefined where it says nothing. */
export function edgeWord(heap: Heap, steps: readonly Step[], index: number): string | undefined {
  const { edge, from } = steps[index]!;
  const name = heap.edgeName(edge);
  const before = steps[index - 1];
  const inside = before === undefined ? undefined : heap.edgeName(before.edge);
  const variable = variableAt(heap, steps[index]!);
  if (variable !== undefined) return `variable '${variable}'`;
  switch (heap.edgeType(edge)) {
    case 'element':
      return heap.nodeType(from) === 'object' ? `[${name}]` : undefined;
    case 'property':
      if (inside === '_events') return `listeners of '${name}'`;
      return SILENT.has(name) ? undefined : `.${name}`;
    case 'internal':
      if (inside === 'table' && before !== undefined) return entryWord(heap, before, edge);
      if (name === 'bound_this') return 'its bound this';
      return String(name).includes('pair in WeakMap') ? 'its value in a WeakMap' : undefined;
    default:
      return undefined;
  }
}

/** A function keeps the variables around it in a context, a module those it exports in cells, behind their names. */
export function variableAt(heap: Heap, { from, edge, to }: Step): string | undefined {
  if (heap.edgeType(edge) === 'context') return isMark(heap, edge) ? undefined : String(heap.edgeName(edge));
  return heap.nodeName(to) === 'system / Cell' ? keyBefore(heap, from, edge) : undefined;
}

/** Variables that mortise puts around the code of plugins, to know whether it is alive and to keep its source map, are none of theirs. */
export function isMark(heap: Heap, edge: number): boolean {
  return heap.edgeType(edge) === 'context' && String(heap.edgeName(edge)).startsWith('__mortise_');
}

/** The table of a Map lists key, value and a number for each entry, that of a Set only key and number. */
function entryWord(heap: Heap, { from, to }: Step, edge: number): string {
  if (heap.nodeName(from) !== 'Map') return 'an element';
  const key = keyBefore(heap, to, edge);
  return key === undefined ? 'an entry' : `entry '${key}'`;
}

/** In a table, what stands before a value is its key; only text can be told. */
function keyBefore(heap: Heap, table: number, edge: number): string | undefined {
  const at = Number(heap.edgeName(edge));
  for (let other = heap.first[table]!; other < heap.first[table + 1]!; other += 1) {
    if (Number(heap.edgeName(other)) !== at - 1) continue;
    const key = heap.edgeTo(other);
    if (heap.nodeType(key) === 'string') return heap.nodeName(key);
  }
  return undefined;
}

/** `Presence`, `a function at /srv/a.js:3:4`; undefined for what nobody wrote. The last one is the object itself. */
export function nodeWord(heap: Heap, places: Places, node: number, last: boolean): string | undefined {
  const type = heap.nodeType(node);
  const name = heap.nodeName(node);
  if (last && name !== '' && type !== 'closure') return name;
  if (UNSEEN.has(type) || NODES_OWN.test(name)) return undefined;
  const place = places.placeOf(node);
  const at = place === undefined ? '' : ` at ${pathOf(place)}`;
  if (type === 'closure') return name === '' ? `a function${at}` : `the function ${name}${at}`;
  return name === 'Generator' ? `a function that has not ended${at}` : name;
}
