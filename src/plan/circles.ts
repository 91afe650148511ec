/** Open this to see what happens to plugins that need each other in circles: each circle is told once, with the need to give up. Pure. */
import { connected } from '../graph/connected.js';
import { tangles, type Tangle } from '../graph/cycle.js';
import type { Problem } from '../model/problem.js';
import { problem } from '../problem/problem.js';
import { quoted } from '../problem/text.js';
import { block, rowsOf, type Draft, type Drafts, type Edge } from './draft.js';

/** So many circles of plugins that hang together are told; there may be more of them than anybody can count. */
const MOST_CIRCLES = 100;

/** What is told of plugins that need each other, once for all of them. */
export interface Circle {
  /** Keys of those it is about. */
  readonly members: readonly string[];
  readonly problem: Problem;
}

/**
 * A circle of required needs blocks its members: each knows the shortest one that it is in. A circle that an optional need closes loses
 * that need. Gives back what there is to tell, each circle once.
 */
export function blockCycles(drafts: readonly Draft[], byKey: Drafts): Circle[] {
  const found = tangles(
    rowsOf(drafts, byKey, (edge) => edge.need === 'required'),
    MOST_CIRCLES,
  );
  const told = found.flatMap((tangle) => blockTangle(tangle, drafts, byKey));
  const { componentOf } = connected(rowsOf(drafts, byKey));
  const inCircle = (edge: Edge, from: Draft): boolean => componentOf[from.row] === componentOf[byKey.get(edge.to)!.row];
  for (const draft of drafts) draft.edges = draft.edges.filter((edge) => edge.need === 'required' || !inCircle(edge, draft));
  return told;
}

/** Whoever is in no circle that was found, in a tangle too large to find all, is told later on whom it waits. */
function blockTangle({ rows, cycles, more }: Tangle, drafts: readonly Draft[], byKey: Drafts): Circle[] {
  const links = linksAmong(rows, drafts, byKey);
  const around = cycles.map((cycle) => cycle.map((row, at) => links.get(linkOf(row, cycle[(at + 1) % cycle.length]!, drafts))!));
  for (const circle of around) for (const link of circle) link.breaks += 1;
  const told: Circle[] = [];
  const knowing = new Set<Draft>();
  for (const [index, circle] of around.entries()) {
    const news = circle.map(({ from }) => from).filter((member) => !knowing.has(member));
    if (index >= MOST_CIRCLES && news.length === 0) continue;
    const found = problemOf(circle, cycles.length);
    for (const member of news) {
      knowing.add(member);
      block(member, found);
    }
    if (index < MOST_CIRCLES) told.push({ members: circle.map(({ from }) => from.plugin.key), problem: found });
  }
  if (more) told.push(andMore(rows.map((row) => drafts[row]!)));
  return told;
}

/** All needs of one plugin of another one: a circle is broken when none of them is required any more. */
interface Link {
  readonly from: Draft;
  readonly needs: Edge[];
  /** What it costs to give them up. */
  price: number;
  /** In how many circles it is. */
  breaks: number;
}

function linkOf(from: number, to: number, drafts: readonly Draft[]): number {
  return from * drafts.length + to;
}

function linksAmong(rows: readonly number[], drafts: readonly Draft[], byKey: Drafts): Map<number, Link> {
  const links = new Map<number, Link>();
  for (const row of rows) {
    const from = drafts[row]!;
    for (const edge of from.edges) {
      if (edge.need !== 'required') continue;
      const key = linkOf(row, byKey.get(edge.to)!.row, drafts);
      const link = links.get(key) ?? { from, needs: [], price: 0, breaks: 0 };
      links.set(key, link);
      link.needs.push(edge);
      link.price += priceOf(edge);
    }
  }
  return links;
}

function problemOf(circle: readonly Link[], circles: number): Problem {
  const { from, needs, breaks } = weakestOf(circle);
  const path = [...circle, circle[0]!].map((link) => link.from.plugin.key);
  const weakest = `${quoted(from.plugin.key)} ${needs.map(({ text }) => text).join(' and ')}`;
  const { key, manifest } = from.plugin;
  return problem('plan.cycle', { path, weakest, breaks, circles }, { plugin: key, extension: manifest.extension, phase: 'plan' });
}

function andMore(members: readonly Draft[]): Circle {
  const keys = members.map(({ plugin }) => plugin.key);
  const { key, manifest } = members[0]!.plugin;
  return {
    members: keys,
    problem: problem(
      'plan.more-cycles',
      { plugins: keys, told: MOST_CIRCLES },
      { plugin: key, extension: manifest.extension, phase: 'plan' },
    ),
  };
}

/** With an optional use one line of code has to do without, with an optional dependency the whole plugin. Facts of a kind always need it. */
const FACTS = 1000;

function priceOf({ text }: Edge): number {
  return text.startsWith('uses') ? 1 : text.startsWith('needs') ? 2 : FACTS;
}

/** One change that breaks many circles comes before many that break one each; then the cheaper one; then the one that is first in the path. */
function weakestOf(circle: readonly Link[]): Link {
  return circle.reduce((best, link) => {
    const order = Number(link.price >= FACTS) - Number(best.price >= FACTS) || best.breaks - link.breaks || link.price - best.price;
    return order < 0 ? link : best;
  });
}
