/** Open this to see how a function, or a method of a decorated class, is marked as a listener. */
import { memberFact, type Kind, type PluginContextView } from 'mortise';
import { argumentsOf, placeOf } from './events.js';
import type { PluginServerInterface } from './server-interface.js';

interface Mark {
  readonly event: string;
  readonly priority: number;
}

const KEY = 'mcdreforged.listener';
const MARKS = Symbol.for(KEY);

/** What `eventListener` gives: it marks a function, and decorates a method in both modes of decorators. */
export interface ListenerMark {
  // oxlint-disable-next-line typescript/no-explicit-any -- a listener takes what its event carries
  <A extends any[]>(listener: (server: PluginServerInterface, ...args: A) => unknown): typeof listener;
  (target: object, member: string | symbol, descriptor?: PropertyDescriptor): void;
  (method: (...args: never[]) => unknown, context: ClassMethodDecoratorContext): void;
}

/**
 * Marks a listener, with a priority (default 1000; smaller ones are called earlier). Of a function that a plugin's module exports:
 *
 * ```ts
 * import { event_listener } from 'mortise/mcdreforged';
 *
 * export const welcome = event_listener('mcdr.player_joined', 500)((server, player: string) => server.say(`Welcome, ${player}`));
 * ```
 *
 * Of a method in a decorated class of any other style, which gets the same arguments:
 *
 * ```ts
 * import { event_listener, type PluginServerInterface } from 'mortise/mcdreforged';
 * import { Plugin } from 'mortise/decorators';
 *
 * @Plugin({ id: 'watch', version: '1.0.0' })
 * export class Watch {
 *   @event_listener('mcdr.server_stop') stopped(server: PluginServerInterface, code: number | null) {
 *     server.logger.info(`the server stopped with ${code}`);
 *   }
 * }
 * ```
 *
 * From MCDReforged.
 */
export function eventListener(event: string, priority = 1000): ListenerMark {
  const mark: Mark = { event, priority };
  const decorate = memberFact<Mark>(KEY, 'the extensions of createMcdr() of mortise/mcdreforged')(mark) as (
    ...given: readonly unknown[]
  ) => unknown;
  return ((target: object, ...rest: readonly unknown[]) => {
    if (rest.length > 0) return decorate(target, ...rest);
    Object.defineProperty(target, MARKS, { value: [...marksOf(target), mark], configurable: true });
    return target;
  }) as ListenerMark;
}

/** The marks of a function. */
export function marksOf(value: unknown): readonly Mark[] {
  return typeof value === 'function' ? ((Reflect.get(value, MARKS) as readonly Mark[] | undefined) ?? []) : [];
}

/** What a marked method means: it is called with a server interface and what the event carries. */
export function listenerKind(serverOf: (context: PluginContextView) => object): Kind<Mark> {
  return {
    key: KEY,
    title: '@event_listener',
    bind(instance, { value: { event, priority }, member }, context) {
      const server = serverOf(context);
      const method = Reflect.get(instance, member!) as (...args: readonly unknown[]) => unknown;
      return context.events.handle(
        event,
        (payload: unknown) => method.call(instance, server, ...argumentsOf(payload)),
        placeOf(event, priority),
      );
    },
  };
}
