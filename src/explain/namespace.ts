/** Open this to see how it is explained why a namespace is there, hidden, or absent. */
import type { Link } from '../model/explanation.js';
import type { WantedPlugin } from '../model/plan.js';
import { provideIt, saysHidden, saysWithheld, unhideIt } from '../problem/standing.js';
import { didYouMean, near, quoted, quotedList } from '../problem/text.js';
import { link } from './link.js';
import { notLoaded } from './listed.js';
import { tellPlugin, whyNot } from './plugin.js';
import { isSeenFrom, namesSeenFrom, plugins, providers, standing, type Told, type Walk } from './walk.js';

/** As it is seen from an app, or from the host. */
export function tellNamespace(namespace: string, app: string | undefined, walk: Walk): Told {
  const { evidence } = walk;
  const meant = app === undefined ? undefined : evidence.appsNear(app);
  if (app !== undefined && meant !== undefined) {
    walk.fixes.push(`Make it with createApp, or list it under apps.${didYouMean(meant)}`);
    return { says: `There is no app ${quoted(app)}.`, state: 'unknown', because: [] };
  }
  const seenFrom = app === undefined ? '' : ` in the app ${quoted(app)}`;
  const owner = evidence.publisher(namespace, app);
  if (owner !== undefined) return published(namespace, owner, { app, seenFrom }, walk);
  const declaring = providers(namespace, walk);
  const seen = declaring.filter((plugin) => isSeenFrom(app, plugin));
  const says = `Nothing is published under ${quoted(namespace)}${seenFrom}.`;
  const uses = users(namespace, undefined, walk);
  if (seen.length > 0) return { says, state: 'absent', because: [...seen.map((plugin) => whyWithheld(plugin, namespace, walk)), ...uses] };
  if (declaring.length > 0) {
    const apps = declaring.map((plugin) => plugin.app!);
    walk.fixes.push(unhideIt(namespace, apps));
    const each = declaring.map(({ key }) => link(`${quoted(key)} provides it there`, { plugin: key, place: evidence.declaredAt(key) }));
    return { says, state: 'hidden', because: [link(saysHidden(apps), {}, each), ...uses] };
  }
  const failures = notLoaded(namespace, walk);
  if (evidence.host.state === 'new' && evidence.resolution.nodes.size === 0) {
    walk.fixes.push('Call host.start(); nothing is loaded before.');
    return { says, state: 'absent', because: [link(`the host ${quoted(evidence.host.name)} has not started, so nothing is loaded yet`)] };
  }
  walk.fixes.push(`Load a plugin that provides it.${didYouMean(near(namespace, namesSeenFrom(app, walk)))}`);
  const state = uses.length > 0 ? 'absent' : 'unknown';
  return { says, state, because: [link('no plugin that is loaded provides it'), ...failures, ...uses] };
}

interface Seen {
  readonly app: string | undefined;
  readonly seenFrom: string;
}

function published(namespace: string, owner: string, { app, seenFrom }: Seen, walk: Walk): Told {
  const { evidence } = walk;
  const provision = evidence.resolution.nodes.get(owner)?.plugin.manifest.provides.find((found) => found.namespace === namespace);
  const component = provision?.component;
  const place = component === undefined ? undefined : evidence.decoratedAt(owner, `class ${component}`);
  const made =
    component === undefined ? 'its code publishes it' : `its component ${quoted(component)} is published (${provision?.scope ?? ''})`;
  const ofHost = app === undefined ? undefined : evidence.publisher(namespace, undefined);
  const hides =
    ofHost === undefined || ofHost === owner
      ? []
      : [link(`it hides the one of ${quoted(ofHost)}, which is of the host`, { plugin: ofHost, place: evidence.declaredAt(ofHost) })];
  const { says, because } = tellPlugin(owner, walk);
  return {
    says: `${quoted(namespace)} is published by ${quoted(owner)}${seenFrom}.`,
    state: 'published',
    because: [
      link(made, { plugin: owner, place: place ?? evidence.declaredAt(owner) }),
      link(says.replace(/\.$/, ''), { plugin: owner }, because),
      ...hides,
      ...users(namespace, owner, walk),
    ],
  };
}

function whyWithheld({ key }: WantedPlugin, namespace: string, walk: Walk): Link {
  const state = standing(key, walk);
  const at = { plugin: key, place: walk.evidence.declaredAt(key) };
  if (state !== 'running') return link(saysWithheld(key, state), at, whyNot(key, walk));
  walk.fixes.push(provideIt(namespace));
  return link(saysWithheld(key, state), at);
}

/** Whoever has that of the owner, or would have; or wants it, and sees that there is none. */
function users(namespace: string, owner: string | undefined, walk: Walk): Link[] {
  const found = [...plugins(walk)].filter(({ key, app, manifest }) => {
    const use = manifest.uses.find((each) => [each.namespace, ...(each.or ?? [])].includes(namespace));
    if (use === undefined) return false;
    const now = walk.snapshot.get(key);
    // What runs keeps what it was given when it was made.
    if (owner !== undefined && !use.live && now?.state === 'running')
      return now.holds.includes(owner) && now.lacks?.includes(use.namespace) !== true;
    return walk.evidence.publisher(namespace, app) === owner;
  });
  return found.length === 0 ? [] : [link(`it is used by ${quotedList(found.map(({ key }) => key))}`)];
}
