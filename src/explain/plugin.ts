/** Open this to see how it is explained why a plugin runs, or why it does not: its reasons, and what lies behind each. */
import { NONE } from '../model/list.js';
import type { Link } from '../model/explanation.js';
import type { Problem } from '../model/problem.js';
import type { Node } from '../plan/resolve.js';
import { enableIt, makeAnew, provideIt, retryIt, saysWithheld, STANDS, startApp, switchOn } from '../problem/standing.js';
import { didYouMean, near, quoted, quotedList } from '../problem/text.js';
import { behind, placeOfEdge } from './behind.js';
import type { Disabled } from './evidence.js';
import { link, once, problemLink } from './link.js';
import { listed, notLoaded } from './listed.js';
import { isSeenFrom, plugins, providers, standing, text, type Told, type Walk } from './walk.js';

/** Longer chains of plugins that wait for each other are told by their two ends. */
const LONGEST_CHAIN = 6;
/** How deep causes are told below causes. */
const DEEPEST = 24;
const MOST_WARNINGS = 3;

export function tellPlugin(key: string, walk: Walk): Told {
  const node = walk.evidence.resolution.nodes.get(key);
  if (node === undefined) return tellAbsent(key, walk);
  const state = standing(key, walk);
  const says = `${quoted(key)} ${node.plugin.manifest.version} ${STANDS[state]}.`;
  if (state === 'running' || state === 'starting') return { says, state, because: [...whyRunning(node, walk), ...warnings(key, walk)] };
  return { says, state, because: [...whyNot(key, walk), listed(node, walk), ...warnings(key, walk)] };
}

/** What is no plugin may be the extension of some; else it was not loaded. */
function tellAbsent(key: string, walk: Walk): Told {
  const says = `There is no plugin ${quoted(key)}`;
  const members = [...plugins(walk)].filter(({ manifest }) => manifest.extension === key);
  if (members.length === 0) return { says: `${says}.`, state: 'unknown', because: whyUnknown(key, walk) };
  const because = members.map((member) => {
    const told = tellPlugin(member.key, walk);
    return link(told.says, { plugin: member.key }, told.because);
  });
  return { says: `${says}; that is the extension of ${quotedList(members.map((member) => member.key))}.`, state: 'absent', because };
}

function whyRunning(node: Node, walk: Walk): Link[] {
  const { evidence } = walk;
  const { key } = node.plugin;
  const needs = node.edges
    .filter(({ namespace }) => namespace === undefined)
    .map((edge) => link(`it ${edge.text}`, { plugin: edge.to, place: placeOfEdge(node, edge, evidence) }));
  const withheld = (walk.snapshot.get(key)?.withheld ?? []).map((namespace) => {
    walk.fixes.push(provideIt(namespace));
    return link(`it declares ${quoted(namespace)}, and has not published it`, { place: evidence.declaredAt(key) });
  });
  return once([listed(node, walk), ...needs, ...uses(node, walk), ...withoutDependencies(node, walk), ...withheld, ...outlived(key, walk)]);
}

/** The change that was to replace it, and could not. */
function outlived(key: string, { snapshot, fixes, evidence }: Walk): Link[] {
  const cause = snapshot.get(key)?.outlived;
  if (cause === undefined) return [];
  fixes.push(cause.hint);
  const told = problemLink(cause, evidence);
  return [link('another generation was to take its place and could not, so this one serves on', { plugin: key }, [told])];
}

