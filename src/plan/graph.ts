/** Open this to see how what was resolved becomes a graph that can be drawn. Pure. */
import { freeze } from '../model/freeze.js';
import type { Graph, GraphEdge, GraphPlugin } from '../model/graph.js';
import type { Snapshot } from '../model/plan.js';
import type { Resolution } from './resolve.js';

/** Plugins by level, then as they are listed; with all that they need. */
export function graphOf({ nodes, levels }: Resolution, snapshot: Snapshot): Graph {
  const states = new Map(snapshot.plugins.map(({ key, state }) => [key, state]));
  const levelOf = new Map(levels.flatMap((keys, level) => keys.map((key) => [key, level] as const)));
  const blocked = [...nodes.keys()].filter((key) => !levelOf.has(key));
  const plugins = [...levelOf.keys(), ...blocked].map((key): GraphPlugin => {
    const { plugin } = nodes.get(key)!;
    const level = levelOf.get(key);
    return {
      key,
      version: plugin.manifest.version,
      state: states.get(key) ?? 'described',
      enabled: plugin.enabled,
      ...(plugin.app === undefined ? {} : { app: plugin.app }),
      ...(level === undefined ? {} : { level }),
    };
  });
  const edges = plugins.flatMap(({ key }): GraphEdge[] =>
    nodes.get(key)!.edges.map(({ to, need, text }) => ({ from: key, to, need, text })),
  );
  return freeze({ plugins, edges });
}
