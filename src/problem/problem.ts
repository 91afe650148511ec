/** Open this to make a problem: a code and its details become one sentence, a hint, and data. */
import type { Problem, ReportedProblem } from '../model/problem.js';
import { catalogue } from './catalogue.js';
import { causeOf, firstSaidBy } from './cause.js';
import type { Entry } from './entry.js';
import { MortiseError } from './error.js';
import { kindOf, quoted, visible } from './text.js';

const LONGEST_SENTENCE = 4096;

type Catalogue = typeof catalogue;
/** Every code there is. */
export type ProblemCode = keyof Catalogue;
/** The details that the sentence of a code needs. */
export type Details<C extends ProblemCode> = Catalogue[C] extends Entry<infer D> ? D : never;

/** To whom and where it happened; `cause` is what was thrown. */
export type At = Partial<Pick<Problem, 'plugin' | 'extension' | 'app' | 'phase' | 'field' | 'place' | 'severity'>> & {
  readonly cause?: unknown;
};

/** Makes a problem from the catalogue. */
export function problem<C extends ProblemCode>(code: C, details: Details<C>, at: At = {}): Problem {
  const found = catalogue[code] as unknown as Entry<Details<C>>;
  const { cause, ...where } = at;
  const given = Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined));
  return Object.freeze({
    code,
    severity: found.severity,
    blame: found.blame,
    message: sentence(found.says(details)),
    // Whoever threw the first problem has said what to do, and knows better than who only called it.
    hint: sentence(firstSaidBy(cause)?.hint ?? found.fix(details)),
    ...given,
    details: details as Readonly<Record<string, unknown>>,
    ...(cause === undefined ? {} : { cause: causeOf(cause) }),
  });
}

const CODE = /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+$/;

/** A problem in the words of a plugin. Throws a TypeError where it has none. */
export function reported(given: ReportedProblem, plugin: string): Problem {
  const { code, message, hint, severity = 'warning', blame = 'plugin', field, place, details, cause } = given;
  const wrong = Object.entries({ code, message, hint }).find(([, text]) => typeof text !== 'string' || text === '');
  if (wrong !== undefined) throw new TypeError(`report() wants a text for '${wrong[0]}', and not ${kindOf(wrong[1])}.`);
  if (!CODE.test(code)) throw new TypeError(`report() wants a code like 'my-plugin.what-is-wrong', and not ${quoted(code)}.`);
  // The line that threw would stand in the place of the one that is given.
  const { stack, ...thrown } = causeOf(cause);
  return Object.freeze({
    code,
    severity,
    blame,
    message: sentence(message),
    hint: sentence(hint),
    plugin,
    ...(field === undefined ? {} : { field }),
    ...(place === undefined ? {} : { place }),
    ...(details === undefined ? {} : { details }),
    ...(cause === undefined ? {} : { cause: place === undefined && stack !== undefined ? { ...thrown, stack } : thrown }),
  });
}

/** What plugins name and throw goes into sentences, and sentences into terminals. */
function sentence(text: string): string {
  const line = visible(text);
  return line.length > LONGEST_SENTENCE ? `${line.slice(0, LONGEST_SENTENCE)}…` : line;
}

/** The same, to be thrown. */
export function failure<C extends ProblemCode>(code: C, details: Details<C>, at: At = {}): MortiseError {
  return new MortiseError(problem(code, details, at), { cause: at.cause });
}

/** A problem as people read it: `error  attach.threw  sentence` and the hint below. */
export function printProblem(found: Problem): string {
  const place = found.place === undefined ? '' : ` (${visible(found.place)})`;
  return `${found.severity} ${found.code}: ${found.message}${place}\n  ${found.hint}`;
}
