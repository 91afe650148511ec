/** Open this for an app: plugins that see everything of the host, are seen by nobody else, and may replace a namespace for themselves. */
import { definePlugin } from 'mortise';
import { Plugin, PluginContext, Use } from 'mortise/decorators';
import { Gateway } from './gateway.js';
import type { Stock, Tax } from './names.js';
import { refuse } from './orders.js';

/** Published by the app, so within the app it stands before the `billing/tax` of the host. Everybody else goes on with the host's. */
export const storefrontTax = definePlugin({
  id: 'storefront-tax',
  version: '1.0.0',
  provides: { 'billing/tax': { name: '7 % (reduced)', of: (net: number) => Math.round(net * 0.07) } },
});

@Plugin({ id: 'storefront', version: '2.0.0', inject: [PluginContext] })
export class Storefront {
  @Use('billing/tax') readonly tax!: Tax;
  @Use('pomelo/stockService') readonly stock!: Stock;
  @Use('shop/gateway') readonly gateway!: Gateway;

  constructor(readonly context: PluginContext) {}

  start(): void {
    // What is owned is undone when this plugin stops.
    this.context.own(this.gateway.mount('storefront', (path) => this.price(path.replace(/^prices\//, ''))));
  }

  price(sku: string): object {
    const { price: net } = this.stock.find(sku) ?? refuse(404, `There is no article '${sku}'.`);
    const tax = this.tax.of(net);
    return { sku, net, tax, total: net + tax, rate: this.tax.name };
  }
}
