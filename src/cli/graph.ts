/** Open this to see `mortise graph`: who needs whom, as layers for a terminal, or for Graphviz or Mermaid to draw. */
import type { Graph, GraphEdge, GraphPlugin } from '../model/graph.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig } from './config.js';
import { answerTo, tellFailure } from './source.js';

export async function graph({ flags, out }: CommandInput): Promise<ExitCode> {
  if ([flags['dot'], flags['mermaid'], flags['json']].filter(Boolean).length > 1) {
    out.talk('mortise: --dot, --mermaid and --json exclude each other.\n  Use one of them.');
    return EXIT.usage;
  }
  const config = findConfig(flags['config'] as string | undefined, 'graph --config', out);
  if (config === undefined) return EXIT.usage;
  try {
    const { result } = await answerTo(config, 'graph', [], out);
    const found = result as Graph;
    out.data(
      flags['json'] === true
        ? JSON.stringify(found, null, 2)
        : flags['dot'] === true
          ? dot(found)
          : flags['mermaid'] === true
            ? mermaid(found)
            : layers(found),
    );
    return EXIT.done;
  } catch (error) {
    tellFailure(error, flags['json'] === true, out);
    return EXIT.failed;
  }
}

/** One block a level, and below each plugin what it needs. */
export function layers({ plugins, edges }: Graph): string {
  if (plugins.length === 0) return 'no plugins';
  const levels = new Map<number | undefined, GraphPlugin[]>();
  for (const plugin of plugins) levels.set(plugin.level, [...(levels.get(plugin.level) ?? []), plugin]);
  return [...levels]
    .map(([level, members]) => {
      const head = level === undefined ? 'does not start' : level === 0 ? 'starts first' : `then (level ${level})`;
      const lines = members.flatMap(({ key, version, enabled }) => [
        `  ${key} ${version}${enabled ? '' : ' (disabled)'}`,
        ...edges.filter(({ from }) => from === key).map(({ text, need }) => `    ${text}${need === 'optional' ? ' (optional)' : ''}`),
      ]);
      return [head, ...lines].join('\n');
    })
    .join('\n');
}

/** One arrow between two plugins; whoever needs another for several reasons requires it if one of them does. */
function arrowsOf(edges: readonly GraphEdge[]): GraphEdge[] {
  const arrows = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const between = JSON.stringify([edge.from, edge.to]);
    if (edge.need === 'required' || !arrows.has(between)) arrows.set(between, edge);
  }
  return [...arrows.values()];
}

/** For Graphviz: `mortise graph --dot | dot -Tsvg`. */
export function dot({ plugins, edges: needs }: Graph): string {
  const edges = arrowsOf(needs);
  const nodes = plugins.map(
    ({ key, version, level }) =>
      `  ${JSON.stringify(key)} [label=${JSON.stringify(`${key}\n${version}`)}${level === undefined ? ', style=dashed' : ''}];`,
  );
  const arrows = edges.map(
    ({ from, to, need }) => `  ${JSON.stringify(from)} -> ${JSON.stringify(to)}${need === 'optional' ? ' [style=dashed]' : ''};`,
  );
  return ['digraph mortise {', '  rankdir=BT;', '  node [shape=box];', ...nodes, ...arrows, '}'].join('\n');
}

export function mermaid({ plugins, edges: needs }: Graph): string {
  const edges = arrowsOf(needs);
  const numbers = new Map(plugins.map(({ key }, index) => [key, `p${index}`]));
  const nodes = plugins.map(({ key, version }) => `  ${numbers.get(key)!}["${key.replaceAll('"', '#quot;')} ${version}"]`);
  const arrows = edges.map(({ from, to, need }) => `  ${numbers.get(from)!} ${need === 'optional' ? '-.->' : '-->'} ${numbers.get(to)!}`);
  return ['flowchart BT', ...nodes, ...arrows].join('\n');
}
