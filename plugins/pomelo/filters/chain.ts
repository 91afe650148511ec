/** Open this to see how filters run: one after the other, until one of them says an error. */
import { callOnce, type Callback, type RpcMessage } from '../services/ports.js';

/** What filters see of a request: its body, with the route as `__route__`. */
export type RequestMessage = Record<string, unknown>;

/** What filters see of a session. */
export interface FilteredSession {
  readonly id: number | string;
  [member: string]: unknown;
}

/** Called before a message is handled; an error given to `next` refuses it. */
export type BeforeFilter = (message: RequestMessage, session: FilteredSession, next: Callback) => void;
/** Called when a message was handled, with its error or answer. */
export type AfterFilter = (
  error: unknown,
  message: RequestMessage,
  session: FilteredSession,
  // oxlint-disable-next-line typescript/no-explicit-any -- the answer of a handler, which filter and handler agree on
  answer: any,
  next: Callback,
) => void;
/** Called around a call of another server. */
export type RpcFilterFunction = (serverId: string, message: RpcMessage, options: Record<string, unknown>, next: Callback) => void;

/** A filter is an object with `before`, `after` or both; where only one is wanted, a function is one as well. */
export interface Filter {
  before?: BeforeFilter;
  after?: AfterFilter;
}
/** What stands before a handler: a filter, or only its function. */
export type Before = BeforeFilter | Pick<Filter, 'before'>;
/** What stands after a handler: a filter, or only its function. */
export type After = AfterFilter | Pick<Filter, 'after'>;

/** The same for calls of other servers. */
export interface RpcFilter {
  before?: RpcFilterFunction;
  after?: RpcFilterFunction;
}
/** What stands before a call of another server. */
export type RpcBefore = RpcFilterFunction | Pick<RpcFilter, 'before'>;
/** What stands after a call of another server. */
export type RpcAfter = RpcFilterFunction | Pick<RpcFilter, 'after'>;

type Step = (...args: readonly unknown[]) => void;

/** The function of a filter; nothing when it has none. */
function stepOf(filter: unknown, method: 'before' | 'after'): Step | undefined {
  if (typeof filter === 'function') return filter as Step;
  const found: unknown = typeof filter === 'object' && filter !== null ? Reflect.get(filter, method) : undefined;
  return typeof found === 'function' ? (found.bind(filter) as Step) : undefined;
}

/** In the order in which they were added. The first error ends it; a filter may answer with it: `next(error, answer, options)`. */
export function runBefores(filters: readonly Before[], message: RequestMessage, session: FilteredSession, callback: Callback): void {
  const [filter, ...rest] = filters;
  if (filter === undefined) return callback();
  const step = stepOf(filter, 'before');
  if (step === undefined) return callback(new Error('invalid before filter.'));
  callOnce(
    (next) => step(message, session, next),
    (error, ...answer: readonly unknown[]) => (error ? callback(error, ...answer) : runBefores(rest, message, session, callback)),
  );
}

/** The last one that was added runs first; each is told the error that the one before it passed on. */
export function runAfters(
  filters: readonly After[],
  error: unknown,
  message: RequestMessage,
  session: FilteredSession,
  answer: unknown,
  callback: Callback,
): void {
  const filter = filters.at(-1);
  if (filter === undefined) return callback(error);
  const on = (passed: unknown): void => runAfters(filters.slice(0, -1), passed, message, session, answer, callback);
  const step = stepOf(filter, 'after');
  if (step === undefined) return on(new Error('invalid after filter.'));
  callOnce((next) => step(error, message, session, answer, next), on);
}

/** A call that goes through filters. */
export interface FilteredCall {
  readonly serverId: string;
  readonly message: RpcMessage;
  readonly options: Record<string, unknown>;
}

/** A filter says `next(error)`, or `next(serverId, message, options)` to send the call elsewhere; one without the method is passed over. */
export function runRpcFilters(
  filters: readonly (RpcBefore | RpcAfter)[],
  method: 'before' | 'after',
  to: FilteredCall,
  callback: (error: unknown, to: FilteredCall) => void,
): void {
  const [filter, ...rest] = filters;
  if (filter === undefined) return callback(undefined, to);
  const step = stepOf(filter, method);
  if (step === undefined) return runRpcFilters(rest, method, to, callback);
  const passed = (target?: unknown, message?: RpcMessage, options?: Record<string, unknown>): void => {
    if (target instanceof Error || Object.prototype.toString.call(target) === '[object Error]') return callback(target, to);
    const next = {
      serverId: typeof target === 'string' ? target : to.serverId,
      message: message ?? to.message,
      options: options ?? to.options,
    };
    runRpcFilters(rest, method, next, callback);
  };
  callOnce((next) => step(to.serverId, to.message, to.options, next), passed);
}
