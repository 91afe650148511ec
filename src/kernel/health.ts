/** Open this to see how plugins are asked whether they are well: all at once, none longer than it may take. */
import type { Affects, AskOptions, CheckResult, Health, HealthView } from '../model/health.js';
import type { Undo } from '../model/ports.js';
import { isThenable } from '../model/thenable.js';
import { whyOf } from '../problem/cause.js';
import { seconds } from '../problem/text.js';
import { DEFAULTS, type Check } from './checks.js';
import type { Kernel } from './kernel.js';
import { callPhase } from './phase.js';
import type { Life } from './life.js';
import type { PluginRecord } from './record.js';

/** From the least to the most. */
const GRAVITY: readonly (Affects | 'nothing')[] = ['nothing', 'degraded', 'ready', 'live'];

/** Asks all that is meant, at the same time. */
export async function ask(kernel: Kernel, { plugin, least = 'degraded', affects = {} }: AskOptions = {}): Promise<Health> {
  const isMeant = (key: string): boolean => plugin === undefined || key === plugin;
  const records = [...kernel.records.values()].filter(({ key }) => isMeant(key));
  const declared = kernel.checks.list().filter((check) => isMeant(check.plugin));
  const asked = [...records.flatMap(methodsOf), ...declared].flatMap((check) => {
    const weight = lesser(check.affects, affects[check.plugin]);
    return weight === 'nothing' || gravity(weight) < gravity(least) ? [] : [{ check, weight }];
  });
  const answers = asked.map(async ({ check, weight }): Promise<CheckResult> => {
    const found = await (check.underWay ??= ended(check, result(check, kernel)));
    return { ...found, affects: weight };
  });
  const answered = await Promise.all(answers);
  const away = [
    ...(plugin === undefined ? hostAway(kernel) : []),
    ...records.flatMap((record) => awayOf(record, plugin !== undefined, affects[record.key])),
  ];
  return rollUp([...away, ...answered]);
}

function gravity(affects: Affects | 'nothing'): number {
  return GRAVITY.indexOf(affects);
}

/** A check affects no more than its plugin does. */
function lesser(affects: Affects, most: Affects | 'nothing' = 'live'): Affects | 'nothing' {
  return gravity(affects) <= gravity(most) ? affects : most;
}

/** All checks in one. */
function rollUp(checks: readonly CheckResult[]): Health {
  const isWell = (affects: Affects): boolean => checks.every((each) => each.ok || each.affects !== affects);
  const live = isWell('live');
  return { live, ready: live && isWell('ready'), degraded: checks.some(({ ok }) => !ok), checks };
}

/** A host that starts or stops wants no calls. */
function hostAway({ state }: Kernel): CheckResult[] {
  const now = state();
  if (now === 'running') return [];
  return [{ plugin: 'host', name: 'running', affects: 'ready', ok: false, ms: 0, reason: `the host is ${now}` }];
}

function awayOf(record: PluginRecord, isAlone: boolean, said: Affects | 'nothing' | undefined): CheckResult[] {
  const { key, state, enabled, required, reason } = record;
  const affects = said ?? (isAlone ? 'live' : required ? 'ready' : 'degraded');
  if (!enabled || state === 'running' || affects === 'nothing') return [];
  return [{ plugin: key, name: 'running', affects, ok: false, ms: 0, reason: reason ?? `it is ${state}` }];
}

/** Components that say by a method of their own whether they are well. */
function methodsOf(record: PluginRecord): Check[] {
  if (record.state !== 'running') return [];
  return record.life!.built.flatMap(({ part, instance }): Check[] => {
    if (typeof Reflect.get(instance, 'health') !== 'function') return [];
    const of = { plugin: record.key, component: part.name, method: 'health', phase: 'health' } as const;
    const answered = (answer: unknown): void => {
      if (answer === false) throw new Error('it said false');
    };
    const run = (): unknown => callPhase(instance, [], of, { report: () => undefined, answered });
    return [{ plugin: record.key, name: `${part.name}.health`, ...DEFAULTS, run, underWay: undefined }];
  });
}

async function ended(check: Check, asked: Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await asked;
  } finally {
    check.underWay = undefined;
  }
}

function result({ plugin, name, affects, timeout, run }: Check, { clock, elapsed, secrets, abort: host }: Kernel): Promise<CheckResult> {
  const began = elapsed();
  const abort = new AbortController();
  return new Promise((resolve) => {
    const end = (ok: boolean, reason?: string): void => {
      undo();
      host.signal.removeEventListener('abort', given);
      resolve({ plugin, name, affects, ok, ms: elapsed() - began, ...(reason === undefined ? {} : { reason }) });
    };
    const giveUp = (reason: string): void => {
      end(false, reason);
      abort.abort();
    };
    const given = (): void => giveUp('the host is stopped');
    const undo = clock.setTimeout(() => giveUp(`it took longer than ${seconds(timeout)}`), timeout);
    // Nobody is asked by a host that goes, and nothing of it stays.
    host.signal.addEventListener('abort', given);
    const answer = (said: unknown): void => (said === false ? end(false, 'it said false') : end(true));
    const failed = (thrown: unknown): void => end(false, secrets.text(whyOf(thrown)));
    try {
      const said = run(abort.signal);
      if (isThenable(said)) Promise.resolve(said).then(answer, failed);
      else answer(said);
    } catch (thrown) {
      failed(thrown);
    }
  });
}

/** Whoever keeps it keeps no plugin. */
function askerOf(kernel: Kernel): HealthView['check'] {
  return (options) => ask(kernel, options);
}

/** The checks as the owner of a host has them. */
export function hostHealth(kernel: Kernel): HealthView {
  return {
    add: (name, check, options) => kernel.checks.add('host', name, check, options),
    check: askerOf(kernel),
  };
}

/** The checks as a plugin has them: they count while it serves. */
export function healthOf(kernel: Kernel, record: PluginRecord, life: Life, gone: (what: string) => Error): HealthView {
  return {
    add(name, check, options) {
      if (!life.ledger.open) throw gone('health.add');
      // What is wrong with it is told here and now.
      let off: Undo | undefined = kernel.checks.add(record.key, name, check, options);
      const bound = {
        bind: (): void => void (off ??= kernel.checks.add(record.key, name, check, options)),
        unbind: (): void => {
          off?.();
          off = undefined;
        },
      };
      if (life.isStaged || life.isRetired) bound.unbind();
      (life.bound ??= new Set()).add(bound);
      return life.ledger.push(`the health check ${name}`, () => {
        life.bound?.delete(bound);
        bound.unbind();
      });
    },
    check: askerOf(kernel),
  };
}
