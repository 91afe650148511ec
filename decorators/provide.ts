/** Open this for `@Provide` and `@Use`: publishing a component under a namespace, and asking for one. */
import { optionsOf, ownFact, type ClassFactDecorator, type PlaceFactDecorator } from '../src/facts/facts.js';
import { PROVIDE, USE, type ProvideMeta, type UseMeta } from '../src/facts/keys.js';
import type { NamespaceLike } from '../src/model/name.js';

const provide = ownFact(PROVIDE, ['class'], (namespace: ProvideMeta['namespace'], options?: object): ProvideMeta => ({
  namespace,
  ...optionsOf(options),
}));
const use = ownFact(USE, ['member', 'parameter'], (namespace: unknown, options?: object): UseMeta => ({
  namespace,
  ...optionsOf(options),
}));

/**
 * Publishes a component under a namespace while its plugin runs: `host.lookup(namespace)`, `@Use(namespace)` and
 * `host.container.get(namespace)` find it. `scope: 'transient'` (made for each look-up) and `'request'` (made once for each
 * resolution of inversify's) are for classes without lifecycle. From the agent's `registerPlugin` and OSGi's services.
 *
 * ```ts
 * import { Component, Plugin, Provide } from 'mortise/decorators';
 *
 * @Component('rates')
 * @Provide('billing/rates')
 * class Rates {
 *   of(sku: string) {
 *     return sku === 'book' ? 0.07 : 0.19;
 *   }
 * }
 *
 * @Plugin({ id: 'billing', version: '1.0.0', components: [Rates] })
 * export class BillingPlugin {}
 * ```
 */
export function Provide(namespace: NamespaceLike, options?: { readonly scope?: 'singleton' | 'transient' | 'request' }): ClassFactDecorator;
export function Provide(...given: readonly unknown[]): unknown {
  return provide(...given);
}

/**
 * Asks for what another plugin publishes: on a field (set before `beforeStart`), and under legacy decorators on a constructor
 * parameter. The provider starts first; without one the plugin waits (`plan.missing-provider`), unless the use is `optional`.
 * `live: true` gives an `Observable` of the value and its absences, and neither orders nor restarts anything. `or` lists namespaces that will do
 * as well: the first that somebody provides counts.
 *
 * ```ts
 * import { Plugin, Use } from 'mortise/decorators';
 * import type { Observable } from 'rxjs';
 *
 * @Plugin({ id: 'checkout', version: '1.0.0' })
 * export class Checkout {
 *   @Use('billing/rates') readonly rates!: { of(sku: string): number };
 *   @Use('acme/mail', { optional: true }) readonly mail?: { send(to: string): void };
 *   @Use('acme/flags', { live: true }) readonly flags$!: Observable<unknown>;
 * }
 * ```
 */
export function Use(
  namespace: NamespaceLike,
  options?: { readonly optional?: boolean; readonly live?: boolean; readonly or?: readonly string[] },
): PlaceFactDecorator;
export function Use(...given: readonly unknown[]): unknown {
  return use(...given);
}
