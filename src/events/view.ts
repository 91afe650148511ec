/** Open this to see the bus as one owner has it: what is registered through it is theirs and goes with them. */
import type { EventBusView } from '../model/context.js';
import type { Handler } from './call.js';
import type { Delivery } from './delivery.js';
import { handle, type Membership, next, stream } from './listen.js';

/** The types of payloads are a promise that declaration merging makes to authors; underneath, a payload is unknown. */
export function createView(delivery: Delivery, who: Membership): EventBusView {
  return {
    on: (name, options) => stream(who, name, options?.priority) as never,
    handle: (name, handler, options = {}) => handle(who, name, handler as Handler, options),
    once: (name, options) => next(who, name, options?.priority) as never,
    // No rest parameter: it would make a list for every emission.
    emit: ((name: string, payload?: unknown) => delivery.emit(name, payload)) as EventBusView['emit'],
    emitAsync: (name, payload, options) => delivery.emitAsync(name, payload, options),
  };
}
