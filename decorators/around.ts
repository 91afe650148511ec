/** Open this for `@Around`: events that tell of each call of a method, and code before and after it. */
import { ownFact } from '../src/facts/facts.js';
import { AROUND, type AroundMeta } from '../src/facts/keys.js';
import type { AroundOptions } from '../src/model/around.js';

/** A decorator for methods. */
export interface AroundDecorator {
  // oxlint-disable-next-line typescript/no-explicit-any -- a method of any parameters
  <M extends (...args: any[]) => unknown>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void;
  // oxlint-disable-next-line typescript/no-explicit-any -- the same
  <This, M extends (this: This, ...args: any[]) => unknown>(value: M, context: ClassMethodDecoratorContext<This, M>): void;
}

const around = ownFact(AROUND, ['member'], (given: string | AroundOptions): AroundMeta =>
  typeof given === 'string' ? { event: given } : given,
);

/**
 * Puts events and code around a method of a component, for everyone who calls it: its handlers and commands, its own code, whoever looked it up. With
 * a name, or `event`, each call emits `<name>.start`, and `<name>.success` or `<name>.failure`; `before` and `after` are called with the call
 * and its end. Each call is counted as `Component.method` in `host.usage`.
 *
 * The method keeps its `this`, a synchronous one stays so (unless `before` gives a promise), and what it returns and throws goes to the caller as it
 * is. Nothing stands around the method any more when the plugin has stopped. Of several on one method the one nearest to it is innermost. From
 * ZerePy's `publish_event`, and the filters of Pomelo.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { Around, OnEvent, Plugin } from 'mortise/decorators';
 *
 * declare module 'mortise' {
 *   interface Events {
 *     'till.paid': number;
 *   }
 * }
 *
 * @Plugin({ id: 'billing', version: '1.0.0' })
 * class Billing {
 *   @Around({ event: 'billing.charge', before: ({ args: [cents] }) => console.log('charging', cents) })
 *   @OnEvent('till.paid')
 *   charge(cents: number) {
 *     if (cents <= 0) throw new RangeError('nothing to charge');
 *   }
 * }
 *
 * const host = createHost({ extensions: [Billing], log: { level: 'silent' } });
 * host.events.handle('billing.charge.failure', (end) => console.log((end as { error: Error }).error.message));
 * await host.start();
 * host.events.emit('till.paid', 250); // charging 250
 * host.events.emit('till.paid', 0); // charging 0, nothing to charge
 * await host.stop();
 * ```
 */
export function Around(event: string): AroundDecorator;
export function Around(options: AroundOptions): AroundDecorator;
export function Around(...given: readonly unknown[]): unknown {
  return around(...given);
}
