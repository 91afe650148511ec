/** Open this for `app.transaction`: conditions first, then handlers, and those again when one fails. */
import { answered } from './component.js';
import { type Say, textOf } from './trace.js';

/** A step calls back, with an error if it failed; one without a parameter may return a promise. */
export type TransactionStep = (callback: (error?: unknown) => void) => unknown;
/** Steps by name, in the order in which they run. */
export type TransactionSteps = Readonly<Record<string, TransactionStep>>;

/**
 * Runs the conditions in series, and when all of them hold, the handlers in series, at most `retry` times (default 1) until none fails. Whether
 * everything was executed; what fails is logged. From Pomelo, where nobody can wait for it.
 */
export async function transact(
  name: string,
  conditions: TransactionSteps,
  handlers: TransactionSteps,
  retry: number,
  say: Say,
): Promise<boolean> {
  const wrong = misuse(name, { conditions, handlers });
  if (wrong !== undefined) {
    say('error', wrong);
    return false;
  }
  const inSeries = async (steps: TransactionSteps, tell: (step: string, error: unknown) => void): Promise<boolean> => {
    for (const [step, run] of Object.entries(steps)) {
      try {
        await answered(undefined, run as (...args: unknown[]) => unknown, []);
      } catch (error) {
        tell(step, error);
        return false;
      }
    }
    return true;
  };
  const holds = await inSeries(conditions, (step, error) =>
    say('error', `[${name}]:[${step}] condition is executed with err: ${textOf(error)}.`),
  );
  if (!holds) return false;
  for (let time = 1; time <= Math.max(1, retry); time += 1) {
    const tell = (step: string, error: unknown): void =>
      say('error', `[${name}]:[${step}]:[${time}] handler is executed with err: ${textOf(error)}.`);
    if (await inSeries(handlers, tell)) return true;
  }
  return false;
}

function misuse(name: unknown, steps: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof name !== 'string') return `transaction name is error format, name: ${String(name)}.`;
  for (const [what, given] of Object.entries(steps)) {
    const isRight = typeof given === 'object' && given !== null && Object.values(given).every((step) => typeof step === 'function');
    if (!isRight) return `transaction ${what} parameter is error format: each of its members is a function.`;
  }
  return undefined;
}
