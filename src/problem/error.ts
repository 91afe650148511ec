/** Open this to see the one class of error that mortise throws. */
import type { Problem } from '../model/problem.js';
import { followed } from './text.js';

/**
 * Whether an error or a problem has a code, or was caused by one that has: an attach, a lifecycle method, a handler or a command that throws a
 * problem fails with the code of where that happened (`lifecycle.failed`), and what was thrown keeps its own. `area.*` is any code of an area.
 *
 * ```ts
 * import { createHost, definePlugin, hasCode } from 'mortise';
 *
 * const needy = definePlugin({ id: 'needy', version: '1.0.0', start: () => host.lookup('acme/presence') });
 * const host = createHost({ extensions: [needy], log: { level: 'silent' } });
 * const { problems } = await host.start();
 * console.log(problems[0]!.code, hasCode(problems[0], 'lookup.absent')); // lifecycle.failed true
 * await host.stop();
 * ```
 */
export function hasCode(what: unknown, code: string): boolean {
  return codesOf(what).some((each) => each === code || (code.endsWith('.*') && each.startsWith(code.slice(0, -1))));
}

/** The codes of an error or a problem and of what caused it, the outermost first. */
export function codesOf(what: unknown): string[] {
  const codes: string[] = [];
  const seen = new Set<unknown>();
  for (
    let at = what;
    typeof at === 'object' && at !== null && !seen.has(at);
    at = read(at, 'cause') ?? read(read(at, 'problem'), 'cause')
  ) {
    seen.add(at);
    const code = read(at, 'code');
    if (typeof code === 'string') codes.push(code);
  }
  return codes;
}

/** What is thrown may have getters that throw. */
function read(value: unknown, key: string): unknown {
  try {
    return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  } catch {
    return undefined;
  }
}

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
  /** Whatever is thrown may be asked: a proxy that throws when it is looked at is none. */
  static override [Symbol.hasInstance](thrown: unknown): boolean {
    try {
      return Function.prototype[Symbol.hasInstance].call(this, thrown);
    } catch {
      return false;
    }
  }

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
