/** Open this to see what "left nothing behind" means. */
import type { Host } from '../host.js';
import type { VirtualClock } from './virtual-clock.js';

/** What is still there of plugins that stopped; one line each. */
export function leftovers(host: Host, clock: VirtualClock, keys: Iterable<string>): string[] {
  const { kernel } = host;
  const left: string[] = [];
  for (const key of keys) {
    const record = kernel.records.get(key);
    if (record?.life !== undefined) {
      left.push(
        `'${key}' is ${record.state}: ${record.life.ledger
          .list()
          .map((entry) => entry.what)
          .join(', ')}`,
      );
      continue;
    }
    const slots = kernel.bus.countOf(key);
    if (slots > 0) left.push(`'${key}' still has ${slots} handlers or subscriptions`);
    for (const scope of host.scopes()) {
      const names = scope.names.countOf(key);
      if (names > 0)
        left.push(`'${key}' still publishes ${names} namespaces${scope.app === undefined ? '' : ` in the app '${scope.app}'`}`);
    }
    for (const provision of record?.manifest.provides ?? []) {
      const scope = record!.scope;
      if (scope.names.entry(provision.namespace) === undefined && scope.isBound(provision.namespace)) {
        left.push(`'${key}' left the binding of ${provision.namespace}`);
      }
    }
  }
  const allStopped = [...kernel.records.values()].every((record) => record.life === undefined);
  if (allStopped && clock.pending > 0) left.push(`${clock.pending} timers are still set`);
  return left;
}
