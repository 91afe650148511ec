/** Open this to see what the loop tells of one change, and which of its problems are news. */
import type { Problem } from '../model/problem.js';
import type { Report } from '../model/report.js';
import { MortiseError } from '../problem/error.js';

export type Outcome =
  | ChangeOutcome
  | { readonly kind: 'config'; readonly file: string }
  | { readonly kind: 'deaf'; readonly cause: unknown };

export interface ChangeOutcome {
  readonly kind: 'change';
  /** When it began. */
  readonly at: number;
  /** What was edited, absolute. */
  readonly files: readonly string[];
  /** What was to be read anew, as a person calls it. */
  readonly titles: readonly string[];
  readonly report?: Report;
  /** What the host threw instead of a report. */
  readonly cause?: unknown;
  /** What was wrong with it, and nothing twice; what is still wrong elsewhere, as it was told before, is left out. */
  readonly problems: readonly Problem[];
  /** Whether it serves now. If not, what served before still does. */
  readonly isDone: boolean;
  /** What was unloaded since its files are gone. */
  readonly gone: readonly string[];
  /** What is not live as it is on the disk. */
  readonly stale: readonly string[];
}

/** What was wrong with a change. */
export function problemsOf({ report, cause }: Pick<ChangeOutcome, 'report' | 'cause'>): readonly Problem[] {
  if (cause !== undefined) {
    if (!(cause instanceof MortiseError)) return [];
    return cause.problems.length > 0 ? cause.problems : [cause.problem];
  }
  const problems = report!.problems;
  // That it was taken back is what the outcome says.
  const isSaid = ({ code, details }: Problem): boolean =>
    (code === 'change.rolled-back' || code === 'change.refused') && problems.some(({ message }) => message === details?.['why']);
  return [...new Map(problems.filter((found) => !isSaid(found)).map((found) => [textOf(found), found])).values()];
}

/** What makes two problems the same. */
export function textOf({ code, message }: Problem): string {
  return `${code} ${message}`;
}
