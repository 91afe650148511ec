/** Open this to see what the loop tells of one change. */
import type { Report } from '../model/report.js';

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
  /** Whether it serves now. If not, what served before still does. */
  readonly isDone: boolean;
  /** What was unloaded since its files are gone. */
  readonly gone: readonly string[];
  /** What else is not live as it is on the disk. */
  readonly stale: readonly string[];
}
