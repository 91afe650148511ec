/** Open this to see what explanations are made of: sentences, each with what lies behind it. */
import type { Link } from '../model/explanation.js';
import type { Problem } from '../model/problem.js';
import type { Evidence } from './evidence.js';

/** A sentence with its place, its plugin, and what lies behind it; what is not known is left out. */
export function link(
  says: string,
  about: { code?: string; plugin?: string; place?: string | undefined } = {},
  because: readonly Link[] = [],
): Link {
  const { code, plugin, place } = about;
  return {
    says,
    ...(code === undefined ? {} : { code }),
    ...(plugin === undefined ? {} : { plugin }),
    ...(place === undefined ? {} : { place }),
    because,
  };
}

/** A problem as a link: its very message, at the best place there is. */
export function problemLink(problem: Problem, evidence: Evidence, because: readonly Link[] = []): Link {
  const { message, code, plugin, place } = evidence.placed(problem);
  return link(message, { code, place, ...(plugin === undefined ? {} : { plugin }) }, because);
}

/** Each sentence once: a plugin may say one thing in two ways. */
export function once(links: readonly Link[]): Link[] {
  return [...new Map(links.map((each) => [`${each.says}\n${each.place ?? ''}`, each])).values()];
}

/** Each once. */
export function distinct(fixes: readonly string[]): string[] {
  return [...new Set(fixes)].filter((fix) => fix !== '');
}
