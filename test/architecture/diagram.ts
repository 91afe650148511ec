/** Open this to see how the table of edges becomes the picture in docs/architecture.md. */
import { EDGES, RANKS, rankOf, type Place } from './edges.js';

const TITLES = [
  'words',
  'pure decisions',
  'one effect each',
  'where plans become true',
  'beside a running host',
  'composition',
  'entry points',
];

export const BEGIN = '<!-- edges:begin -->';
export const END = '<!-- edges:end -->';

/**
 * The table as a mermaid flowchart. A box may import every box of the ranks below it; edges are drawn where a box may also import one of its
 * own rank, and crossed edges where it may not import one from below.
 */
export function diagram(): string {
  const lines = ['flowchart TD'];
  for (const [rank, places] of [...RANKS.entries()].reverse()) {
    lines.push(`  subgraph rank${rank}["${rank}: ${TITLES[rank]}"]`, ...places.map((place) => `    ${box(place)}`), '  end');
  }
  lines.push(`  ${box('decorators')}`);
  for (let rank = RANKS.length - 1; rank > 0; rank--) lines.push(`  rank${rank} --> rank${rank - 1}`);
  for (const [place, allowed] of Object.entries(EDGES) as [Place, readonly Place[]][]) {
    if (place === 'decorators') {
      lines.push(...allowed.map((other) => `  decorators --> ${other}`));
      continue;
    }
    const below = RANKS.slice(0, rankOf(place)).flat();
    lines.push(...allowed.filter((other) => rankOf(other) === rankOf(place)).map((other) => `  ${place} --> ${other}`));
    lines.push(...below.filter((other) => !allowed.includes(other)).map((other) => `  ${place} --x ${other}`));
  }
  return ['```mermaid', ...lines, '```'].join('\n');
}

function box(place: Place): string {
  return place === 'host' ? 'host["host.ts, host/, index.ts"]' : place;
}

/** The page with the picture between its markers. */
export function withDiagram(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`The page has no place for the diagram: '${BEGIN}' and '${END}' are missing.`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${diagram()}\n\n${page.slice(end)}`;
}