/** What it uses of whom, and what it does without. What runs keeps what it was given when it was made; what still starts will be given what is there. */
function uses({ plugin: { key, app, manifest } }: Node, walk: Walk): Link[] {
  const { evidence, fixes } = walk;
  const { state, holds = NONE, lacks = NONE } = walk.snapshot.get(key) ?? {};
  const isMade = state === 'running';
  return manifest.uses.flatMap(({ namespace, or = [], optional, live, by }) => {
    if (live) return [];
    const there = [namespace, ...or].flatMap((name) =>
      [evidence.publisher(name, app), evidence.publisher(name, undefined)].flatMap((owner) =>
        owner === undefined ? [] : [{ name, owner }],
      ),
    );
    const isWithout = isMade ? lacks.includes(namespace) : optional && there.length === 0;
    const others = there.filter(({ owner }) => owner !== key);
    const [next] = others;
    const given = isWithout ? undefined : others.find(({ owner }) => !isMade || holds.includes(owner));
    if (given === undefined && !isWithout) return [];
    const isOther = next !== undefined && next !== given;
    const later = isOther ? [link(`${quoted(next.owner)} publishes ${quoted(next.name)}, and came later`, { plugin: next.owner })] : [];
    // What stands on it could not come before it either.
    if (isOther && !standsOn(next.owner, key, walk)) fixes.push(makeAnew(key, next.owner));
    const place = evidence.decoratedAt(key, by) ?? evidence.declaredAt(key);
    if (given !== undefined)
      return [link(`it uses ${quoted(given.name)} of ${quoted(given.owner)}`, { plugin: given.owner, place }, later)];
    const away = providers(namespace, walk).filter((provider) => isSeenFrom(app, provider) && provider.key !== next?.owner);
    const why = away.map((provider) => link(saysWithheld(provider.key, standing(provider.key, walk)), { plugin: provider.key }));
    return [link(`it does without ${quoted(namespace)}, which is optional`, { place }, [...later, ...why])];
  });
}

/** Whether a plugin holds something of another one, directly or through others. */
function standsOn(key: string, other: string, { snapshot }: Walk): boolean {
  // A set goes on to what is added while it is walked.
  const below = new Set([key]);
  for (const each of below) for (const held of snapshot.get(each)?.holds ?? NONE) below.add(held);
  return below.has(other);
}

/** Optional dependencies that are not there, or in another version. */
function withoutDependencies({ plugin: { key, app, manifest }, edges }: Node, { evidence }: Walk): Link[] {
  const { nodes } = evidence.resolution;
  return manifest.dependencies.flatMap(({ id, range, need }) => {
    if (need !== 'optional' || id === 'mortise' || id === 'node') return [];
    const there = (app === undefined ? undefined : nodes.get(`${app}:${id}`)) ?? nodes.get(id);
    if (there !== undefined && edges.some((edge) => edge.to === there.plugin.key)) return [];
    const why = there === undefined ? '' : `, since ${there.plugin.manifest.version} is loaded`;
    return [link(`it does without ${quoted(id)} ${range}, which is optional${why}`, { place: evidence.declaredAt(key) })];
  });
}

/** The reasons why a plugin does not run, each with what lies behind it. */
export function whyNot(key: string, walk: Walk, depth = 0): Link[] {
  const { evidence, fixes, seen } = walk;
  seen.add(key);
  const node = evidence.resolution.nodes.get(key);
  if (node === undefined) return [];
  const { plugin, blocked } = node;
  if (!plugin.enabled) {
    const { by, place, at } = evidence.disabled(key);
    fixes.push(by === 'command' ? switchOn(key) : enableIt(key, by !== 'call'));
    return [link(DISABLED[by](quoted(key), at), { plugin: key, place })];
  }
  const { name, state } = evidence.host;
  if (state === 'stopped' || state === 'stopping') return [link(`the host ${quoted(name)} ${STANDS[state]}`)];
  if (plugin.app !== undefined && !evidence.apps.includes(plugin.app)) {
    fixes.push(startApp(plugin.app));
    return [link(`its app ${quoted(plugin.app)} is not running`, { plugin: key })];
  }
  if (blocked.length > 0) return blocked.map((found) => whyBlocked(found, node, walk, depth));
  if (state === 'new' || state === 'starting') {
    if (state === 'new') fixes.push('Call host.start(); nothing stands in its way.');
    return [link(`the host ${quoted(name)} ${state === 'new' ? 'has not started' : 'is starting'}`)];
  }
  // What the last attempt said: a name that was declared and is not there yet.
  const reason = walk.snapshot.get(key)?.reason;
  return reason === undefined ? [] : [link(reason, { plugin: key })];
}

