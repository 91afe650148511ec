/** Open this to see how a few words become what they are about. */
import type { Subject } from '../model/explanation.js';
import type { Evidence } from './evidence.js';

/**
 * What a text names: two plugins (`cache before mail`), a plugin, a namespace, an event, a handler (`presence/Presence.onBind`), a value of a
 * configuration (`presence.ttl`), in that order; nothing, if it is none of these.
 */
export function subjectOf(words: string, evidence: Evidence): Subject | undefined {
  const text = words.trim();
  const order = /^(.+?) (before|after) (.+)$/.exec(text);
  if (order !== null) return { order: order[2] === 'before' ? [order[1]!, order[3]!] : [order[3]!, order[1]!] };
  const { nodes } = evidence.resolution;
  if (nodes.has(text)) return { plugin: text };
  const manifests = [...nodes.values()].map(({ plugin }) => plugin.manifest);
  const isName = manifests.some(({ provides, uses }) => [...provides, ...uses].some(({ namespace }) => namespace === text));
  if (isName || evidence.publisher(text, undefined) !== undefined) return { namespace: text };
  const isHandled = manifests.some(({ handlers }) => handlers.some(({ event }) => event === text));
  if (isHandled || evidence.declaredEvents.includes(text) || evidence.listening(text).length > 0) return { event: text };
  for (const [key, { plugin }] of nodes) {
    const rest = text.startsWith(key) ? text.slice(key.length + 1) : '';
    if (rest === '') continue;
    if (
      text[key.length] === '/' &&
      plugin.manifest.handlers.some(({ component, method }) => rest === method || rest === `${component}.${method}`)
    )
      return { handler: text };
    const field = rest.replace(/^config\./, '');
    if (text[key.length] === '.' && (Object.hasOwn(plugin.manifest.config ?? {}, field) || evidence.layers(key, field).length > 0))
      return { config: `${key}.${field}` };
  }
  return undefined;
}

/** Every name that somebody may have meant. */
export function* names(evidence: Evidence): Iterable<string> {
  yield* evidence.declaredEvents;
  for (const [key, { plugin }] of evidence.resolution.nodes) {
    yield key;
    for (const { namespace } of plugin.manifest.provides) yield namespace;
    for (const { event } of plugin.manifest.handlers) yield event;
  }
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
