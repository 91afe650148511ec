/** Open this for `@Plugin` and `@Component`: the two decorators that make a class part of mortise. */
import type { InjectedAll } from '../src/facts/definition-types.js';
import { optionsOf, ownFact, type ClassFactDecorator } from '../src/facts/facts.js';
import { COMPONENT, PLUGIN, type ComponentMeta, type InjectToken, type PluginMeta } from '../src/facts/keys.js';

export type { Injected } from '../src/facts/definition-types.js';

/** A decorator for classes whose constructor takes what the inject list delivers. */
export type InjectingDecorator<T extends readonly unknown[]> = (
  target: new (...args: InjectedAll<T>) => unknown,
  context?: ClassDecoratorContext,
) => void;

const plugin = ownFact(PLUGIN, ['class'], (meta: PluginMeta) => meta);
const component = ownFact(COMPONENT, ['class'], (name?: string, options?: object): ComponentMeta => ({
  ...(name === undefined ? {} : { name }),
  ...optionsOf(options),
}));

/**
 * Makes a class a plugin: its id, version and needs, and the components it is made of. The class is itself a component.
 * Mistakes are not thrown; they are problems of that plugin (`manifest.*`), and other plugins run on.
 * From MCDReforged's metadata and Pomelo's plugins.
 *
 * ```ts
 * import { OnEvent, Plugin } from 'mortise/decorators';
 * import { createHost } from 'mortise';
 *
 * @Plugin({ id: 'hello', version: '1.0.0', dependencies: { mortise: '>=0.1' } })
 * class Hello {
 *   @OnEvent('bind_session')
 *   greet(session: { uid: string }) {
 *     console.log('hello', session.uid);
 *   }
 * }
 *
 * const host = createHost({ name: 'shop', extensions: [Hello] });
 * await host.start();
 * host.events.emit('bind_session', { uid: 'ada' }); // hello ada
 * await host.stop();
 * ```
 */
export function Plugin<const T extends readonly InjectToken[]>(meta: PluginMeta & { readonly inject: T }): InjectingDecorator<T>;
export function Plugin(meta: PluginMeta & { readonly inject?: undefined }): ClassFactDecorator;
export function Plugin(...given: readonly unknown[]): unknown {
  return plugin(...given);
}

/**
 * Makes a class a component of a plugin: named for logs and messages, with what its constructor gets. List it in
 * `@Plugin({ components })`. Its `beforeStart`, `start`, `afterStart`, `beforeStop` and `stop(force)` are called in that order,
 * synchronous, with a promise or with a callback alike. From Pomelo's components.
 *
 * ```ts
 * import { Component, Logger, Plugin } from 'mortise/decorators';
 *
 * @Component('store', { inject: [Logger] })
 * class Store {
 *   constructor(readonly log: Logger) {}
 *   async start() {
 *     this.log.info('open');
 *   }
 * }
 *
 * @Plugin({ id: 'cache', version: '1.0.0', components: [Store] })
 * export class CachePlugin {}
 * ```
 */
export function Component<const T extends readonly InjectToken[]>(
  name: string | undefined,
  options: { readonly inject: T },
): InjectingDecorator<T>;
export function Component(name?: string): ClassFactDecorator;
export function Component(...given: readonly unknown[]): unknown {
  return component(...given);
}
