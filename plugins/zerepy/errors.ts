/** Open this to see the errors of connections, actions and their plugins: one class for each kind, each a coded problem. */
import { MortiseError, type Problem } from 'mortise';

/** One thing that is wrong with given values: where, as `config.options.timeout` or `tags[2]`, and what. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** What an error says besides its code. */
export interface Told extends Pick<Problem, 'message' | 'hint' | 'plugin' | 'field' | 'place' | 'details'> {
  /** Who has to act. Default `plugin`, its author. */
  readonly blame?: Problem['blame'];
  readonly cause?: unknown;
}

/**
 * What all errors of `mortise/zerepy` are: a `MortiseError` whose code begins with `zerepy.`, with plugin, field, place and fix in its `problem`.
 * From ZerePy's `PluginError`.
 *
 * ```ts
 * import { createZerePy, PluginError, PluginNotFoundError } from 'mortise/zerepy';
 *
 * try {
 *   createZerePy().registry.get('connection', 'twitter');
 * } catch (error) {
 *   if (error instanceof PluginNotFoundError) console.log(error instanceof PluginError, error.code); // true zerepy.not-found
 * }
 * ```
 */
export class PluginError extends MortiseError {
  override readonly name: string;

  constructor(code: `zerepy.${string}`, { cause, blame = 'plugin', ...told }: Told) {
    const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
    super({ code, severity: 'error', blame, ...(given as typeof told) }, cause === undefined ? {} : { cause });
    this.name = new.target.name;
  }
}

/** There is no such category, plugin, connection or action: `zerepy.not-found`, `zerepy.unknown-category`. */
export class PluginNotFoundError extends PluginError {}

/** A class can't be taken in: `zerepy.not-a-plugin`, `zerepy.taken`, `zerepy.bad-name`, `zerepy.not-joined`. */
export class PluginLoadError extends PluginError {}

/** A call failed, after all of its tries: `zerepy.execution-failed`; or was given up because its plugin stops: `zerepy.stopped`. */
export class PluginExecutionError extends PluginError {}

/** `cleanup` failed, or a resource could not be released: `zerepy.cleanup-failed`. */
export class PluginCleanupError extends PluginError {}

/** A connection that an action needs is not there or not configured: `zerepy.dependency-missing`. */
export class PluginDependencyError extends PluginError {}

/** Something has taken longer than it may: `zerepy.timeout`. */
export class PluginTimeoutError extends PluginError {}

/** Values are wrong: all of `issues` at once. */
abstract class IssuesError extends PluginError {
  readonly issues: readonly Issue[];

  constructor(code: `zerepy.${string}`, { issues, ...told }: Told & { readonly issues: readonly Issue[] }) {
    const field = issues.length === 1 ? issues[0]!.path : undefined;
    super(code, { ...(field === undefined || field === '' ? {} : { field }), ...told, details: { ...told.details, issues } });
    this.issues = issues;
  }
}

/** The configuration of a plugin is wrong: `zerepy.bad-config`; or says that it is disabled: `zerepy.disabled`. */
export class PluginConfigError extends IssuesError {}

/** Arguments of an action, or the options of a call, are wrong: `zerepy.bad-parameters`. Nothing was called. */
export class PluginParameterError extends IssuesError {}

export function notJoined(): PluginLoadError {
  return new PluginLoadError('zerepy.not-joined', {
    message: 'No host has attached this ZerePy yet.',
    hint: 'List it before whatever needs it: createHost({ extensions: [zerepy, …] }).',
    blame: 'host',
  });
}

/** The issues as one sentence. */
export function listed(issues: readonly Issue[]): string {
  return issues.map(({ message }) => message).join('; ');
}

/** Whatever was thrown, as text. */
export function textOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return String(thrown);
  } catch {
    // An object without a prototype, or one whose toString throws.
    return 'something that is no text';
  }
}

/** Those of `known` that look like a wrong name, for a hint: same letters but for case and marks, or one begins with the other. */
export function nearTo(name: string, known: Iterable<string>): string {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const all = [...known];
  const near = all.filter((each) => bare(each).startsWith(bare(name).slice(0, 3)) || bare(name).startsWith(bare(each)));
  if (near.length > 0) return `Did you mean ${near.map((each) => `'${each}'`).join(' or ')}?`;
  return all.length === 0 ? 'There is none yet.' : `There ${all.length === 1 ? 'is' : 'are'} ${all.map((each) => `'${each}'`).join(', ')}.`;
}
