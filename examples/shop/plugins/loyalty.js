/** Open this to see what happens when a plugin can't start: it has failed with a reason, what needs it waits, and the rest of the shop is open. */
import { definePlugin } from 'mortise';

export default {
  name: 'loyalty-programme',
  version: '0.9.0',

  attach(_options, callback) {
    this.registerPlugin(
      'loyalty/points',
      definePlugin({
        id: 'loyalty',
        name: 'Loyalty points',
        version: '0.9.0',
        start() {
          throw new Error('the points service at points.example does not answer.');
        },
      }),
    );

    this.registerPlugin(
      definePlugin({
        id: 'rewards',
        version: '0.9.0',
        inject: ['loyalty/points'],
        setup: (points) => ({ points }),
      }),
    );
    callback();
  },
};
