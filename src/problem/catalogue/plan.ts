/** Open this to read why a plugin may not start: what the resolver and the planner find. */
import { entry } from '../entry.js';
import { didYouMean, quoted, quotedList } from '../text.js';

const SHOWN_AT_ENDS = 20;

/** A very long way around is shown by its two ends; the details have all of it. */
function shownPath(path: readonly string[]): string {
  const left = path.length - 2 * SHOWN_AT_ENDS;
  if (left <= 1) return path.join(' -> ');
  return [...path.slice(0, SHOWN_AT_ENDS), `(${left} more)`, ...path.slice(-SHOWN_AT_ENDS)].join(' -> ');
}

/** What lets the one that is waited for run. */
function remedyOf({ on, why }: { readonly on: string; readonly why: string }): string {
  const app = /^belongs to the app ('.*'), which is down$/.exec(why)?.[1];
  if (app !== undefined) return `Start the app ${app}`;
  return `${why === 'is disabled' ? 'Enable' : 'Mend'} ${quoted(on)}`;
}

export const planProblems = {
  'graph.bad-entries': entry<{ where: string; wants: string; seen: string }>(
    'error',
    'host',
    'What dependencyGraph was given is no list of entries that each say who needs whom.',
    (d) => `dependencyGraph wants ${d.wants} as ${d.where}, and not ${d.seen}.`,
    () =>
      "Give a Map, or pairs of an id and a list of what it needs: [['shop', ['cache']], ['cache', []]]. Of an object, give Object.entries(it).",
  ),
  'plan.duplicate-id': entry<{ id: string; first: string; second: string; as?: readonly [string, string] }>(
    'error',
    'host',
    'Two plugins have one id. The second is refused before anything of it runs.',
    (d) =>
      d.as === undefined
        ? `The id ${quoted(d.id)} of ${d.second} is taken by ${d.first}.`
        : `The id ${quoted(d.id)} is taken: ${d.first} comes twice, ${d.as[0] === d.as[1] ? `both times ${d.as[0]}` : d.as.join(' and ')}.`,
    (d) =>
      d.as !== undefined
        ? 'Take one of the two out; what runs is loaded anew by a reload. The first one stays.'
        : d.first === d.second
          ? 'Take one of them out, if it was given twice, or give one another id. The first one stays.'
          : 'Take one of them out, or give one another id. The first one stays.',
  ),
  'plan.duplicate-namespace': entry<{ namespace: string; first: string; second: string }>(
    'error',
    'host',
    'Two plugins of one scope publish one namespace. The second is refused.',
    (d) => `The namespace ${quoted(d.namespace)} of ${quoted(d.second)} is already published by ${quoted(d.first)}.`,
    () => 'Rename one of them; only an app may publish a namespace of its host again, for itself.',
  ),
  'plan.missing-dependency': entry<{ plugin: string; id: string; range: string; hiddenIn: readonly string[] }>(
    'error',
    'host',
    'A required plugin is not there.',
    (d) =>
      `${quoted(d.plugin)} needs ${quoted(d.id)} ${d.range}, which ${
        d.hiddenIn.length > 0 ? `only the app ${quotedList(d.hiddenIn)} has, for itself` : 'is not loaded'
      }.`,
    (d) =>
      d.hiddenIn.length > 0
        ? 'List that extension at the host instead of the app.'
        : `Load ${quoted(d.id)}, or make it optional: optionalDependencies.`,
  ),
  'plan.version-mismatch': entry<{ plugin: string; id: string; range: string; version: string; versions: string; path: readonly string[] }>(
    'error',
    'host',
    'A required plugin is there in a version outside the range.',
    (d) =>
      `${quoted(d.plugin)} needs ${quoted(d.id)} ${d.range}, but ${d.version} is loaded${d.path.length > 2 ? ` (${d.path.join(' -> ')})` : ''}.`,
    (d) => `Load a version of ${quoted(d.id)} in ${d.range}, or widen the range of ${quoted(d.plugin)} (${d.versions} rules).`,
  ),
  'plan.engine-mismatch': entry<{ plugin: string; engine: string; range: string; version: string; versions: string }>(
    'error',
    'host',
    'A plugin is made for another version of mortise or Node.',
    (d) => `${quoted(d.plugin)} needs ${d.engine} ${d.range}, but this is ${d.engine} ${d.version}.`,
    (d) => `Use a version of ${quoted(d.plugin)} made for ${d.engine} ${d.version}, or run ${d.engine} ${d.range} (${d.versions} rules).`,
  ),
  'plan.conflict': entry<{ plugin: string; id: string; range: string; version: string; versions: string }>(
    'error',
    'host',
    'A plugin declares that it cannot run beside another that is there.',
    (d) => `${quoted(d.plugin)} can't run beside ${quoted(d.id)} ${d.range}, and ${d.version} is loaded.`,
    (d) => `Take one of the two out, or narrow the range of the conflict (${d.versions} rules).`,
  ),
  'plan.missing-provider': entry<{
    plugin: string;
    namespace: string;
    by: string;
    hiddenIn: readonly string[];
    withheldBy: string | undefined;
  }>(
    'error',
    'host',
    'Nobody publishes a namespace that a plugin uses.',
    (d) =>
      `${quoted(d.plugin)} uses ${quoted(d.namespace)} (${d.by}), and ${
        d.withheldBy !== undefined
          ? `${quoted(d.withheldBy)} declares it and has not published it yet`
          : d.hiddenIn.length > 0
            ? `only the app ${quotedList(d.hiddenIn)} publishes it, for itself`
            : 'no plugin it can see publishes it'
      }.`,
    (d) =>
      d.withheldBy !== undefined
        ? 'Call context.provide in start; whoever waits starts by itself as soon as the name is there.'
        : d.hiddenIn.length > 0
          ? 'List that extension at the host instead of the app.'
          : 'Load a plugin that provides it, or make the use optional.',
  ),
  'plan.waits': entry<{ plugin: string; on: string; why: string }>(
    'warning',
    'host',
    'A plugin waits for another one that is not running; it starts by itself when that one does.',
    (d) => `${quoted(d.plugin)} waits for ${quoted(d.on)}, which ${d.why}.`,
    (d) => `${remedyOf(d)}; ${quoted(d.plugin)} then starts by itself.`,
  ),
  'plan.cycle': entry<{ path: readonly string[]; weakest: string; breaks: number; circles: number }>(
    'error',
    'plugin',
    'Plugins need each other in a circle, so none of them can be first.',
    (d) => `These plugins need each other in a circle: ${shownPath(d.path)}.`,
    (d) =>
      `Make one of the needs optional or live, or give it up; cheapest: ${d.weakest}${d.breaks > 1 ? ` (in ${d.breaks} of ${d.circles} circles)` : ''}.`,
  ),
  'plan.more-cycles': entry<{ plugins: readonly string[]; told: number }>(
    'warning',
    'plugin',
    'Plugins need each other in so many circles that only the first of them are told.',
    (d) => `${quotedList(d.plugins)} need each other in more circles than the ${d.told} that are told.`,
    () => 'Break those that are told; then plan again.',
  ),
  'plan.shadows': entry<{ app: string; namespace: string; host: string; own: string }>(
    'note',
    'host',
    'An app publishes a namespace that its host publishes too; inside the app its own is found.',
    (d) => `In the app ${quoted(d.app)}, ${quoted(d.namespace)} is the one of ${quoted(d.own)}; it hides the one of ${quoted(d.host)}.`,
    () => 'Nothing to do if that is meant; otherwise take it out of the app.',
  ),
  'plan.unknown-plugin': entry<{ key: string; action: string; near: readonly string[] }>(
    'error',
    'host',
    'A change names a plugin that this host does not have.',
    (d) => `There is no plugin ${quoted(d.key)} to ${d.action}.${didYouMean(d.near)}`,
    () => "Use the id of a loaded plugin; one of an app is '<app>:<id>'.",
  ),
  'plan.stale': entry<{ planned: number; now: number }>(
    'error',
    'host',
    'A plan was made for a state that has changed since.',
    (d) => `The plan was made for revision ${d.planned}, but the host is at ${d.now}.`,
    () => 'Plan again: host.plan(change).',
  ),
  'plan.unknown': entry<{ revision: number } | { seen: string }>(
    'error',
    'host',
    'What was to be applied is no plan that this host has made, or one that was applied already. A copy from JSON is none, and a promise is none.',
    (d) =>
      'seen' in d
        ? `What was given as a plan is ${d.seen}.`
        : `The plan for revision ${d.revision} is not one of this host, or was applied already.`,
    (d) =>
      'seen' in d ? 'Give what host.plan(change) gave, when it was awaited.' : 'Apply the very object that host.plan(change) gave, once.',
  ),
  'plan.unlawful': entry<{ law: string; step: string }>(
    'error',
    'framework',
    'A plan broke one of its own laws. It was not applied.',
    (d) => `The plan breaks the law "${d.law}" at ${d.step}; it was not applied.`,
    () => 'This is a mistake in mortise: please report it with the plan.',
  ),
};
