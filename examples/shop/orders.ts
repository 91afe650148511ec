/** Open this for a plugin that uses five others, each written in another style, and has typed settings. */
import { Component, Config, EventBus, Field, Logger, Plugin, Provide, Use } from 'mortise/decorators';
import type { Mail, Order, Payment, Stock, Tax } from './names.js';
import { Sessions } from './sessions.js';

@Config()
class OrdersConfig {
  @Field.string({ default: 'EUR', pattern: '^[A-Z]{3}$', doc: 'In which currency prices are' }) currency!: string;
  @Field.integer({ default: 10, min: 1, doc: 'The most of one article that an order may have' }) most!: number;
  @Field.boolean({ default: true, doc: 'Whether the shop takes orders' }) open!: boolean;
}

/** What a customer wants. */
export interface Wish {
  readonly uid: string;
  readonly sku: string;
  readonly quantity: number;
  readonly card: string;
}

@Component('order book', { inject: [OrdersConfig, EventBus, Logger] })
@Provide('shop/orders')
export class OrderBook {
  // Whoever publishes these is started before, and stopped after this plugin.
  @Use('shop/sessions') readonly sessions!: Sessions;
  @Use('billing/tax') readonly tax!: Tax;
  @Use('billing/payment') readonly payment!: Payment;
  @Use('pomelo/stockService') readonly stock!: Stock;
  // Nobody publishes it in this shop; the plugin starts nevertheless.
  @Use('acme/mail', { optional: true }) readonly mail?: Mail;

  readonly #orders: Order[] = [];

  constructor(
    public config: OrdersConfig,
    readonly events: EventBus,
    readonly log: Logger,
  ) {}

  /** Orders outlive a reload: of this plugin, and of those that it holds. */
  snapshot(): readonly Order[] {
    return this.#orders;
  }

  restore(orders: readonly Order[]): void {
    this.#orders.push(...orders);
  }

  /** An operator closes the shop, or lets people buy more, while it runs. */
  onConfig(next: OrdersConfig): void {
    this.config = next;
  }

  all(): readonly Order[] {
    return this.#orders;
  }

  /** What one of an article costs in this shop. */
  price(sku: string): object {
    const { price: net } = this.stock.find(sku) ?? refuse(404, `There is no article '${sku}'.`);
    const tax = this.tax.of(net);
    return { sku, net, tax, total: net + tax, rate: this.tax.name };
  }

  async place(wish: Wish): Promise<Order> {
    const { uid, sku, quantity } = wish;
    try {
      const order = await this.#sell(wish);
      this.#orders.push(order);
      this.events.emit('orders.placed', order);
      if (this.mail === undefined) this.log.info('there is no mail plugin, so nobody is written to', { order: order.id });
      else this.mail.send(uid, `Your ${quantity} ${sku} are on their way.`);
      return order;
    } catch (error) {
      this.events.emit('orders.refused', { uid, sku, why: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  async #sell({ uid, sku, quantity, card }: Wish): Promise<Order> {
    const { currency, most, open } = this.config;
    if (!open) refuse(503, 'The shop is closed.');
    if (!this.sessions.has(uid)) refuse(401, `'${uid}' has no session.`);
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > most) refuse(400, `The quantity is 1 to ${most}.`);
    const { price } = this.stock.find(sku) ?? refuse(404, `There is no article '${sku}'.`);
    if (!this.stock.take(sku, quantity)) refuse(409, `There are not ${quantity} of '${sku}' left.`);
    const net = price * quantity;
    const tax = this.tax.of(net);
    try {
      const receipt = await this.payment.charge(card, net + tax);
      return { id: this.#orders.length + 1, uid, sku, quantity, net, tax, total: net + tax, currency, receipt };
    } catch (error) {
      this.stock.putBack(sku, quantity);
      throw error;
    }
  }
}

@Plugin({ id: 'orders', version: '1.3.0', category: 'service', description: 'Takes orders', config: OrdersConfig, components: [OrderBook] })
export class Orders {}

/** An error that Fastify answers with this status. */
export function refuse(statusCode: number, message: string): never {
  throw Object.assign(new Error(message), { statusCode });
}

declare module 'mortise' {
  interface Namespaces {
    'shop/orders': OrderBook;
  }
}
