/** Open this to see what `@OnEvent` means at run time: it is a kind like any other. */
import { EVENT, type OnEventMeta } from '../facts/keys.js';
import { checkNameOrPattern } from '../events/name.js';
import type { Kind } from '../model/kind.js';
import type { MortiseError } from '../problem/error.js';
import { kindOf } from '../problem/text.js';

export const onEvent: Kind<OnEventMeta> = {
  key: EVENT,
  title: '@OnEvent',
  // What it listens with takes its seat when its plugin takes over.
  local: true,
  check({ value, isStatic }) {
    const { event, priority, deadline, through, once } = value;
    if (isStatic === true) return 'a static method belongs to no instance, so it cannot handle events';
    const why = whyNoName(event);
    if (why !== undefined) return why;
    if (priority !== undefined && !Number.isFinite(priority)) return `priority is ${kindOf(priority)} instead of a number`;
    if (deadline !== undefined && !(typeof deadline === 'number' && deadline > 0))
      return `deadline is ${kindOf(deadline)} instead of milliseconds above 0`;
    if (through !== undefined && typeof through !== 'function')
      return `through is ${kindOf(through)} instead of a function from stream to stream`;
    if (once !== undefined && typeof once !== 'boolean') return `once is ${kindOf(once)} instead of true or false`;
    return undefined;
  },
  bind(instance, { value, member }, context) {
    const { event, handler, ...options } = value;
    const call =
      handler === undefined
        ? (payload: unknown, name: string): unknown =>
            (instance as Record<PropertyKey, (p: unknown, n: string) => unknown>)[member!]!(payload, name)
        : (payload: unknown, name: string): unknown => handler.call(instance, payload as never, name);
    return context.events.handle(event, call, options);
  },
};

function whyNoName(event: unknown): string | undefined {
  try {
    checkNameOrPattern(event);
    return undefined;
  } catch (error) {
    return (error as MortiseError).problem.message.replace(/\.$/, '');
  }
}
