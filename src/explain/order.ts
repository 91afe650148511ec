/** Open this to see how it is explained why one plugin starts before another. */
import { quoted } from '../problem/text.js';
import type { Link } from '../model/explanation.js';
import { link } from './link.js';
import { tellPlugin, type Told, type Walk } from './plugin.js';

/** The chain of needs between two plugins, in whichever direction there is one. */
export function tellOrder(earlier: string, later: string, walk: Walk): Told {
  const { nodes } = walk.evidence.resolution;
  const missing = [earlier, later].find((key) => !nodes.has(key));
  if (missing !== undefined) return tellPlugin(missing, walk);
  const forward = chain(later, earlier, walk);
  if (forward !== undefined)
    return { says: `${quoted(earlier)} starts before ${quoted(later)}, and stops after it.`, state: 'before', because: forward };
  const backward = chain(earlier, later, walk);
  if (backward !== undefined)
    return { says: `${quoted(earlier)} starts after ${quoted(later)}, and stops before it.`, state: 'after', because: backward };
  const started = new Map(walk.evidence.snapshot.plugins.map(({ key, startedAs }) => [key, startedAs]));
  const [a, b] = [started.get(earlier), started.get(later)];
  const first =
    a === undefined || b === undefined
      ? []
      : [link(`${quoted(a < b ? earlier : later)} started first, since it was listed or could start first`)];
  walk.fixes.push(`If the order matters, say so: optionalDependencies, or a use, of ${quoted(later)}.`);
  return {
    says: `Nothing orders ${quoted(earlier)} and ${quoted(later)}.`,
    state: 'free',
    because: [link('neither needs the other, directly or through others'), ...first],
  };
}

/** The shortest way along needs, breadth first. */
function chain(from: string, to: string, { evidence }: Walk): Link[] | undefined {
  const { nodes } = evidence.resolution;
  const reached = new Map<string, { readonly by: string; readonly text: string }>();
  const queue = [from];
  for (const key of queue) {
    if (key === to) break;
    for (const edge of nodes.get(key)?.edges ?? []) {
      if (edge.to === from || reached.has(edge.to)) continue;
      reached.set(edge.to, { by: key, text: edge.text });
      queue.push(edge.to);
    }
  }
  if (!reached.has(to)) return undefined;
  const links: Link[] = [];
  for (let key = to; key !== from;) {
    const step = reached.get(key)!;
    links.unshift(link(`${quoted(step.by)} ${step.text}`, { plugin: step.by, place: evidence.declaredAt(step.by) }));
    key = step.by;
  }
  return links;
}
