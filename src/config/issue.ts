/** Open this to see what can be wrong with a configuration, before anybody knows whose it is or in which file it stands. */
import { problem, type At, type Details } from '../problem/problem.js';
import type { Problem } from '../model/problem.js';

export type Path = readonly (string | number)[];

export type IssueCode = 'config.wrong-type' | 'config.missing' | 'config.unknown-key' | 'config.forbidden-key' | 'config.bad-field';

/** One finding; `path` leads from the top of what was checked to the value it is about, and is what `locate` of a YAML text takes. */
export type ConfigIssue = {
  [C in IssueCode]: { readonly code: C; readonly path: Path; readonly details: Omit<Details<C>, 'field'> };
}[IssueCode];

/** `plugins.tax.config` and `['rates', 0]` is `plugins.tax.config.rates.0`. */
export function dotted(root: string, path: Path): string {
  return [...(root === '' ? [] : [root]), ...path].join('.');
}

/** The finding as a problem, with its `field` counted from `root`; the rest of `at` says whose it is and where it stands. */
export function issueProblem(issue: ConfigIssue, at: At & { readonly root?: string; readonly open?: boolean } = {}): Problem {
  const { root = '', open: _, ...where } = at;
  const field = dotted(root, issue.path) || 'the configuration';
  return problem(issue.code, { ...issue.details, field } as Details<IssueCode>, { ...where, field });
}
