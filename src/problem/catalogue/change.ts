/** Open this to read what can go wrong while a running host is changed. */
import { entry } from '../entry.js';
import { didYouMean, quoted, quotedList, seconds } from '../text.js';

export const changeProblems = {
  'change.rolled-back': entry<{ plugin: string; step: string; why: string; serving: readonly string[] }>(
    'error',
    'plugin',
    'A change failed before it was done, and was taken back: what ran before runs as it did.',
    (d) => `The change was taken back, since ${quoted(d.plugin)} failed in ${d.step}: ${d.why}`,
    (d) =>
      d.serving.length === 0
        ? 'Mend it and ask again.'
        : `${quotedList(d.serving)} ${d.serving.length === 1 ? 'serves' : 'serve'} on as before. Mend it and ask again.`,
  ),
  'change.refused': entry<{ plugins: readonly string[]; why: string }>(
    'error',
    'plugin',
    'What was to take the place of something that runs can not, so nothing was done.',
    (d) => `Nothing was changed, since ${quotedList(d.plugins)} can't take the place of what runs: ${d.why}`,
    () => 'Mend it and ask again; until then the old one serves on.',
  ),
  'change.unhealthy': entry<{ component: string; answer: string }>(
    'error',
    'plugin',
    'A new generation was started and says that it is not healthy.',
    (d) => `health of ${quoted(d.component)} answered ${d.answer}.`,
    (d) => `Mend what health of ${quoted(d.component)} looks at; throw an error there to say what it is.`,
  ),
  'change.state-failed': entry<{ component: string; method: string; why: string }>(
    'error',
    'plugin',
    'State could not be handed from one generation of a plugin to the next.',
    (d) => `${d.method} of ${quoted(d.component)} failed: ${d.why}`,
    (d) =>
      d.method === 'snapshot'
        ? `Mend snapshot of ${quoted(d.component)}: it returns data at once, without a promise.`
        : `Mend restore of ${quoted(d.component)}, so that it takes what the generation before gives; previous.version tells which that is.`,
  ),
  'change.bad-request': entry<{ field: string; expected: string; seen: string; near: readonly string[] }>(
    'error',
    'host',
    'A change is asked for in a way that means nothing.',
    (d) =>
      d.expected === 'no such field'
        ? `A change has no ${quoted(d.field)}.${didYouMean(d.near)}`
        : `${d.field} of a change is ${d.seen} instead of ${d.expected}.`,
    () =>
      'A change has load, unload, reload, enable and disable (lists), configure (values by key), reconfigure, undo (a revision), save and force.',
  ),
  'change.nothing-to-undo': entry<{ revision: number | 'last'; known: readonly number[] }>(
    'error',
    'host',
    'There is no change to take back.',
    (d) => (d.revision === 'last' ? 'There is no change to take back.' : `There is no revision ${d.revision} that can be taken back.`),
    (d) => (d.known.length === 0 ? 'Nothing was changed since the start.' : `These can be: ${d.known.slice(-12).join(', ')}.`),
  ),
  'unload.leaked': entry<{ plugin: string; generation: number; alive: readonly string[]; holder?: string; path?: readonly string[] }>(
    'warning',
    'plugin',
    'A generation of a plugin went, and something of it is still alive.',
    (d) => {
      const path = d.path === undefined || d.path.length === 0 ? '' : ` (${d.path.join(' -> ')})`;
      const held = d.holder === undefined ? '' : `, held by ${d.holder}${path}`;
      return `${quoted(d.plugin)} (generation ${d.generation}) is gone, but of it ${quotedList(d.alive)} ${d.alive.length === 1 ? 'is' : 'are'} still alive${held}.`;
    },
    (d) =>
      d.holder === undefined
        ? 'Ask the doctor who holds it: host.doctor({ holders: true }), or mortise doctor --holders.'
        : 'Let go of it there when the plugin stops, or use a live reference, which is pointed to the next generation.',
  ),
  'unload.escaped': entry<{ plugin: string; what: string; released: boolean }>(
    'warning',
    'plugin',
    'A plugin went, and something that it made past its context is still there.',
    (d) => `${quoted(d.plugin)} is gone, but ${d.what} that it made is still there${d.released ? ', and was ended' : ''}.`,
    () => 'Make it by the context (setTimeout, setInterval, events, own), which takes it back; or take it back in stop.',
  ),
  'change.drain-timeout': entry<{ plugins: readonly string[]; deliveries: number; ms: number; force: boolean }>(
    'error',
    'plugin',
    'Handlers of a generation that was replaced did not end in time.',
    (d) =>
      `${d.deliveries} ${d.deliveries === 1 ? 'delivery' : 'deliveries'} to ${quotedList(d.plugins)} did not end within ${seconds(d.ms)}${d.force ? ', and nobody waits for them any more' : ''}.`,
    () =>
      'Let handlers end, or ask with force: true, which waits for none. A handler that awaits a change of its host while its own plugin is replaced waits for itself: let it ask without await.',
  ),
} as const;
