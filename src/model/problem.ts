/** Open this to see what a problem is: the one shape every complaint of mortise has, as data. */

/** `error`: the plugin can't do what was asked. `warning`: it runs, but somebody should look. `note`: worth knowing, nothing to do. */
export type Severity = 'error' | 'warning' | 'note';

/** Who has to act: the owner of the host, the author of the plugin, or mortise itself. */
export type Blame = 'host' | 'plugin' | 'framework';

/** Where in a plugin's life something happened. */
export type Phase =
  | 'read'
  | 'attach'
  | 'describe'
  | 'plan'
  | 'wire'
  | 'construct'
  | 'beforeStart'
  | 'start'
  | 'afterStart'
  | 'run'
  | 'configure'
  | 'health'
  | 'swap'
  | 'drain'
  | 'event'
  | 'beforeStop'
  | 'stop'
  | 'unload';

/** What was thrown, reduced to text that holds on to nothing of the plugin. */
export interface Cause {
  readonly name: string;
  /** At most 4,096 characters. */
  readonly message: string;
  readonly stack?: string;
  /** The code of an error that has one (`ENOENT`, `config.wrong-type`). */
  readonly code?: string;
  /** What caused that, without its stack. */
  readonly cause?: Cause;
}

/**
 * One complaint, as plain JSON. A problem that is thrown is a `MortiseError`; both carry the same fields.
 *
 * `message` is the whole sentence for people: what happened, to whom with the path, and (after it) `hint`, what to do.
 */
export interface Problem {
  /** Stable: `area.kebab-reason`, listed in `docs/errors.md`. */
  readonly code: string;
  readonly severity: Severity;
  readonly blame: Blame;
  readonly message: string;
  readonly hint: string;
  /** Key of the plugin it is about: its id, or `<app>:<id>` for a plugin of an app. */
  readonly plugin?: string;
  readonly extension?: string;
  readonly app?: string;
  readonly phase?: Phase;
  /** The field of the metadata, configuration or spec: `dependencies.cache`, `plugins.tax.config.rate`. */
  readonly field?: string;
  /** `file:line:column`, or the class and member. */
  readonly place?: string;
  readonly cause?: Cause;
  /** What the sentence was made of, as JSON: the ids, versions and ranges it names. Their fields belong to the code and are as stable as it. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What a plugin tells of itself, or of what it was given: see `context.report`. */
export interface ReportedProblem extends Partial<Pick<Problem, 'severity' | 'blame' | 'field' | 'place' | 'details'>> {
  /** `<area>.<kebab-reason>`; the area is the plugin's own name. */
  readonly code: string;
  /** The whole sentence: what happened, to whom, with the path. */
  readonly message: string;
  /** What to do. */
  readonly hint: string;
  /** What was thrown, if anything was. */
  readonly cause?: unknown;
}
