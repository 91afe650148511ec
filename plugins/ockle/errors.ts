/** Open this to see the errors of templates, forms and daemon commands: each a coded problem. */
import { MortiseError, type Problem } from 'mortise';

/** What an error says besides its code. */
export interface Told extends Pick<Problem, 'message' | 'hint' | 'plugin' | 'field' | 'place' | 'details'> {
  /** Who has to act. Default `host`, its owner. */
  readonly blame?: Problem['blame'];
  readonly severity?: Problem['severity'];
}

/**
 * What all errors of `mortise/ockle` are: a `MortiseError` whose code begins with `ockle.`: `ockle.bad-template`, `ockle.bad-values`,
 * `ockle.not-a-form`, `ockle.no-template`, `ockle.unknown-command`, `ockle.bad-arguments`, `ockle.bad-answer`, `ockle.command-failed`,
 * `ockle.timeout`, `ockle.taken`, `ockle.bad-command`, `ockle.unknown-variable`, `ockle.not-an-int`. `ockle.hidden-secret` is in the answer of `saveForm`.
 *
 * ```ts
 * import { CommunicationHandler, OckleError } from 'mortise/ockle';
 *
 * try {
 *   await new CommunicationHandler().call('setSever', {});
 * } catch (error) {
 *   if (error instanceof OckleError) console.log(error.code); // ockle.unknown-command
 * }
 * ```
 */
export class OckleError extends MortiseError {
  override readonly name = 'OckleError';
}

export type OckleCode = `ockle.${string}`;

export function ockleProblem(code: OckleCode, { blame = 'host', severity = 'error', ...told }: Told): Problem {
  const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as unknown as Told;
  return Object.freeze({ code, severity, blame, ...given });
}

export function ockleError(code: OckleCode, told: Told, cause?: unknown): OckleError {
  const found = ockleProblem(code, told);
  const given =
    cause instanceof Error
      ? { cause: { name: cause.name, message: cause.message, ...(cause.stack === undefined ? {} : { stack: cause.stack }) } }
      : {};
  return new OckleError({ ...found, ...given }, cause === undefined ? {} : { cause });
}

/** Whatever was thrown, as text. */
export function textOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return String(thrown);
  } catch {
    return 'something that is no text';
  }
}

/** Which of these may have been meant, for a hint. */
export function nearTo(name: string, known: Iterable<string>): string {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const all = [...known];
  const near = all.filter((each) => distance(bare(name), bare(each)) <= 2 || bare(each).startsWith(bare(name)));
  const shown = near.length > 0 ? near : all;
  if (shown.length === 0) return 'There is none yet.';
  const list = shown
    .slice(0, 12)
    .map((each) => `'${each}'`)
    .join(', ');
  return near.length > 0 ? `Did you mean ${list}?` : `There ${shown.length === 1 ? 'is' : 'are'} ${list}.`;
}

/** How many letters differ. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
