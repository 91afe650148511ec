/** Open this to see what `@OnEvent` means at run time: it is a kind like any other. */
import { EVENT, type OnEventMeta } from '../facts/keys.js';
import { methodOf } from '../events/call.js';
import { checkNameOrPattern } from '../events/name.js';
import { whyNotOptions } from '../events/options.js';
import type { Kind } from '../model/kind.js';
import type { MortiseError } from '../problem/error.js';
import { kindOf } from '../problem/text.js';
import { Context } from './context.js';

export const onEvent: Kind<OnEventMeta> = {
  key: EVENT,
  title: '@OnEvent',
  // What it listens with takes its seat when its plugin takes over.
  local: true,
  check({ value, isStatic }) {
    const { event, handler: _, ...options } = value;
    if (isStatic === true) return 'a static method belongs to no instance, so it cannot handle events';
    const why = whyNoName(event);
    if (why !== undefined) return why;
    const { priority } = options;
    // A manifest is JSON, which has no infinite numbers.
    if (typeof priority === 'number' && !Number.isFinite(priority)) return `priority is ${kindOf(priority)} instead of a number`;
    return whyNotOptions('handle', options);
  },
  what: ({ value }) => `handler of '${value.event}'`,
  bind(instance, { value, member }, context) {
    const { event, handler, ...options } = value;
    if (handler === undefined) methodOf(instance, member!);
    const call =
      handler === undefined
        ? { on: instance, member: member! }
        : (payload: unknown, name: string): unknown => handler.call(instance, payload as never, name);
    return Context.handle(context, event, call, options);
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
