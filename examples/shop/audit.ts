/** Open this for a plugin without decorators: a plain object, here with a component that a function makes. */
import { Clock, definePlugin } from 'mortise';

/** Writes down what happens, in the order in which it happened. */
function trail(clock: Clock) {
  const entries: object[] = [];
  return {
    entries: () => entries,
    write(payload: object, event: string) {
      entries.push({ at: new Date(clock.now()).toISOString(), event, ...payload });
    },
  };
}

export const audit = definePlugin({
  id: 'audit',
  version: '1.0.0',
  name: 'Audit trail',
  components: [
    {
      name: 'trail',
      inject: [Clock],
      setup: trail,
      provides: 'shop/audit',
      // Every event of orders, what a pipeline has bought, and two of Pomelo's. The texts are names of the methods that `trail` returned.
      on: { 'orders.*': 'write', 'stock.bought': 'write', bind_session: 'write', close_session: 'write' },
    },
  ],
});
