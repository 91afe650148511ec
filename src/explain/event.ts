/** Open this to see how it is explained who would get an event, in which order, and why somebody would not. */
import type { HandlerInfo } from '../model/manifest.js';
import type { WantedPlugin } from '../model/plan.js';
import type { Link } from '../model/explanation.js';
import { didYouMean, near, quoted } from '../problem/text.js';
import type { Evidence, Listening } from './evidence.js';
import { link } from './link.js';
import { tellPlugin, whyNot } from './plugin.js';
import { plugins, standing, type Told, type Walk } from './walk.js';

export function tellEvent(event: string, walk: Walk): Told {
  const { evidence } = walk;
  const heard = heardBy(event, evidence);
  const away = declared(walk).filter(
    ({ plugin, handler }) => evidence.catches(handler.event, event) && !heard.some((slot) => isOf(slot, plugin.key, handler)),
  );
  const isUndeclared = !event.includes('.') && !event.includes('*') && !evidence.declaredEvents.includes(event);
  const meant = near(event, new Set([...evidence.declaredEvents, ...declared(walk).map(({ handler }) => handler.event)]));
  if (isUndeclared) {
    if (meant.length > 0) walk.fixes.push(`Correct the name.${didYouMean(meant)}`);
    walk.fixes.push(
      `Declare it, or nobody can emit it: createHost({ events: [${quoted(event)}] }); or put a namespace before it: 'shop.paid'.`,
    );
  }
  if (heard.length === 0 && away.length === 0)
    walk.fixes.push(`Handle it: @OnEvent(${quoted(event)}) on a method.${isUndeclared ? '' : didYouMean(meant)}`);
  const because = [
    ...(isUndeclared ? [link('it has no namespace and is not an event that this host declares')] : []),
    ...heard.map((slot, index) =>
      link(`${index + 1}. ${sayWho(slot)} (${sayHow(slot, isThrough(slot, walk))})`, { plugin: slot.plugin, place: placeOf(slot, walk) }),
    ),
    ...away.map(({ plugin, handler }) => silent(plugin, handler, walk)),
    ...(heard.length === 0 && away.length === 0 ? [link('no plugin that is loaded handles it')] : []),
  ];
  const count = heard.filter(({ state }) => state === 'open').length;
  const says =
    count === 0
      ? `Nobody would get ${quoted(event)} now.`
      : `${quoted(event)} goes to ${count === 1 ? 'one handler' : `${count} handlers, in this order`}.`;
  const isKnown = !isUndeclared || heard.length > 0 || away.length > 0;
  return { says, state: count > 0 ? 'heard' : isKnown ? 'unheard' : 'unknown', because };
}

/** `presence/Presence.onBind`; the component may be left out where the method is one of a kind. */
export function tellHandler(plugin: string, member: string, walk: Walk): Told {
  const { evidence } = walk;
  const own = evidence.resolution.nodes.get(plugin)?.plugin;
  if (own === undefined) return tellPlugin(plugin, walk);
  const mine = own.manifest.handlers;
  const handlers = mine.filter(({ component, method }) => `${component}.${method}` === member || method === member);
  if (handlers.length === 0) {
    const known = [...new Set(mine.map(({ component, method }) => `${component}.${method}`))];
    const meant = near(member, [...known, ...mine.map(({ method }) => method)]).map((name) => `${plugin}/${name}`);
    walk.fixes.push(`Decorate a method with @OnEvent.${didYouMean(meant)}`);
    const says = `${quoted(plugin)} has no handler ${quoted(member)}.`;
    return {
      says,
      state: 'unknown',
      because: known.length === 0 ? [link('it handles no event', { plugin })] : known.map((name) => link(`it has ${name}`, { plugin })),
    };
  }
  const slotsOf = (handler: HandlerInfo): { heard: Listening[]; at: number } => {
    const heard = heardBy(handler.event, evidence);
    return { heard, at: heard.findIndex((slot) => isOf(slot, plugin, handler)) };
  };
  const because = handlers.map((handler) => {
    const { heard, at } = slotsOf(handler);
    if (at < 0) return silent(own, handler, walk);
    const says = `of ${quoted(handler.event)} it is number ${at + 1} of ${heard.length} (${sayHow(heard[at]!, handler.through)})`;
    return link(says, { plugin, place: placeOf(heard[at]!, walk) });
  });
  const isActive = handlers.some((handler) => {
    const { heard, at } = slotsOf(handler);
    return heard[at]?.state === 'open';
  });
  return {
    says: `${quoted(member)} of ${quoted(plugin)} ${isActive ? 'gets its events' : 'gets no events now'}.`,
    state: isActive ? 'active' : 'silent',
    because,
  };
}

/** Everybody who would get it but the host itself, which writes its log and keeps records for tests. */
function heardBy(event: string, { listening, resolution }: Evidence): Listening[] {
  const isHosts = ({ plugin, component }: Listening): boolean =>
    plugin === 'host' && component !== undefined && !resolution.nodes.has(plugin);
  return listening(event).filter((slot) => !isHosts(slot));
}

function sayWho({ plugin, component, method, stream }: Listening): string {
  const by = plugin === 'host' ? 'the owner of the host' : quoted(plugin);
  if (component !== undefined && method !== undefined) return `${component}.${method} of ${by}`;
  const what = stream ? 'a subscription' : 'a function';
  return component === undefined ? `${what} of ${by}` : `${what} of ${component} of ${by}`;
}

function sayHow({ priority, pattern, failures, state }: Listening, through: boolean): string {
  const notes = [
    `priority ${priority}`,
    ...(pattern === undefined ? [] : [`by the pattern ${quoted(pattern)}`]),
    ...(through ? ['through a stream'] : []),
    ...(failures === 0 ? [] : [`failed ${failures === 1 ? 'once' : `${failures} times`}`]),
    ...(state === 'open'
      ? []
      : [state === 'buffering' ? 'its events are kept until it has started' : 'its events are dropped while it stops']),
  ];
  return notes.join(', ');
}

/** Whether a stream stands between the event and its handler. */
function isThrough(slot: Listening, { evidence }: Walk): boolean {
  const handlers = evidence.resolution.nodes.get(slot.plugin)?.plugin.manifest.handlers ?? [];
  return handlers.some((handler) => handler.through && isOf(slot, slot.plugin, handler));
}

function silent(plugin: WantedPlugin, { component, method, event, once }: HandlerInfo, walk: Walk): Link {
  const { key } = plugin;
  const place = walk.evidence.decoratedAt(key, `${component}.${method}`);
  const says = `${component}.${method} of ${quoted(key)} handles ${quoted(event)} and would not get it`;
  if (standing(key, walk) !== 'running') return link(says, { plugin: key, place }, walk.seen.has(key) ? [] : whyNot(key, walk));
  return link(`${says}, ${once ? 'since it handles one only and has had it' : 'since it was taken back'}`, { plugin: key, place });
}

function declared(walk: Walk): { plugin: WantedPlugin; handler: HandlerInfo }[] {
  return [...plugins(walk)].flatMap((plugin) => plugin.manifest.handlers.map((handler) => ({ plugin, handler })));
}

function isOf(slot: Listening, plugin: string, { component, method, event }: HandlerInfo): boolean {
  return (
    slot.plugin === plugin &&
    slot.component === component &&
    slot.method === method &&
    (slot.pattern === undefined || slot.pattern === event)
  );
}

function placeOf({ plugin, component, method }: Listening, { evidence }: Walk): string | undefined {
  return component === undefined || method === undefined ? undefined : evidence.decoratedAt(plugin, `${component}.${method}`);
}
