/** Open this for an extension: an object with `attach`, found by its file. It registers two plugins of its own making. */
import { definePlugin, PluginContext } from 'mortise';

export default {
  name: 'billing',
  version: '1.0.0',
  provider: 'Acme',

  /** Nothing runs yet: `this` only writes down what is registered. The options are those of mortise.yaml. */
  attach({ rate, declines }, callback) {
    // Any object can be a plugin: this one is only published.
    this.registerPlugin('billing/tax', { name: `${rate * 100} %`, of: (net) => Math.round(net * rate) });

    // This one has an id of its own, and is made when it starts.
    this.registerPlugin(
      ['billing', 'payment'],
      definePlugin({ id: 'payment', version: '1.1.0', inject: [PluginContext], setup: (context) => new Payment(context, declines) }),
    );
    callback();
  },
};

class Payment {
  #receipts = 0;

  constructor(context, declines) {
    this.context = context;
    this.declines = declines;
  }

  /** The card `slow` takes three seconds, as some do: a good moment to stop the shop. */
  async charge(card, cents) {
    await new Promise((resolve) => this.context.clock.setTimeout(resolve, card === 'slow' ? 3000 : 1));
    if (this.declines.includes(card)) throw Object.assign(new Error(`The card was declined for ${cents} cents.`), { statusCode: 402 });
    this.#receipts += 1;
    return `R-${this.#receipts}`;
  }
}
