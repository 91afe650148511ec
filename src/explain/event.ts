/** Open this to see how it is explained who would get an event, in which order, and why somebody would not. */
import type { HandlerInfo } from '../model/manifest.js';
import type { WantedPlugin } from '../model/plan.js';
import type { Link } from '../model/explanation.js';
import { didYouMean, near, quoted } from '../problem/text.js';
import type { Listening } from './evidence.js';
import { link } from './link.js';
import { stateOf, whyNot, type Told, type Walk } from './plugin.js';

export function tellEvent(event: string, walk: Walk): Told {
  const { evidence } = walk;
  const listening = evidence.listening(event);
  const heard = listening.filter(({ plugin, component }) => !(plugin === 'host' && component === 'log'));
  const away = declared(walk).filter(
    ({ plugin, handler }) => evidence.catches(handler.event, event) && !listening.some((slot) => isOf(slot, plugin.key, handler)),
  );
  const because = [
    ...heard.map((slot, index) => link(`${index + 1}. ${sayListening(slot)}`, { plugin: slot.plugin, place: placeOf(slot, walk) })),
    ...away.map(({ plugin, handler }) => silent(plugin, handler, walk)),
  ];
  const count = heard.filter(({ state }) => state === 'open').length;
  if (because.length === 0) {
    const known = new Set([...evidence.declaredEvents, ...declared(walk).map(({ handler }) => handler.event)]);
    walk.fixes.push(`Handle it: @OnEvent('${event}') on a method.${didYouMean(near(event, known))}`);
  }
  if (!event.includes('.') && !event.includes('*') && !evidence.declaredEvents.includes(event)) {
    walk.fixes.unshift(
      `Declare it, or nobody can emit it: createHost({ events: ['${event}'] }); or give it a namespace: 'billing.${event}'.`,
    );
    because.unshift(link('it has no namespace and is not an event that this host declares'));
  }
  const says =
    count === 0
      ? `Nobody would get ${quoted(event)} now.`
      : `${quoted(event)} goes to ${count === 1 ? 'one handler' : `${count} handlers, in this order`}.`;
  return { says, state: count === 0 ? 'unheard' : 'heard', because };
}

/** `presence/Presence.onBind`; the component may be left out where the method is one of a kind. */
export function tellHandler(plugin: string, member: string, walk: Walk): Told {
  const { evidence } = walk;
  const own = evidence.resolution.nodes.get(plugin)?.plugin;
  const mine = own?.manifest.handlers ?? [];
  const handlers = mine.filter(({ component, method }) => `${component}.${method}` === member || method === member);
  if (own === undefined || handlers.length === 0) {
    const known = mine.map(({ component, method }) => `${component}.${method}`);
    walk.fixes.push(`Decorate a method with @OnEvent.${didYouMean(near(member, known))}`);
    return {
      says: `${quoted(plugin)} has no handler ${quoted(member)}.`,
      state: 'absent',
      because: known.map((name) => link(`it has ${name}`, { plugin })),
    };
  }
  const because = handlers.map((handler) => {
    const slots = evidence.listening(handler.event);
    const at = slots.findIndex((slot) => isOf(slot, plugin, handler));
    if (at < 0) return silent(own, handler, walk);
    const place = placeOf(slots[at]!, walk);
    return link(`of ${quoted(handler.event)} it is number ${at + 1} of ${slots.length}: ${sayListening(slots[at]!)}`, { plugin, place });
  });
  const active = handlers.some((handler) =>
    evidence.listening(handler.event).some((slot) => isOf(slot, plugin, handler) && slot.state === 'open'),
  );
  return {
    says: `${quoted(member)} of ${quoted(plugin)} ${active ? 'gets its events' : 'gets no events now'}.`,
    state: active ? 'active' : 'silent',
    because,
  };
}

function sayListening({ plugin, component, method, priority, pattern, stream, failures, state }: Listening): string {
  const member = component === undefined ? '' : ` ${component}${method === undefined ? '' : `.${method}`}`;
  const notes = [
    `priority ${priority}`,
    ...(pattern === undefined ? [] : [`by the pattern ${quoted(pattern)}`]),
    ...(stream ? ['as a stream'] : []),
    ...(failures === 0 ? [] : [`failed ${failures} times`]),
    ...(state === 'open'
      ? []
      : [state === 'buffering' ? 'its events are kept until it has started' : 'its events are dropped while it stops']),
  ];
  return `${quoted(plugin)}${member} (${notes.join(', ')})`;
}

function silent(plugin: WantedPlugin, { component, method, event, once }: HandlerInfo, walk: Walk): Link {
  const state = stateOf(plugin.key, walk);
  const place = walk.evidence.decoratedAt(plugin.key, `${component}.${method}`);
  const says = `${quoted(plugin.key)} ${component}.${method} handles ${quoted(event)} and would not get it`;
  if (state === 'running' && once) return link(`${says}: it handles one delivery only, and has had it`, { plugin: plugin.key, place });
  return link(says, { plugin: plugin.key, place }, walk.seen.has(plugin.key) ? [] : whyNot(plugin.key, walk));
}

function declared({ evidence }: Walk): { plugin: WantedPlugin; handler: HandlerInfo }[] {
  return [...evidence.resolution.nodes.values()].flatMap(({ plugin }) => plugin.manifest.handlers.map((handler) => ({ plugin, handler })));
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
