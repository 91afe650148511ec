/** Open this to see the form of a catalogue entry: one code, its sentence, its fix. */
import type { Blame, Severity } from '../model/problem.js';

/**
 * One kind of problem. `says` is what happened and to whom, `fix` what to do; both are whole sentences over the same details.
 * `about` is the paragraph that `docs/errors.md` prints.
 */
export interface Entry<D> {
  readonly severity: Severity;
  readonly blame: Blame;
  readonly says: (details: D) => string;
  readonly fix: (details: D) => string;
  readonly about: string;
}

/** Keeps the type of the details of each entry. */
export function entry<D>(
  severity: Severity,
  blame: Blame,
  about: string,
  says: (details: D) => string,
  fix: (details: D) => string,
): Entry<D> {
  return { severity, blame, says, fix, about };
}
