/** Open this to see what is drawn of a host: its plugins and who needs whom, as JSON. */
import type { PluginState } from './plan.js';

/** A plugin in the graph of a host, with how it stands. */
export interface GraphPlugin {
  readonly key: string;
  readonly app?: string;
  readonly version: string;
  readonly state: PluginState;
  readonly enabled: boolean;
  /** 0 starts first; plugins of one level do not need each other. Absent for one that can't start. */
  readonly level?: number;
}

/** `from` needs `to`, so it starts after it and stops before it. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Without an optional one a plugin runs all the same. */
  readonly need: 'required' | 'optional';
  /** "needs 'cache' ^2 (2.1.0)", "uses 'acme/cache' of 'cache'". */
  readonly text: string;
}

/** Who needs whom. Plugins in the order in which they start, those that can't at the end. */
export interface Graph {
  readonly plugins: readonly GraphPlugin[];
  readonly edges: readonly GraphEdge[];
}
