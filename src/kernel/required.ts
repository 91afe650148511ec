/** Open this to see what is checked at the end of a start: that all that is required runs, and that the settings speak of plugins that exist. */
import type { PluginState } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import { problem } from '../problem/problem.js';
import { near } from '../problem/text.js';
import type { AttachedEntry } from './candidates.js';
import type { Kernel } from './kernel.js';
import type { Listing } from './listing.js';
import type { Settings } from './settings.js';

/** Required entries that no plugin came of: wrong ones, and those that could not be read or attached. */
export function gapsOf(listings: readonly Listing[], attached: readonly AttachedEntry[]): string[] {
  const there = new Set(attached.map((entry) => entry.spec));
  return listings.flatMap(({ specs, missed }) => [
    ...missed,
    ...specs.filter((spec) => spec.required && spec.enabled && !there.has(spec)).map((spec) => spec.source.spec),
  ]);
}

/** Throws `host.required-missing`, with every problem of the start, unless all that is required is in the wanted state. */
export function checkRequired(kernel: Kernel, wanted: PluginState, gaps: readonly string[], problems: readonly Problem[]): void {
  const absent = [...kernel.records.values()].filter((record) => record.required && record.enabled && record.state !== wanted);
  const missing = [...gaps, ...absent.map((record) => record.key)];
  if (missing.length === 0) return;
  const why = absent[0]?.reason ?? problems.find((found) => found.severity === 'error')?.message ?? 'it is not running.';
  throw new MortiseError(problem('host.required-missing', { host: kernel.name, missing, why, rehearsed: wanted !== 'running' }), {
    problems,
  });
}

/** Reports `config.unused` for settings of plugins that are not there, and `config.unknown-variable`. */
export function complainOfUnused(kernel: Kernel, settings: Settings, apps: readonly string[]): void {
  for (const found of settings.unknownVariables([...kernel.records.values()])) kernel.report(found);
  for (const app of [undefined, ...apps]) {
    const ids = new Set([...kernel.records.values()].filter((record) => record.app === app).map((record) => record.manifest.id));
    for (const id of settings.ids(app)) {
      if (ids.has(id)) continue;
      for (const found of settings.wrongIn(app, id)) kernel.report(found);
      const place = settings.place(app, id);
      const field = `${app === undefined ? '' : `apps.${app}.`}plugins.${id}`;
      kernel.report(problem('config.unused', { plugin: id, near: near(id, ids) }, { field, ...(place === undefined ? {} : { place }) }));
    }
  }
}
