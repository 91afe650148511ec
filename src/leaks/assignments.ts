/** Open this to see how it is known which line has set a new global: an object behind globalThis hears of keys that are not there yet. */
import { makerAbove, type Maker } from './maker.js';

export interface Assignments {
  /** Who has set a key last that was not there before. */
  makerOf(key: PropertyKey): Maker | undefined;
  close(): void;
}

/**
 * `globalThis.cache = new Map()` asks the prototypes of globalThis for a setter before it makes the property. Properties that are there are read
 * and written as fast as ever. `Object.defineProperty` asks nobody, and is not heard.
 */
export function watchAssignments(): Assignments {
  const makers = new Map<PropertyKey, Maker>();
  const prototype = Object.getPrototypeOf(globalThis) as object;
  const behind = Object.getPrototypeOf(prototype) as object | null;
  // Not the one behind itself: `instanceof` compares each object of the chain.
  const listening = Object.create(behind) as object;
  let open = true;

  function set(target: object, key: PropertyKey, value: unknown, receiver: unknown): boolean {
    if (open && receiver === globalThis) makers.set(key, makerAbove(set));
    return Reflect.set(target, key, value, receiver);
  }

  const proxy = new Proxy(listening, { set });
  Reflect.setPrototypeOf(prototype, proxy);
  return {
    makerOf: (key) => makers.get(key),
    close: () => {
      open = false;
      makers.clear();
      // Somebody may have put something between; what they lead to is transparent by now.
      if (Object.getPrototypeOf(prototype) === proxy) Reflect.setPrototypeOf(prototype, behind);
    },
  };
}
