/** Open this to see how a plugin is written without decorators, and how such an object is told from a plain value. */
import { branded } from './brand.js';
import type { DefinitionBase, DefinitionLinks, WithoutMisplaced, WithoutSlips } from './definition-types.js';
import type { InjectToken, PluginDefinition } from './keys.js';
import { callSite } from './place.js';

/** Global, so that two copies of mortise agree on what a definition is. */
const DEFINITION = Symbol.for('mortise.definition');

/** Nothing can be written on those that are frozen. */
const unmarked = new WeakMap<object, () => string | undefined>();

/**
 * Marks an object as a plugin, so that `registerPlugin` runs it instead of only publishing it. A module may also export such an
 * object with an `id` as it is. The same manifest comes out as from `@Plugin`. The parameters of `setup` have the types of what `inject`
 * lists, and handlers those of their events.
 *
 * ```ts
 * import { createHost, definePlugin } from 'mortise';
 *
 * const audit = definePlugin({
 *   id: 'audit',
 *   version: '1.0.0',
 *   on: { 'orders.placed': (order: { sku: string }) => console.log('placed', order.sku) },
 * });
 * const host = createHost({ name: 'shop', extensions: [audit] });
 * await host.start();
 * host.events.emit('orders.placed', { sku: 'tea' }); // placed tea
 * await host.stop();
 * ```
 */
export function definePlugin<
  D extends DefinitionBase,
  I extends string,
  const T extends readonly InjectToken[] = readonly [],
  S = unknown,
  O = Record<never, never>,
  P = Record<never, never>,
>(definition: D & WithoutSlips<D, I> & WithoutMisplaced<D> & DefinitionLinks<D, I, T, S, O, P>): D;
export function definePlugin(definition: PluginDefinition): PluginDefinition {
  // What is no object is told by the host that is given it.
  if (Object(definition) !== definition || isDefined(definition)) return definition;
  const site = callSite();
  if (!Reflect.defineProperty(definition, DEFINITION, { value: site })) unmarked.set(definition, site);
  return branded(definition);
}

/** `file:line:column` of the call of `definePlugin`. Another copy of mortise may have marked it otherwise. */
export function definedAt(definition: PluginDefinition): string | undefined {
  const site: unknown = Reflect.get(definition, DEFINITION) ?? unmarked.get(definition);
  return typeof site === 'function' ? (site as () => string | undefined)() : undefined;
}

/** Whether `definePlugin` has marked it. */
export function isDefined(value: unknown): value is PluginDefinition {
  return typeof value === 'object' && value !== null && (Object.hasOwn(value, DEFINITION) || unmarked.has(value));
}
