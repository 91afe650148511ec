/** Open this to see how an agent is checked: all is read, attached and planned on a host of its own, values are resolved, and nothing starts. */
import { createHost, MortiseError, type HostOptions, type Problem } from 'mortise';
import { appSettings } from './app-settings.js';
import { slugOf } from './check-definition.js';
import { lookUp, namespacesOf, referencesIn } from './reference.js';
import { referTo, type Settings } from './settings.js';
import type { Attached, World } from './world.js';

/** What a check has found. */
export interface AgentCheck {
  /** No problem is an error, and nothing would wait. */
  readonly ok: boolean;
  /** How many plugins were read, and how many of them would start. */
  readonly plugins: number;
  readonly starts: number;
  readonly problems: readonly Problem[];
}

/** Checks what a host with these options would come to. `world` is that of its agent, and of nobody else. */
export async function checkOptions(options: HostOptions, world: World): Promise<AgentCheck> {
  const host = createHost({ ...options, control: false, signals: false, log: { level: 'silent' } });
  const problems: Problem[] = [];
  try {
    const plan = await host.plan({ start: true });
    problems.push(...host.problems, ...plan.problems, ...valueProblems(world, options));
    await host.discard(plan);
    const steps = (action: string): number => plan.steps.filter((step) => step.action === action).length;
    const all = problems.filter((found, index) => found.severity !== 'note' && problems.findIndex((each) => sameAs(each, found)) === index);
    const [starts, waits, fails] = [steps('start'), steps('wait'), steps('fail')];
    return {
      ok: waits + fails === 0 && all.every(({ severity }) => severity !== 'error'),
      plugins: starts + waits + fails,
      starts,
      problems: all,
    };
  } finally {
    await host.stop();
  }
}

function sameAs(a: Problem, b: Problem): boolean {
  return a.code === b.code && a.message === b.message;
}

/** What is wrong with values that are there although nothing runs: settings, parameters, and members of what extensions register. */
function valueProblems(world: World, options: HostOptions): Problem[] {
  const problems: Problem[] = [];
  const known = new Map<string, Settings>();
  for (const { definition, place } of world.attached) {
    const attempt = (work: () => unknown, where: object): void => {
      try {
        work();
      } catch (thrown) {
        if (!(thrown instanceof MortiseError)) throw thrown;
        problems.push({ ...thrown.problem, ...where });
      }
    };
    const at = place.app === undefined ? {} : { app: place.app };
    attempt(() => {
      const prefix = place.app === definition.name ? '' : `${slugOf(definition.name)}.`;
      const said = (place.app === undefined ? options.plugins : options.apps?.[place.app]?.plugins)?.[`${prefix}settings`]?.config ?? {};
      const agent = place.agent === undefined ? undefined : known.get(place.agent);
      const plugin = `${place.app === undefined ? '' : `${place.app}:`}${prefix}settings`;
      known.set(definition.name, appSettings(definition, place, { agent, given: said, plugin }));
    }, at);
    for (const reference of referencesIn(elementsOf(definition))) {
      const settings = known.get(definition.name);
      attempt(() => {
        if (reference.kind === 'setting') return settings === undefined ? undefined : referTo(settings, reference);
        // Whatever else may provide it, the plan has told of what nobody provides.
        const find = (namespace: string): unknown => world.registered(place.app, namespace);
        return namespacesOf(reference).some((each) => find(each) !== undefined) ? lookUp(reference, find, () => []) : undefined;
      }, at);
    }
  }
  return problems;
}

/** The elements: references elsewhere are not resolved. */
function elementsOf({ services, sources, handlers, pipelines, jobs, init }: Attached['definition']): unknown {
  return { services, sources, handlers, pipelines, jobs, init };
}

/** A problem as a check that found nothing else. */
export function failedCheck(thrown: unknown): AgentCheck {
  if (!(thrown instanceof MortiseError)) throw thrown;
  return { ok: false, plugins: 0, starts: 0, problems: [thrown.problem] };
}
