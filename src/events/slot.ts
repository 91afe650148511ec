/** Open this to see what one place in a delivery is: who is called there, on whose account, and before whom. */
import type { Undo } from '../model/ports.js';
import type { Handler } from './call.js';
import type { Gate, Gated } from './gate.js';

/** Whose a handler is. */
export interface HandlerOwner {
  /** Key of the plugin, or `host`. */
  readonly plugin: string;
  readonly component?: string;
  readonly method?: string;
  /** Without one, deliveries always pass. */
  readonly gate?: Gate;
}

/** What is counted of one plugin. */
export interface Account {
  slots: number;
  failures: number;
  /** Of slots that are gone, by what they did; those without a name in the code are one. */
  readonly past: Map<string, Counted>;
}

/** What is counted of handlers that do the same. */
export interface Counted {
  readonly owner: Pick<HandlerOwner, 'plugin' | 'component' | 'method'>;
  readonly event: string | undefined;
  deliveries: number;
  failures: number;
  samples: number;
  ms: number;
}

export const DEFAULT_PRIORITY = 1000;

/** Somebody's code that listens, as far as blame goes. */
export interface Listener {
  /** The name or pattern it was registered for. */
  readonly event: string;
  readonly kind: 'handler' | 'stream' | 'once';
  readonly owner: HandlerOwner;
  readonly account: Account;
  failures: number;
}

/** One handler, stream subscriber or awaited promise, at its place among all who get the event. */
export interface Slot extends Gated, Listener {
  /** What a delivery calls: `run`, unless the plugin is away or the slot is gone. */
  call: Handler;
  run: Handler;
  readonly pattern: boolean;
  readonly priority: number;
  /** Counts all registrations of the bus: among equal priorities the earlier one is first. A successor takes the place of who was there before. */
  sequence: number;
  /** Milliseconds that `emitAsync` waits for it. */
  readonly deadline: number | undefined;
  /** Deliveries it got, less those that its channels had made before it came and plus those of channels it has left: see `Channels.heardBy`. */
  heard: number;
  /** Calls of it that were timed, and the milliseconds that they took together. */
  samples: number;
  ms: number;
  /** False once it is removed; deliveries under way may still come upon it. */
  live: boolean;
  /** Whether it is in the tables, so that new deliveries come upon it. */
  seated: boolean;
  /** Whether another one gets what deliveries under way have for it. */
  isForwarded: boolean;
  /** Ends what feeds the handler, before the slot goes: completes a stream. */
  end: (() => void) | undefined;
  /** Removes it, and takes it from the ledger of its owner. */
  undo: Undo;
}

/** The order of delivery: ascending priority, then the order of registration. */
export function byOrder(a: Slot, b: Slot): number {
  return a.priority - b.priority || a.sequence - b.sequence;
}
