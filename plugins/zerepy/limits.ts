/** Open this to see what the limits of a call must be, whether an author says them or a caller, and which of them count. */
import type { Backoff, CallOptions, Limits } from './contract.js';
import type { Issue } from './errors.js';
import type { Callable, World } from './running.js';
import { isRecord, shown } from './values.js';

/** The longest time that a timer can wait. */
const LONGEST = 2_147_483_647;

/** Everything that is wrong with limits. What is `undefined` was not said. `at` is where they stand: `options.`. */
export function limitIssues({ timeout, retries, backoff }: Limits, at = ''): readonly Issue[] {
  return [
    ...issuesOf(`${at}timeout`, timeout, 'milliseconds above 0', (value) => isAtLeast0(value) && value !== 0 && value <= LONGEST),
    // Without a number there would be no end of tries.
    ...issuesOf(`${at}retries`, retries, 'an integer from 0 on', (value) => isAtLeast0(value) && Number.isSafeInteger(value)),
    ...issuesOf(`${at}backoff`, backoff, 'an object', isRecord),
    ...Object.entries(isRecord(backoff) ? backoff : {}).flatMap(([name, value]) =>
      issuesOf(`${at}backoff.${name}`, value, 'a number from 0 on', isAtLeast0),
    ),
  ];
}

/** Everything that is wrong with what a caller decides. */
export function callIssues(options: CallOptions): readonly Issue[] {
  // A signal may be of another realm.
  const isSignal = (value: unknown): boolean => typeof (value as Partial<AbortSignal> | null)?.addEventListener === 'function';
  return [...limitIssues(options, 'options.'), ...issuesOf('options.signal', options.signal, 'an AbortSignal', isSignal)];
}

type Resolved = Required<Pick<Limits, 'timeout' | 'retries'>> & Required<Backoff>;

/** What the caller says counts before the configuration, that before what the author says. The timeout of a configuration is in seconds. */
export function limitsOf(world: World, { connection, name, options }: Callable, given: CallOptions): Resolved {
  const { timeout, retries } =
    world.configOf(connection === undefined ? 'action' : 'connection', connection ?? name)?.config?.options ?? {};
  const backoff = (which: keyof Backoff, otherwise: number): number => given.backoff?.[which] ?? options.backoff?.[which] ?? otherwise;
  return {
    timeout: given.timeout ?? (timeout === undefined ? undefined : timeout * 1_000) ?? options.timeout ?? 30_000,
    retries: given.retries ?? retries ?? options.retries ?? 0,
    delay: backoff('delay', 200),
    factor: backoff('factor', 2),
    most: backoff('most', 30_000),
  };
}

function issuesOf(path: string, value: unknown, expected: string, holds: (value: unknown) => boolean): readonly Issue[] {
  return value === undefined || holds(value) ? [] : [{ path, message: `${path} ${shown(value)} instead of ${expected}` }];
}

function isAtLeast0(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
