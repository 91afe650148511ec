/** Open this to see how what a host has done becomes what MCDReforged tells of each plugin. */
import { resolve } from 'node:path';
import type { MortiseHost, PluginInfo, Problem, Report } from 'mortise';
import type { Outcome } from './contract.js';
import type { Draft } from './draft.js';
import { refusalOf, shownPath, sourceOf } from './formats.js';
import type { World } from './world.js';

/** Why a file is no plugin of the host: what it did when it was read, or who has its id already, which is told with its path. */
export function whyNotThere(problems: readonly Problem[], source: string | undefined, entry: string | undefined): string | undefined {
  const isWhy = ({ severity, extension, code, details, place }: Problem): boolean =>
    severity === 'error' &&
    (extension === source ||
      (entry !== undefined &&
        (place?.startsWith(entry) === true || (code === 'plan.duplicate-id' && String(details?.['second']).includes(entry)))));
  return problems.findLast(isWhy)?.message;
}

export function outcomeOf(
  draft: Draft,
  before: ReadonlyMap<string, PluginInfo>,
  report: Report | undefined,
  host: MortiseHost,
  world: World,
): Outcome {
  const failed: Record<string, string> = { ...draft.failed };
  const outcome = { loaded: [] as string[], unloaded: [] as string[], reloaded: [] as string[] };
  const { receipt } = report ?? {};
  const rolledBack = receipt !== undefined && receipt.outcome !== 'done' ? receipt.failed : undefined;
  if (rolledBack !== undefined) for (const id of [...draft.reload, ...draft.unload]) failed[id] = rolledBack.why;
  for (const { plugin, did } of receipt?.plugins ?? []) {
    const info = host.list().find(({ key }) => key === plugin);
    if (info !== undefined && info.dialect !== 'mcdreforged') continue;
    if (did === 'unloaded' || did === 'stopped') outcome.unloaded.push(plugin);
    else if (did === 'replaced' || did === 'restarted') outcome.reloaded.push(plugin);
    else if (did === 'started') (before.get(plugin)?.state === 'running' ? outcome.reloaded : outcome.loaded).push(plugin);
    else failed[plugin] = info?.reason ?? did;
  }
  // What could not even be attached is no plugin of the host.
  for (const found of [...draft.load, ...draft.add]) {
    const shown = shownPath(found.path, world.settled.home);
    const isThere = [...world.running.values()].some((running) => running.found === found);
    if (isThere || rolledBack !== undefined) continue;
    const source = sourceOf(found, world.settled.home);
    const waiting = host.list().find((plugin) => plugin.source === source && source !== undefined);
    if (waiting !== undefined) failed[waiting.id] ??= waiting.reason ?? waiting.state;
    else
      failed[shown] ??=
        refusalOf(found) ??
        whyNotThere(report?.problems ?? [], source, found.entry) ??
        report?.problems.find(({ severity }) => severity === 'error')?.message ??
        'it could not be loaded';
  }
  // Its file may say by now that it is another one, whose id is taken.
  for (const id of rolledBack === undefined ? draft.reload : []) {
    const now = before.get(id);
    if (now === undefined || host.list().some(({ source }) => source === now.source)) continue;
    const why = whyNotThere(report?.problems ?? [], now.source, now.source && resolve(world.settled.home, now.source));
    if (why !== undefined) failed[id] ??= why;
  }
  for (const ids of Object.values(outcome)) ids.sort();
  return { ok: Object.keys(failed).length === 0, ...outcome, failed, ...(receipt === undefined ? {} : { receipt }) };
}
