/** Open this for `@OnEvent`: a method becomes a handler of an event. */
import { ownFact } from '../src/facts/facts.js';
import { EVENT, type OnEventMeta } from '../src/facts/keys.js';
import type { HandlerOptions, NameOr } from '../src/model/context.js';
import type { EventPayload, Events } from '../src/model/registry.js';

/** A decorator for methods that take the payload; checked in both decorator modes. */
export interface HandlerDecorator<P> {
  <M extends (payload: P, name: string) => unknown>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void;
  <This, M extends (this: This, payload: P, name: string) => unknown>(value: M, context: ClassMethodDecoratorContext<This, M>): void;
}

/** With `through` the handler sees what the stream emits, so the payload is free. */
// oxlint-disable-next-line typescript/no-explicit-any -- what the stream emits can't be known here
type Handled<E extends string, O> = O extends { readonly through: unknown } ? any : E extends `${string}*${string}` ? any : EventPayload<E>;

const event = ownFact(EVENT, ['member'], (name: string, options?: HandlerOptions): OnEventMeta => ({ ...options, event: name }));

/**
 * Makes a method a handler of an event, or of every event that a pattern matches (`server.*`, `**`). It is called with
 * `(payload, name)`, in ascending `priority` (default 1000), ties in the order of registration. The method is the one that the instance has when
 * its plugin begins to run. What it throws is reported as
 * `event.handler-failed` and reaches nobody else. `through` puts an rxjs stream before it; `deadline` (milliseconds) bounds how long
 * `emitAsync` waits for it. From MCDReforged's listeners and Pomelo's event classes.
 *
 * ```ts
 * import { OnEvent, Plugin } from 'mortise/decorators';
 * import { bufferCount } from 'rxjs';
 *
 * @Plugin({ id: 'metrics', version: '1.0.0' })
 * export class Metrics {
 *   @OnEvent('close_session', { priority: 500 })
 *   first(session: { uid: string }) {
 *     console.log('gone', session.uid);
 *   }
 *
 *   @OnEvent('metric.*', { through: (metric$) => metric$.pipe(bufferCount(100)) })
 *   store(batch: number[]) {
 *     console.log('batch of', batch.length);
 *   }
 * }
 * ```
 */
export function OnEvent<E extends NameOr<keyof Events & string>, const O extends HandlerOptions = HandlerOptions>(
  name: E,
  options?: O,
): HandlerDecorator<Handled<E, O>>;
export function OnEvent(...given: readonly unknown[]): unknown {
  return event(...given);
}
