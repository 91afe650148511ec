/** Open this for a pipeline and a job: what runs low is bought by steps, and the takings are told every night. */
import { EventBus, OnEvent, Plugin, Use } from 'mortise/decorators';
import { Job, Pipeline, Step, type JobContext, type StepCall } from 'mortise/agent';
import type { Connections } from 'mortise/zerepy';
import type { Article, Order, Stock } from './names.js';
import { OrderBook, refuse } from './orders.js';
import type { Bought } from './supplier.js';

const FEW = 2;
const MANY = 10;

@Plugin({ id: 'restock', version: '1.0.0', category: 'pipeline', inject: [EventBus], dependencies: { supplier: '^1.0' } })
@Pipeline('restock', { subscriptions: 'stock.low', success: 'stock.bought', failed: 'stock.not_bought', overlap: 'queue' })
export class Restock {
  @Use('pomelo/stockService') readonly stock!: Stock;
  @Use('zerepy/connections') readonly connections!: Connections;

  constructor(readonly events: EventBus) {}

  @OnEvent('orders.placed') look({ sku }: Order): void {
    const article = this.stock.find(sku);
    if (article !== undefined && article.left < FEW) this.events.emit('stock.low', article);
  }

  // Each step gets what the one before gave; the first, nothing but its event.
  @Step() what(_input: object, { event }: StepCall): Article {
    const { sku } = (event?.payload ?? {}) as Partial<Article>;
    return this.stock.find(String(sku)) ?? refuse(404, `There is no article '${sku}'.`);
  }

  @Step({ retry: 2, timeout: 10_000 }) async buy({ sku, price }: Article): Promise<Bought> {
    if (!(await this.connections.isConfigured('supplier'))) await this.connections.configure('supplier');
    const cents = await this.connections.performAction('supplier', 'quote', { price, quantity: MANY });
    return (await this.connections.performAction('supplier', 'buy', { sku, quantity: MANY, cents })) as Bought;
  }

  @Step() store(bought: Bought): Bought {
    this.stock.putBack(bought.sku, bought.quantity);
    return bought;
  }
}

@Plugin({ id: 'takings', version: '1.0.0', category: 'job' })
export class Takings {
  @Use('shop/orders') readonly orders!: OrderBook;

  /** The state is how many orders were told of by the runs before. `mortise exec run-job takings` does not wait for the night. */
  @Job('takings', { schedule: { pattern: '0 0 * * *', timezone: 'Europe/Rome' } }) tell({ state: told = 0 }: JobContext<number>) {
    const orders = this.orders.all().slice(told);
    const cents = orders.reduce((sum, { total }) => sum + total, 0);
    return {
      message: `${orders.length} orders, ${(cents / 100).toFixed(2)} ${orders[0]?.currency ?? ''}`.trim(),
      state: told + orders.length,
    };
  }
}

declare module 'mortise' {
  interface Events {
    'stock.low': Article;
    'stock.bought': Bought;
  }
}
