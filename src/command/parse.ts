/** Open this to see how a line finds its command: every alternative is tried, and if none fits, the one that came furthest says what is wrong. */
import type { CommandNode, CommandValue } from '../model/command.js';
import { type Access, childrenOf, type Place } from './access.js';
import { skipSpaces, wordEnd } from './line.js';
import { denied, endless, furthest, incomplete, type Miss, unknown, wrong } from './miss.js';
import { readValue } from './value.js';

/** How deep a line may lead; beyond, only redirects do. */
export const DEEPEST_LINE = 256;

/** One element of a line that was understood, and those behind it. */
export interface Match {
  readonly place: Place;
  readonly value?: CommandValue;
  readonly next: Match | undefined;
}

/** All that stands from some place of the line on, and what is run at its end. */
export interface Found {
  readonly first: Match | undefined;
  readonly runs: Place;
}

/** What a line means to a source. Each node is tried once at each place of the line, so no line takes long. */
export function parse(line: string, access: Access): Found | Miss {
  const tried = new Map<CommandNode, Map<number, Found | Miss>>();
  let depth = 0;

  function behind(place: Place, end: number): Found | Miss {
    const known = tried.get(place.node) ?? new Map<number, Found | Miss>();
    tried.set(place.node, known);
    let found = known.get(end);
    if (found !== undefined) return found;
    depth++;
    found = depth > DEEPEST_LINE ? endless(end, DEEPEST_LINE) : tryBehind(place, end);
    depth--;
    known.set(end, found);
    return found;
  }

  function tryBehind(place: Place, end: number): Found | Miss {
    const start = skipSpaces(line, end);
    const continued = access.continued(place);
    if (start < line.length) return among(continued.flatMap(childrenOf), start, false);
    const runs = continued.find(({ node }) => node.run !== undefined);
    return runs === undefined ? incomplete(continued.flatMap(childrenOf), line.length) : { first: undefined, runs };
  }

  function among(places: readonly Place[], start: number, isRoot: boolean): Found | Miss {
    const end = wordEnd(line, start);
    const word = line.slice(start, end);
    let best: Found | undefined;
    const misses: Miss[] = [unknown(places, { start, end }, isRoot)];
    for (const place of places) {
      const { node } = place;
      const found = node.kind === 'literal' && !node.names.includes(word) ? undefined : enter(place, places, start, end);
      if (found === undefined) continue;
      if ('error' in found) misses.push(found);
      else if (best === undefined || isBetter(found.first, best.first)) best = found;
    }
    return best ?? furthest(misses);
  }

  /** Nothing, where the node is not there for this source. */
  function enter(place: Place, beside: readonly Place[], start: number, end: number): Found | Miss | undefined {
    const { node } = place;
    const verdict = access.verdict(place);
    if (verdict === 'hidden') return undefined;
    if (verdict !== 'open') {
      const here = denied(verdict, { start, end }, place);
      // Whoever is kept away from an argument shall not learn from it what it takes; behind a word it may be one word only that is not theirs.
      const rest = node.kind === 'literal' && access.guard(place) === 'open' ? behind(place, end) : here;
      return rest !== here && 'error' in rest && rest.rank === 3 ? { ...rest, way: { place, next: rest.way } } : here;
    }
    const read = node.kind === 'literal' ? { end } : readValue(line, start, node.type);
    if ('code' in read) return wrong(read, start, place, beside);
    const rest = behind(place, read.end);
    if ('error' in rest) return { ...rest, way: { place, next: rest.way } };
    return { first: { place, ...('value' in read ? { value: read.value } : {}), next: rest.first }, runs: rest.runs };
  }

  return among(access.roots(), skipSpaces(line, 0), true);
}

/** At the first element in which they differ, a word counts more than an argument; else the earlier registration does. */
function isBetter(one: Match | undefined, other: Match | undefined): boolean {
  let [a, b] = [one, other];
  while (a !== undefined && b !== undefined && a !== b) {
    if (a.place.node.kind !== b.place.node.kind) return a.place.node.kind === 'literal';
    [a, b] = [a.next, b.next];
  }
  return false;
}
