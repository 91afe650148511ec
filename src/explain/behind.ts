/** Open this to see which facts about others lie behind a problem that keeps a plugin from starting. */
import type { Link } from '../model/explanation.js';
import type { Problem } from '../model/problem.js';
import type { Edge } from '../plan/draft.js';
import type { Node } from '../plan/resolve.js';
import { saysWithheld } from '../problem/standing.js';
import { quoted } from '../problem/text.js';
import type { Evidence } from './evidence.js';
import { link, once, problemLink } from './link.js';
import { listedKey, notLoaded } from './listed.js';
import { isSeenFrom, providers, standing, text, type Walk } from './walk.js';

/** Circles are told by the two ends of the way around when they are longer. */
const MOST_STEPS = 20;
const MOST_OTHERS = 3;

/** What is known of those that a problem names. */
export function behind(found: Problem, node: Node, walk: Walk): Link[] {
  switch (found.code) {
    case 'plan.version-mismatch':
    case 'plan.conflict':
      return behindVersion(found, node, walk);
    case 'plan.missing-dependency': {
      const { app } = node.plugin;
      const id = text(found, 'id') ?? '';
      return notLoaded(id, walk, () => (plugin) => plugin === id || (app !== undefined && plugin === `${app}:${id}`));
    }
    case 'plan.missing-provider':
      // What one that is gone had published nobody remembers, but with whom this one came to wait.
      return notLoaded(text(found, 'namespace') ?? '', walk, ({ plugins }) => {
        const began = plugins.some(({ plugin, did }) => plugin === node.plugin.key && did === 'waits');
        return () => began;
      });
    case 'plan.duplicate-namespace':
      return listedKey(text(found, 'first') ?? '', walk);
    case 'plan.cycle':
      return stepsOf(found, walk);
    case 'wire.component-cycle':
      return texts(found, 'asks').map((asks) => link(asks));
    case 'lifecycle.timeout':
      return texts(found, 'awaits').flatMap((namespace) => awaited(namespace, node, walk));
    default:
      return [];
  }
}

/** Where the one comes from that is there, who else needs it as it is, and whether another one was refused. */
function behindVersion(found: Problem, { plugin: { key, app } }: Node, walk: Walk): Link[] {
  const { evidence } = walk;
  const { nodes } = evidence.resolution;
  const id = text(found, 'id') ?? '';
  const there = app !== undefined && nodes.has(`${app}:${id}`) ? `${app}:${id}` : id;
  const refused = evidence.problems.filter(({ code, plugin }) => code === 'plan.duplicate-id' && plugin === there).slice(-1);
  const others = [...nodes.values()].flatMap((other) =>
    other.edges
      .filter((edge) => edge.to === there && other.plugin.key !== key && edge.text.startsWith('needs'))
      .map((edge) =>
        link(`${quoted(other.plugin.key)} ${edge.text}, so another version has to suit both`, {
          plugin: other.plugin.key,
          place: placeOfEdge(other, edge, evidence),
        }),
      ),
  );
  return [
    ...listedKey(there, walk),
    ...refused.map((problem) => problemLink(problem, evidence)),
    ...(found.code === 'plan.version-mismatch' ? once(others).slice(0, MOST_OTHERS) : []),
  ];
}

/** Who would publish what a plugin waited for, and what that one says. */
function awaited(namespace: string, { plugin: { app } }: Node, walk: Walk): Link[] {
  return providers(namespace, walk)
    .filter((provider) => isSeenFrom(app, provider))
    .map(({ key }) => {
      const reason = walk.snapshot.get(key)?.reason;
      const says = `of ${quoted(namespace)}: ${saysWithheld(key, standing(key, walk))}`;
      return link(says, { plugin: key, place: walk.evidence.declaredAt(key) }, reason === undefined ? [] : [link(reason, { plugin: key })]);
    });
}

/** Every need of a circle, at its line. */
function stepsOf(found: Problem, { evidence }: Walk): Link[] {
  const { nodes } = evidence.resolution;
  const path = texts(found, 'path');
  const steps = path.slice(0, -1).flatMap((key, index) => {
    const node = nodes.get(key);
    const edge = node?.edges.find(({ to, need }) => to === path[index + 1] && need === 'required');
    return node === undefined || edge === undefined
      ? []
      : [() => link(`${quoted(key)} ${edge.text}`, { plugin: key, place: placeOfEdge(node, edge, evidence) })];
  });
  const told = steps.length <= MOST_STEPS ? steps : [...steps.slice(0, MOST_STEPS / 2), ...steps.slice(-MOST_STEPS / 2)];
  const links = told.map((step) => step());
  return told === steps
    ? links
    : [...links.slice(0, MOST_STEPS / 2), link(`${steps.length - MOST_STEPS} more do likewise`), ...links.slice(MOST_STEPS / 2)];
}

/** The line that asks: of a use that of the member, else that of the plugin. */
export function placeOfEdge({ plugin }: Node, { namespace: used }: Edge, evidence: Evidence): string | undefined {
  const use = plugin.manifest.uses.find(({ namespace, or = [] }) => used !== undefined && [namespace, ...or].includes(used));
  return (use === undefined ? undefined : evidence.decoratedAt(plugin.key, use.by)) ?? evidence.declaredAt(plugin.key);
}

function texts({ details }: Problem, field: string): string[] {
  const value = details?.[field];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
