/** Open this to see how values that were written for an earlier version of a configuration become those of today. */
import { whyOf } from '../problem/cause.js';
import { copyPlain, isPlain, own, type PlainObject } from './plain.js';

/** The key under which a layer says for which version of the configuration it was written. */
export const VERSION_KEY = '$version';

/** The version of a configuration, and what lifts values of one version to the next. */
export interface Versioned {
  /** From 1. */
  readonly version: number;
  readonly migrate?: (values: PlainObject, from: number) => unknown;
}

export interface Migrated {
  readonly values: PlainObject;
  /** The version that they were of, where that is an earlier one. */
  readonly from?: number;
  /** Why they could not be read as those of today, in one sentence. */
  readonly why?: string;
}

/** Lifts values version by version. `usual` is the version of values that do not say theirs. */
export function migrated(given: PlainObject, { version, migrate }: Versioned, usual: number): Migrated {
  const { [VERSION_KEY]: said = usual, ...rest } = given;
  if (!Number.isSafeInteger(said) || (said as number) < 1)
    return { values: rest, why: `${VERSION_KEY} is ${JSON.stringify(said)} instead of an integer from 1 on` };
  const first = said as number;
  if (first > version) return { values: rest, why: `it is of version ${first}, and the plugin knows those up to ${version}` };
  if (first === version) return { values: rest };
  if (migrate === undefined) return { values: rest, why: `it is of version ${first}, and nothing lifts it to version ${version}` };
  let values: PlainObject = rest;
  for (let at = first; at < version; at += 1) {
    try {
      const next = migrate(copyPlain(values) as PlainObject, at);
      if (!isPlain(next)) return { values: rest, why: `migrate from version ${at} returned no object` };
      values = copyPlain(next) as PlainObject;
    } catch (thrown) {
      return { values: rest, why: `migrate from version ${at} failed: ${whyOf(thrown)}` };
    }
  }
  return { values, from: first };
}

/** Whether values say for which version they are. */
export function versionIn(values: PlainObject): unknown {
  return own(values, VERSION_KEY);
}
