/** Open this to see how a few words become what they are about. */
import type { Subject } from '../model/explanation.js';
import type { Evidence } from './evidence.js';

/**
 * What a text names: two plugins (`cache before mail`), a plugin, a namespace, an event, a handler (`presence/Presence.onBind`), a value of a
 * configuration (`presence.ttl`), in that order; then what is nearly one of these; nothing, if it is none.
 */
export function subjectOf(words: string, evidence: Evidence): Subject | undefined {
  const text = words.trim();
  const { nodes } = evidence.resolution;
  if (nodes.has(text)) return { plugin: text };
  const order = /^(.+?) (before|after) (.+)$/.exec(text);
  if (order !== null) return { order: order[2] === 'before' ? [order[1]!, order[3]!] : [order[3]!, order[1]!] };
  const manifests = [...nodes.values()].map(({ plugin }) => plugin.manifest);
  const isName = manifests.some(({ provides, uses }) => [...provides, ...uses].some(({ namespace }) => namespace === text));
  if (isName || evidence.publisher(text, undefined) !== undefined) return { namespace: text };
  const handled = manifests.flatMap(({ handlers }) => handlers.map(({ event }) => event));
  const mayBeEvent = !text.includes('/');
  if (mayBeEvent && (handled.includes(text) || evidence.declaredEvents.includes(text))) return { event: text };
  const { member, likely } = memberOf(text, evidence);
  if (member !== undefined) return member;
  // What has no namespace has to be declared; and whoever listens to everything says little about what exists.
  const caught = mayBeEvent && text.includes('.') ? handled.filter((event) => evidence.catches(event, text)) : [];
  if (caught.some((event) => event !== '**')) return { event: text };
  return likely ?? (caught.length > 0 || isListenedTo(text, evidence) ? { event: text } : undefined);
}

/** A handler or a value of a plugin, and what should be one: the plugin is there, and what follows it has the form. */
function memberOf(text: string, { resolution: { nodes }, layers }: Evidence): { readonly member?: Subject; readonly likely?: Subject } {
  let likely: Subject | undefined;
  for (const [key, { plugin }] of nodes) {
    const rest = text.startsWith(key) ? text.slice(key.length + 1) : '';
    if (rest === '') continue;
    const { handlers, config } = plugin.manifest;
    if (text[key.length] === '/') {
      if (handlers.some(({ component, method }) => rest === method || rest === `${component}.${method}`))
        return { member: { handler: text } };
      if (rest.includes('.') && handlers.length > 0) likely ??= { handler: text };
    }
    if (text[key.length] === '.') {
      const field = rest.replace(/^config\./, '');
      if (Object.hasOwn(config ?? {}, field) || layers(key, field).length > 0) return { member: { config: `${key}.${field}` } };
      if (config !== undefined) likely ??= { config: `${key}.${field}` };
    }
  }
  return likely === undefined ? {} : { likely };
}

/** Somebody listens to it by its very name. */
function isListenedTo(text: string, { listening }: Evidence): boolean {
  return !text.includes('/') && listening(text).some(({ pattern }) => pattern === undefined);
}

/** A subject as it came from outside, in its form; nothing, if it has none. */
export function asSubject(given: unknown): Subject | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  try {
    const { plugin, namespace, app, event, handler, config, order } = given as Record<string, unknown>;
    if (typeof plugin === 'string') return { plugin };
    if (typeof namespace === 'string') return typeof app === 'string' ? { namespace, app } : { namespace };
    if (typeof event === 'string') return { event };
    if (typeof handler === 'string') return { handler };
    if (typeof config === 'string') return { config };
    if (!Array.isArray(order)) return undefined;
    const [earlier, later] = order as readonly unknown[];
    return typeof earlier === 'string' && typeof later === 'string' ? { order: [earlier, later] } : undefined;
  } catch {
    return undefined;
  }
}

/** Every name that somebody may have meant. */
export function* names(evidence: Evidence): Iterable<string> {
  yield* evidence.declaredEvents;
  for (const [key, { plugin }] of evidence.resolution.nodes) {
    const { provides, handlers, config } = plugin.manifest;
    yield key;
    for (const { namespace } of provides) yield namespace;
    for (const { event } of handlers) yield event;
    for (const field of Object.keys(config ?? {})) yield `${key}.${field}`;
  }
}

/** Every handler, as it is asked for. */
export function* handlerNames(evidence: Evidence): Iterable<string> {
  for (const [key, { plugin }] of evidence.resolution.nodes)
    for (const { component, method } of plugin.manifest.handlers) yield `${key}/${component}.${method}`;
}

/** Splits `<plugin><mark><rest>`; ids may hold the mark themselves, so the longest plugin there is counts. */
export function split(text: string, mark: string, evidence: Evidence): [plugin: string, rest: string] {
  const found = [...evidence.resolution.nodes.keys()]
    .filter((key) => text.startsWith(`${key}${mark}`))
    .sort((a, b) => b.length - a.length)[0];
  if (found !== undefined) return [found, text.slice(found.length + 1)];
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
