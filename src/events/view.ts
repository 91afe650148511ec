/** Open this to see the bus as one owner has it: what is registered through it is theirs and goes with them. */
import type { EventBusView, EventHandle } from '../model/context.js';
import type { Handler } from './call.js';
import type { Delivery } from './delivery.js';
import { kindOf } from '../problem/text.js';
import { handle, type Membership, next, stream } from './listen.js';
import { badCall, checkOptions, whyNotOptions } from './options.js';

/** Whether somebody emits who is waited for, and how handlers, which nobody waits for, are kept apart from that. */
export interface Apart {
  current(): unknown;
  outside<R>(work: () => R): R;
}

const AT_ONCE: Apart = { current: () => undefined, outside: (work) => work() };

/** The types of payloads are a promise that declaration merging makes to authors; underneath, a payload is unknown. */
export function createView(delivery: Delivery, who: Membership, apart: Apart = AT_ONCE): EventBusView {
  const view: EventBusView = {
    on(name, options) {
      checkOptions('on', name, options, who.owner);
      return stream(who, name, options?.priority) as never;
    },
    handle(name, handler, options) {
      if (typeof handler !== 'function')
        throw badCall('handle', name, `the handler is ${kindOf(handler)} instead of a function`, who.owner);
      checkOptions('handle', name, options, who.owner);
      return handle(who, name, handler as Handler, options ?? {});
    },
    once(name, options) {
      const why = whyNotOptions('once', options);
      return (why === undefined ? next(who, name, options?.priority) : Promise.reject(badCall('once', name, why, who.owner))) as never;
    },
    // No rest parameter: it would make a list for every emission.
    emit: (apart === AT_ONCE
      ? delivery.emit
      : (name: string, payload?: unknown) =>
          apart.current() === undefined
            ? delivery.emit(name, payload)
            : apart.outside(() => delivery.emit(name, payload))) as EventBusView['emit'],
    emitAsync(name, payload, options) {
      const why = whyNotOptions('emitAsync', options);
      return why === undefined ? delivery.emitAsync(name, payload, options) : Promise.reject(badCall('emitAsync', name, why, who.owner));
    },
    event(name) {
      const emit = delivery.emitterOf(name);
      const held: EventHandle = {
        name,
        on: (options) => view.on(name, options) as never,
        handle: (handler, options) => view.handle(name, handler, options),
        once: (options) => view.once(name, options) as never,
        emit:
          apart === AT_ONCE
            ? emit
            : (payload?: unknown) => (apart.current() === undefined ? emit(payload) : apart.outside(() => emit(payload))),
        emitAsync: (payload, options) => view.emitAsync(name, payload as never, options),
      };
      return held as never;
    },
  };
  return view;
}
