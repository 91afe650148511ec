/** Open this to see the bus as one owner has it: what is registered through it is theirs and goes with them. */
import type { EventBusView } from '../model/context.js';
import type { Handler } from './call.js';
import type { Delivery } from './delivery.js';
import { kindOf } from '../problem/text.js';
import { handle, type Membership, next, stream } from './listen.js';
import { badCall, checkOptions, whyNotOptions } from './options.js';

/** The types of payloads are a promise that declaration merging makes to authors; underneath, a payload is unknown. */
export function createView(delivery: Delivery, who: Membership): EventBusView {
  return {
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
    emit: ((name: string, payload?: unknown) => delivery.emit(name, payload)) as EventBusView['emit'],
    emitAsync(name, payload, options) {
      const why = whyNotOptions('emitAsync', options);
      return why === undefined ? delivery.emitAsync(name, payload, options) : Promise.reject(badCall('emitAsync', name, why, who.owner));
    },
  };
}
