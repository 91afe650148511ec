/** Open this to see the bus as one owner has it: what is registered through it is theirs and goes with them. */
import type { EmitOptions, EventBusView, EventHandle, HandlerOptions } from '../model/context.js';
import type { Undo } from '../model/ports.js';
import type { Handler } from './call.js';
import type { Delivery } from './delivery.js';
import { type Apart, Found } from './found.js';
import { kindOf } from '../problem/text.js';
import { handle, type Membership, next, stream } from './listen.js';
import { badCall, checkOptions, whyNotOptions } from './options.js';

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
    event: (name) => new Held(name, delivery, view, apart) as never,
  };
  return view;
}

/** An event of a view. A class, since a method that all events have is called faster than a function of each. */
class Held extends Found {
  readonly #view: EventBusView;

  constructor(name: string, delivery: Delivery, view: EventBusView, apart: Apart) {
    super(name, delivery, apart);
    this.#view = view;
  }

  on(options?: Parameters<EventHandle['on']>[0]): unknown {
    return this.#view.on(this.name, options);
  }

  handle(handler: Handler, options?: HandlerOptions): Undo {
    return this.#view.handle(this.name, handler, options);
  }

  once(options?: Parameters<EventHandle['once']>[0]): Promise<unknown> {
    return this.#view.once(this.name, options);
  }

  emitAsync(payload?: unknown, options?: EmitOptions): Promise<number> {
    return this.#view.emitAsync(this.name, payload as never, options);
  }
}
