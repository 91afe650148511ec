/** Open this to see how an event that was looked up is emitted again and again, as fast as if its publisher called the handlers itself. */
import type { Channel } from './channel.js';
import type { Delivery } from './delivery.js';
import { generateEmit } from './generate.js';

/** Whether somebody emits who is waited for, and how handlers, which nobody waits for, are kept apart from that. */
export interface Apart {
  current(): unknown;
  outside<R>(work: () => R): R;
}

/**
 * One event that was looked up. It keeps the event and none of its code: that holds plugins, and ends with them.
 *
 * Its `emit` is a method at first, in which the code of all events is called from one place. While an event is hot it has one of its own, from which no other
 * code was ever called, so that the handlers can be compiled into whoever emits.
 */
export class Found {
  readonly #delivery: Pick<Delivery, 'find' | 'deliver' | 'hotAfter'>;
  readonly #apart: Apart;
  #channel: Channel | undefined;
  /** Emissions to code that were not made from a place of its own. */
  #shared = 0;
  #own: ((payload: unknown) => number) | undefined = undefined;

  constructor(
    readonly name: string,
    delivery: Pick<Delivery, 'find' | 'deliver' | 'hotAfter'>,
    apart: Apart,
  ) {
    this.#delivery = delivery;
    this.#apart = apart;
    this.#channel = delivery.find(name);
  }

  emit(payload?: unknown): number {
    return this.#apart.current() === undefined ? this.#emit(payload) : this.#apart.outside(() => this.#emit(payload));
  }

  #emit(payload: unknown): number {
    const code = this.#channel?.code;
    if (code === undefined) return this.#deliver(payload);
    if (this.#shared++ === this.#delivery.hotAfter) this.#settle(this.#channel!);
    return code(payload);
  }

  #deliver(payload: unknown): number {
    if (this.#channel?.emittable !== true) this.#channel = this.#delivery.find(this.name);
    return this.#channel === undefined ? 0 : this.#delivery.deliver(this.#channel, payload);
  }

  #settle(channel: Channel): void {
    this.#shared = 0;
    const is = Object.getOwnPropertyDescriptor(this, 'emit');
    // Whoever has frozen it, or put something else in its place, has it as it is.
    if (!Object.isExtensible(this) || (is !== undefined && is.value !== this.#own)) return;
    const value = generateEmit(channel, this.#apart, (payload) => Found.prototype.emit.call(this, payload));
    if (value === undefined) return;
    this.#own = value;
    Object.defineProperty(this, 'emit', { value, writable: true, configurable: true });
  }
}
