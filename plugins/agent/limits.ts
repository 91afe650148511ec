/** Open this to see what limits of time and further tries must be, as they are written and as a reference gives them. */
import { AgentError, isRecord, kindOf, nearTo } from './errors.js';

/** What a value must be: a word for it, and whether it is. */
export type Check = readonly [expected: string, holds: (value: unknown) => boolean];

export const MS: Check = ['milliseconds above 0', (value) => typeof value === 'number' && value > 0];
export const TRIES: Check = ['a number of tries', (value) => Number.isSafeInteger(value) && (value as number) >= 0];
const PAUSE: Check = ['milliseconds', (value) => Number.isFinite(value) && (value as number) >= 0];
const FACTOR: Check = ['a number that is not below 0', PAUSE[1]];

/** What further tries say, beside their number alone. */
const RETRY = ['count', 'delay', 'factor'];

export const unknownOfRetry = (retry: unknown): string | undefined =>
  isRecord(retry) ? Object.keys(retry).find((key) => !RETRY.includes(key)) : undefined;

/** Looks at limits when their references were resolved: before, nobody knew what they would come to. Throws `agent.bad-limit`. */
export function checkLimits(
  { timeout = Infinity, retry = 0 }: { readonly timeout?: unknown; readonly retry?: unknown },
  of: string,
  plugin: string,
): void {
  const fail = (field: string, why: string): never => {
    throw new AgentError('agent.bad-limit', {
      message: `The ${field} of ${of} ${why}`,
      hint: 'Where a reference gives it, that setting has to be a number; a parameter is one with type: integer.',
      plugin,
      field,
    });
  };
  const unknown = unknownOfRetry(retry);
  if (unknown !== undefined) fail('retry', `has '${unknown}', which means nothing. ${nearTo(unknown, RETRY)}`);
  const { count, delay = 0, factor = 1 } = isRecord(retry) ? retry : { count: retry };
  const limits: readonly (readonly [field: string, value: unknown, check: Check])[] = [
    ['timeout', timeout, MS],
    // Without a number there would be no end of tries.
    [isRecord(retry) ? 'retry.count' : 'retry', count, TRIES],
    ['retry.delay', delay, PAUSE],
    ['retry.factor', factor, FACTOR],
  ];
  for (const [field, value, [expected, holds]] of limits) if (!holds(value)) fail(field, `is ${kindOf(value)}, but must be ${expected}.`);
}
