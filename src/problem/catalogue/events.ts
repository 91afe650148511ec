/** Open this to read what can go wrong while events are delivered. */
import { entry } from '../entry.js';
import { didYouMean, quoted, seconds } from '../text.js';

export const eventProblems = {
  'event.bad-name': entry<{ event: string; why: string }>(
    'error',
    'plugin',
    'An event name is not one.',
    (d) => `${d.event} is not an event name: ${d.why}.`,
    () =>
      "Use 1 to 16 segments of letters, digits, '_', '-' and ':' joined by '.'; a pattern may use '*' for one segment and '**' for the rest.",
  ),
  'event.reserved': entry<{ event: string }>(
    'error',
    'plugin',
    "Names that begin with 'host.', 'plugin.', 'extension.', 'handler.' or 'problem.' are emitted by mortise only.",
    (d) => `${quoted(d.event)} is an event of the host's own; others can handle it but not emit it.`,
    () => 'Choose a name in a namespace of your own: <plugin>.<event>.',
  ),
  'event.not-namespaced': entry<{ event: string; near: readonly string[] }>(
    'error',
    'plugin',
    'A custom event has no namespace, so two plugins could mean different things by it.',
    (d) => `${quoted(d.event)} has no namespace and is not an event that this host declares.${didYouMean(d.near)}`,
    (d) => `Call it '<plugin>.${d.event.slice(0, 40)}', or declare it in createHost({ events }).`,
  ),
  'event.bad-call': entry<{ call: string; why: string }>(
    'error',
    'plugin',
    'What the event bus was given to listen or to emit with is wrong: no function, or an option that means nothing or has the wrong type.',
    (d) => `${d.call}: ${d.why}.`,
    () => 'Correct the call; nothing was registered or emitted.',
  ),
  'event.handler-failed': entry<{ event: string; handler: string; why: string }>(
    'warning',
    'plugin',
    'A handler threw or rejected. The others ran, and the emitter never noticed.',
    (d) => `${d.handler} failed on ${quoted(d.event)}: ${d.why}`,
    () => 'Mend the handler at the line that threw. The others ran all the same.',
  ),
  'event.handler-late': entry<{ event: string; handler: string; ms: number }>(
    'warning',
    'plugin',
    'A handler did not settle within its deadline; emitAsync went on without it.',
    (d) => `${d.handler} did not settle on ${quoted(d.event)} within its deadline of ${seconds(d.ms)}.`,
    () => 'emitAsync went on without it. Make the handler faster, or give it a longer deadline.',
  ),
  'event.through-failed': entry<{ event: string; handler: string; why: string }>(
    'warning',
    'plugin',
    'The stream between an event and its handler ended with an error, and was subscribed again.',
    (d) => `The stream of ${d.handler} failed on ${quoted(d.event)}: ${d.why}`,
    () => 'It was subscribed again; what it had buffered is lost. Catch errors inside through.',
  ),
  'event.through-shape': entry<{ event: string; handler: string; seen: string }>(
    'error',
    'plugin',
    'The through of a handler did not return an Observable.',
    (d) => `The through of ${d.handler} on ${quoted(d.event)} returned ${d.seen} instead of an Observable.`,
    () => 'Return the stream: through: (source) => source.pipe(…). Two copies of rxjs do no harm here; a missing return does.',
  ),
  'event.recursion': entry<{ cycle: readonly string[]; depth: number }>(
    'error',
    'plugin',
    'Handlers emit events whose handlers emit events, in a circle.',
    (d) => `Events are emitted inside their own handlers, ${d.depth} deep: ${d.cycle.join(' -> ')}.`,
    () => 'Break the circle: emit one of them later (queueMicrotask, or clock.setTimeout), or only when something has changed.',
  ),
  'event.overflow': entry<{ plugin: string; dropped: number; limit: number }>(
    'warning',
    'plugin',
    'More events came for a plugin while it was starting than are kept for it.',
    (d) => `${quoted(d.plugin)} was starting while more than ${d.limit} events came for it; ${d.dropped} were dropped.`,
    () => 'Start faster, or emit less before everything runs; handle host.started to know when it does.',
  ),
};