const DISABLED: Readonly<Record<Disabled['by'], (key: string, at: string | undefined) => string>> = {
  file: (key) => `the configuration file says that ${key} is not enabled`,
  options: (key) => `the options in code say that ${key} is not enabled`,
  entry: (key) => `the entry that lists ${key} says enabled: false`,
  call: (key) => `host.disable was called for ${key}`,
  // To the minute, as people note it: 2026-05-04T08:30:12.345Z.
  command: (key, at) => `${key} was disabled by command${at === undefined ? '' : ` on ${at.slice(0, 10)} at ${at.slice(11, 16)} UTC`}`,
};

function whyBlocked(found: Problem, node: Node, walk: Walk, depth: number): Link {
  const { evidence, fixes, snapshot } = walk;
  const on = text(found, 'on');
  if (found.code === 'plan.waits' && on !== undefined) return whyWaits(found, on, walk, depth);
  const failure = snapshot.get(node.plugin.key)?.failure;
  if (failure !== undefined && failure.code === found.code && failure.message === found.message)
    fixes.push(failure.hint, retryIt(node.plugin.key));
  else fixes.push(`${found.hint}${didYouMean(node.meant?.get(found)?.() ?? [])}`);
  return problemLink(found, evidence, behind(found, node, walk));
}

/** Whom it waits for, and below it why that one does not run. */
function whyWaits(found: Problem, on: string, walk: Walk, depth: number): Link {
  const { evidence, seen } = walk;
  const state = standing(on, walk);
  const told = problemLink(found, evidence);
  const says = state === 'failed' ? `${quoted(text(found, 'plugin') ?? '')} waits for ${quoted(on)}, which ${STANDS.failed}.` : told.says;
  if (seen.has(on)) return { ...told, says };
  if (depth >= DEEPEST) return { ...told, says, because: [link(`ask why ${quoted(on)} is so`, { plugin: on })] };
  const [end, more] = depth < LONGEST_CHAIN ? [on, 0] : endOfChain(on, walk);
  const because = whyNot(end, walk, depth + 1);
  if (more === 0) return { ...told, says, because };
  return {
    ...told,
    says,
    because: [link(`${more} more wait like this, one for the other, down to ${quoted(end)}`, { plugin: end }, because)],
  };
}

/** Where a long chain of those who wait ends, and how many lie between; a short one is told whole. */
function endOfChain(from: string, { evidence, seen }: Walk): [end: string, between: number] {
  const way = new Set([from]);
  let end = from;
  for (;;) {
    const [first] = evidence.resolution.nodes.get(end)?.blocked ?? [];
    const next = first?.code === 'plan.waits' ? text(first, 'on') : undefined;
    if (next === undefined || seen.has(next) || way.has(next)) break;
    way.add((end = next));
  }
  if (way.size < 3) return [from, 0];
  for (const key of way) seen.add(key);
  return [end, way.size - 2];
}

function whyUnknown(key: string, walk: Walk): Link[] {
  const { evidence } = walk;
  const refused = evidence.problems.filter(({ code, details }) => code === 'plan.duplicate-id' && details?.['id'] === key);
  if (evidence.host.state === 'new' && evidence.resolution.nodes.size === 0) {
    walk.fixes.push('Call host.start(); nothing is loaded before.');
    return [link(`the host ${quoted(evidence.host.name)} has not started, so nothing is loaded yet`)];
  }
  walk.fixes.push(`Load a plugin with that id.${didYouMean(near(key, evidence.resolution.nodes.keys()))}`);
  const reasons = [
    ...refused.slice(-1).map((found) => problemLink(found, evidence)),
    ...notLoaded(key, walk, () => (plugin) => plugin === key),
  ];
  return reasons.length > 0 ? reasons : [link('nothing that is listed brings a plugin with that id')];
}

/** Its warnings, the latest of each code. */
function warnings(key: string, { evidence, snapshot }: Walk): Link[] {
  const latest = new Map<string, Problem>();
  for (const found of evidence.problems)
    if (found.plugin === key && found.severity === 'warning' && found.code !== 'plan.waits') latest.set(found.code, found);
  // What was slow has ended, well or not.
  const { state } = snapshot.get(key) ?? {};
  if (state !== 'starting' && state !== 'stopping') latest.delete('lifecycle.slow');
  return [...latest.values()].slice(-MOST_WARNINGS).map((found) => problemLink(found, evidence));
}
