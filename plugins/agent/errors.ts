/** Open this to see the errors of agents and apps: each is a coded problem, with the path of the element that it is about. */
import { distance } from 'fastest-levenshtein';
import { MortiseError, type Problem } from 'mortise';

/** One thing that is wrong in a definition: where, as `pipelines[0].steps`, and what. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** What an error says besides its code. */
interface Told extends Pick<Problem, 'message' | 'hint' | 'plugin' | 'field' | 'place' | 'details'> {
  readonly cause?: unknown;
}

/**
 * What all errors of `mortise/agent` are: a `MortiseError` whose code begins with `agent.`. Those of a definition have all `issues` at once.
 *
 * ```ts
 * import { AgentError, createAgent } from 'mortise/agent';
 *
 * try {
 *   createAgent().define({ name: 'shop', pipelines: [{ name: 'restock', steps: [] }] });
 * } catch (error) {
 *   if (error instanceof AgentError) console.log(error.code, error.issues[0]!.path); // agent.bad-definition pipelines[0].steps
 * }
 * ```
 */
export class AgentError extends MortiseError {
  override readonly name = 'AgentError';
  readonly issues: readonly Issue[];

  constructor(code: `agent.${string}`, { cause, issues = [], ...told }: Told & { readonly issues?: readonly Issue[] }) {
    const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as typeof told;
    const details = issues.length === 0 ? {} : { details: { ...told.details, issues } };
    super({ code, severity: 'error', blame: 'host', ...given, ...details }, cause === undefined ? {} : { cause });
    this.issues = issues;
  }
}

/** Whatever was thrown, as text. */
export function textOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  // An error of another realm, as of a worker.
  if (typeof (thrown as { message?: unknown } | undefined)?.message === 'string') return (thrown as Error).message;
  try {
    return String(thrown);
  } catch {
    // An object without a prototype, or one whose toString throws.
    return 'something that is no text';
  }
}

/** What may have been meant by a wrong name, for a hint. */
export function nearTo(name: string, known: Iterable<string>): string {
  const all = [...new Set(known)];
  const lower = name.toLowerCase();
  const limit = Math.max(1, Math.floor(name.length / 3));
  const near = all
    .map((each) => ({ each, off: each.toLowerCase().startsWith(lower) ? 0 : distance(lower, each.toLowerCase()) }))
    .filter(({ off }) => off <= limit)
    .sort((a, b) => a.off - b.off);
  const quoted = (names: readonly string[]): string => names.map((each) => `'${each}'`).join(' or ');
  if (near.length > 0) return `Did you mean ${quoted(near.slice(0, 3).map(({ each }) => each))}?`;
  if (all.length === 0) return 'There is none.';
  return all.length > 12
    ? `There are ${all.length} others.`
    : `There ${all.length === 1 ? 'is' : 'are'} ${all.map((each) => `'${each}'`).join(', ')}.`;
}

/** What a value is, for people. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string'
    ? `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`
    : typeof value === 'function'
      ? 'a function'
      : String(value as number);
}

/** An object that is nothing but values by name. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
