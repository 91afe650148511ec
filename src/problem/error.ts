/** Open this to see the one class of error that mortise throws. */
import type { Problem } from '../model/problem.js';
import { followed } from './text.js';

/**
 * A problem that was thrown. `code` is stable and listed in `docs/errors.md`; `problem` has everything as data.
 *
 * ```ts
 * import { createHost, MortiseError } from 'mortise';
 *
 * const host = createHost({ name: 'shop' });
 * try {
 *   host.lookup('acme/presence');
 * } catch (error) {
 *   if (error instanceof MortiseError) console.log(error.code); // lookup.absent
 * }
 * ```
 */
export class MortiseError extends Error {
  override readonly name: string = 'MortiseError';
  readonly code: string;
  readonly problem: Problem;
  /** Further problems that belong to it: those of a start that failed as a whole. */
  readonly problems: readonly Problem[];

  constructor(problem: Problem, options: { cause?: unknown; problems?: readonly Problem[] } = {}) {
    super(
      `${followed(problem.message, problem.hint)} [${problem.code}]`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = problem.code;
    this.problem = problem;
    this.problems = options.problems ?? [problem];
  }
}
