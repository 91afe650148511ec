/** Open this to see how it is explained why one plugin starts before another. */
import type { Link } from '../model/explanation.js';
import { quoted } from '../problem/text.js';
import { placeOfEdge } from './behind.js';
import { link } from './link.js';
import { tellPlugin } from './plugin.js';
import type { Told, Walk } from './walk.js';

/** The chain of needs between two plugins, in whichever direction there is one. */
export function tellOrder(earlier: string, later: string, walk: Walk): Told {
  const { nodes } = walk.evidence.resolution;
  const missing = [earlier, later].find((key) => !nodes.has(key));
  if (missing !== undefined) return tellPlugin(missing, walk);
  if (earlier === later)
    return { says: `${quoted(earlier)} has no order with itself.`, state: 'free', because: [link('both are one and the same plugin')] };
  const forward = chain(later, earlier, walk);
  if (forward !== undefined)
    return { says: `${quoted(earlier)} starts before ${quoted(later)}, and stops after it.`, state: 'before', because: forward };
  const backward = chain(earlier, later, walk);
  if (backward !== undefined)
    return { says: `${quoted(earlier)} starts after ${quoted(later)}, and stops before it.`, state: 'after', because: backward };
  const [a, b] = [earlier, later].map((key) => walk.snapshot.get(key)?.startedAs);
  const first =
    a === undefined || b === undefined
      ? []
      : [link(`${quoted(a < b ? earlier : later)} happened to start first, since it was listed first or could start first`)];
  walk.fixes.push(
    `If ${quoted(earlier)} has to be first, let ${quoted(later)} say so: a use of what it publishes, or optionalDependencies: { ${quoted(earlier)}: '*' }.`,
  );
  return {
    says: `Nothing orders ${quoted(earlier)} and ${quoted(later)}.`,
    state: 'free',
    because: [link('neither needs the other, directly or through others'), ...first],
  };
}

/** The shortest way along needs, breadth first. */
function chain(from: string, to: string, { evidence }: Walk): Link[] | undefined {
  const { nodes } = evidence.resolution;
  const reached = new Map<string, { readonly by: string; readonly link: () => Link }>();
  const queue = [from];
  for (const key of queue) {
    if (key === to) break;
    const node = nodes.get(key);
    for (const edge of node?.edges ?? []) {
      if (edge.to === from || reached.has(edge.to)) continue;
      const tell = (): Link => link(`${quoted(key)} ${edge.text}`, { plugin: key, place: placeOfEdge(node!, edge, evidence) });
      reached.set(edge.to, { by: key, link: tell });
      queue.push(edge.to);
    }
  }
  if (!reached.has(to)) return undefined;
  const links: Link[] = [];
  for (let key = to; key !== from;) {
    const step = reached.get(key)!;
    links.push(step.link());
    key = step.by;
  }
  return links.reverse();
}
