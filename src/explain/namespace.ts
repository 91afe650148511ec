/** Open this to see how it is explained why a namespace is there, hidden, or absent. */
import { didYouMean, near, quoted, quotedList } from '../problem/text.js';
import type { WantedPlugin } from '../model/plan.js';
import type { Link } from '../model/explanation.js';
import { link } from './link.js';
import { notLoaded, stateOf, tellPlugin, whyNot, type Told, type Walk } from './plugin.js';

/** As it is seen from an app, or from the host. */
export function tellNamespace(namespace: string, app: string | undefined, walk: Walk): Told {
  const { evidence } = walk;
  const seenFrom = app === undefined ? '' : ` in the app ${quoted(app)}`;
  const owner = evidence.publisher(namespace, app);
  if (owner !== undefined) return published(namespace, owner, seenFrom, walk);
  const declaring = providers(namespace, walk);
  const visible = declaring.filter((plugin) => plugin.app === undefined || plugin.app === app);
  const says = `Nothing is published under ${quoted(namespace)}${seenFrom}.`;
  if (visible.length > 0) return { says, state: 'absent', because: visible.map((plugin) => whyWithheld(plugin, namespace, walk)) };
  const uses = users(namespace, walk);
  if (declaring.length > 0) {
    const apps = [...new Set(declaring.map((plugin) => plugin.app!))].sort();
    walk.fixes.push(`List that extension at the host instead, or look it up in the app: host.app('${apps[0]!}').lookup('${namespace}').`);
    const because = declaring.map(({ key, app: of }) =>
      link(`only the app ${quoted(of!)} has it, for itself: ${quoted(key)} provides it there`, {
        plugin: key,
        place: evidence.declaredAt(key),
      }),
    );
    return { says, state: 'hidden', because: [...because, ...uses] };
  }
  const known = new Set(
    [...evidence.resolution.nodes.values()].flatMap(({ plugin }) => plugin.manifest.provides.map((provision) => provision.namespace)),
  );
  const failures = notLoaded(namespace, walk);
  walk.fixes.push(`Load a plugin that provides it.${didYouMean(near(namespace, known))}`);
  return { says, state: 'absent', because: [link('no plugin that is loaded provides it'), ...failures, ...uses] };
}

function published(namespace: string, owner: string, seenFrom: string, walk: Walk): Told {
  const { evidence } = walk;
  const provision = evidence.resolution.nodes.get(owner)?.plugin.manifest.provides.find((found) => found.namespace === namespace);
  const component = provision?.component;
  const place = component === undefined ? undefined : evidence.decoratedAt(owner, `class ${component}`);
  const made = component === undefined ? 'its code publishes it' : `its component ${component} is published (${provision!.scope})`;
  const hidden = providers(namespace, walk).filter(({ key, app }) => key !== owner && app === undefined);
  const hides = hidden.map(({ key }) => link(`it hides the one of ${quoted(key)}, which is of the host`, { plugin: key }));
  const { says, because } = tellPlugin(owner, walk);
  return {
    says: `${quoted(namespace)} is published by ${quoted(owner)}${seenFrom}.`,
    state: 'published',
    because: [
      link(made, { plugin: owner, place: place ?? evidence.declaredAt(owner) }),
      link(says.replace(/\.$/, ''), { plugin: owner }, because),
      ...hides,
      ...users(namespace, walk),
    ],
  };
}

function whyWithheld({ key }: WantedPlugin, namespace: string, walk: Walk): Link {
  const state = stateOf(key, walk);
  if (state === 'running') {
    walk.fixes.push(`Call context.provide('${namespace}', value) in start, or put @Provide on the component that is meant.`);
    return link(`${quoted(key)} declares it and runs, and has not published it`, { plugin: key, place: walk.evidence.declaredAt(key) });
  }
  return link(
    `${quoted(key)} provides it and ${state === 'disabled' ? 'is disabled' : `is ${state}`}`,
    { plugin: key, place: walk.evidence.declaredAt(key) },
    whyNot(key, walk),
  );
}

function providers(namespace: string, { evidence }: Walk): WantedPlugin[] {
  return [...evidence.resolution.nodes.values()]
    .map(({ plugin }) => plugin)
    .filter(({ manifest }) => manifest.provides.some((provision) => provision.namespace === namespace));
}

function users(namespace: string, { evidence }: Walk): Link[] {
  const found = [...evidence.resolution.nodes.values()].filter(({ plugin }) =>
    plugin.manifest.uses.some((use) => use.namespace === namespace),
  );
  return found.length === 0 ? [] : [link(`it is used by ${quotedList(found.map(({ plugin }) => plugin.key))}`)];
}
