/** Open this to see how it is known where the code of something in a heap snapshot stands: its class, its function. */
import { findSourceMap } from 'node:module';
import { pathOf } from '../facts/place.js';
import type { Heap } from './snapshot.js';

export interface Places {
  /** Of a function where it begins, of an instance where its class does: `file:///srv/a.js:3:1`, `node:events:218:21`. */
  placeOf(node: number): string | undefined;
}

/** A row of a snapshot: node, script, line, column. */
const WIDTH = 4;

export function placesIn(heap: Heap): Places {
  const { locations } = heap;
  const scripts = new Map<number, string | undefined>();

  /** Any function of the script leads to its name. */
  function nameOf(script: number): string | undefined {
    for (let row = 0; row < locations.length; row += WIDTH) {
      if (locations[row + 1] !== script || heap.nodeType(locations[row]!) !== 'closure') continue;
      const shared = follow(heap, locations[row]!, 'shared');
      const found = shared === undefined ? undefined : (follow(heap, shared, 'script') ?? follow(heap, shared, 'script_or_debug_info'));
      // While somebody debugs a function, its script is one step further.
      const named = found === undefined ? undefined : (follow(heap, found, 'script') ?? found);
      if (named !== undefined && !heap.nodeName(named).startsWith('system /')) return heap.nodeName(named);
    }
    return undefined;
  }

  return {
    placeOf(node) {
      for (let row = 0; row < locations.length; row += WIDTH) {
        if (locations[row] !== node) continue;
        const script = locations[row + 1]!;
        if (!scripts.has(script)) scripts.set(script, nameOf(script));
        const name = scripts.get(script);
        return name === undefined ? undefined : written(name, locations[row + 2]! + 1, locations[row + 3]! + 1);
      }
      return undefined;
    },
  };
}

/** Where the author wrote it, if it was compiled with a source map. */
function written(script: string, line: number, column: number): string {
  const origin = findSourceMap(script)?.findOrigin(line, column);
  if (origin === undefined || !('fileName' in origin)) return `${script}:${line}:${column}`;
  return `${pathOf(origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
}

/** Where the edge of that name leads. */
export function follow(heap: Heap, node: number, name: string): number | undefined {
  for (let edge = heap.first[node]!; edge < heap.first[node + 1]!; edge += 1) {
    if (heap.edgeName(edge) === name) return heap.edgeTo(edge);
  }
  return undefined;
}
