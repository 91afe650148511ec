/** Open this to see what the services need of the app, so that each can be understood, and replaced, alone. */
import type { ServerInfo } from 'mortise';
import type { Say } from '../trace.js';

/** Node's way to answer: an error or nothing first, then what came of it. */
// oxlint-disable-next-line typescript/no-explicit-any -- what follows the error is between the caller and whoever answers
export type Callback = (error?: any, ...results: any[]) => void;

/** A call of another server, as Pomelo writes it down. */
export interface RpcMessage {
  /** `sys` for Pomelo's own remotes, `user` for those in `app/servers/<type>/remote`. */
  readonly namespace: string;
  readonly serverType?: string;
  readonly service: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** A message of a client; one with an id is a request and gets an answer. */
export interface ClientMessage {
  readonly id?: number | string;
  /** `<server type>.<handler>.<method>` */
  readonly route: string;
  readonly body?: Record<string, unknown>;
}

export interface SendOptions {
  readonly type?: 'push' | 'broadcast' | 'response';
  readonly userOptions?: { readonly binded?: boolean; readonly filterParam?: unknown };
}

/** A remote method, by route or, with `toServer`, to one server by its id; `'*'` is every server of the type. */
export interface RpcMethod {
  (session: unknown, ...args: readonly unknown[]): void;
  toServer(serverId: string, ...args: readonly unknown[]): void;
}

export type RpcProxies = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, RpcMethod>>>>>>;

/** The part of the app that its services use. */
export interface ServiceApp {
  readonly serverId: string;
  readonly serverType: string;
  readonly event: { emit(name: string, ...args: readonly unknown[]): boolean };
  readonly components: Readonly<Record<string, unknown>>;
  readonly sysrpc: RpcProxies;
  get(name: string): unknown;
  getServersByType(serverType: string): readonly ServerInfo[] | undefined;
  rpcInvoke(serverId: string, message: RpcMessage, callback?: Callback): void;
}

export interface ServicePorts {
  readonly app: ServiceApp;
  readonly say: Say;
}

/** Calls back in the next tick, as Pomelo does. */
export function soon(callback: Callback | undefined, ...args: readonly unknown[]): void {
  if (typeof callback === 'function') process.nextTick(callback, ...args);
}

/** Calls code that answers by callback: once, and what it throws, or rejects with, before that is its answer. */
export function callOnce(call: (answer: Callback) => unknown, answered: Callback): void {
  let isDone = false;
  const answer = (...args: readonly unknown[]): void => {
    if (isDone) return;
    isDone = true;
    answered(...args);
  };
  try {
    const returned = call(answer);
    if (returned instanceof Promise) returned.catch((thrown: unknown) => answer(thrown));
  } catch (thrown) {
    // Whoever was answered has thrown it, and nobody here may keep it.
    if (isDone) throw thrown;
    answer(thrown);
  }
}
