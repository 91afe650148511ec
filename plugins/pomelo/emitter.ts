/** Open this for Node's EventEmitter as types that stand alone: whoever uses ours needs no types of Node. */
import { EventEmitter } from 'node:events';

/** A listener of an event, called with everything that was emitted. */
// oxlint-disable-next-line typescript/no-explicit-any -- a listener takes what its event carries, and only the two of them know
export type PomeloListener = (...args: any[]) => void;

/** Node's EventEmitter. */
export interface Emitter {
  on(name: string | symbol, listener: PomeloListener): this;
  addListener(name: string | symbol, listener: PomeloListener): this;
  once(name: string | symbol, listener: PomeloListener): this;
  prependListener(name: string | symbol, listener: PomeloListener): this;
  prependOnceListener(name: string | symbol, listener: PomeloListener): this;
  off(name: string | symbol, listener: PomeloListener): this;
  removeListener(name: string | symbol, listener: PomeloListener): this;
  removeAllListeners(name?: string | symbol): this;
  /** Whether anybody listened. */
  emit(name: string | symbol, ...args: readonly unknown[]): boolean;
  listeners(name: string | symbol): PomeloListener[];
  rawListeners(name: string | symbol): PomeloListener[];
  listenerCount(name: string | symbol): number;
  eventNames(): (string | symbol)[];
  setMaxListeners(count: number): this;
  getMaxListeners(): number;
}

/** What emitters of ours extend. */
export const EmitterBase: new () => Emitter = EventEmitter as never;
