/** Open this for a connection with two actions: where the shop buys what it sells. */
import { Config, Field, Plugin } from 'mortise/decorators';
import { Action, Connection } from 'mortise/zerepy';
import { refuse } from './orders.js';

@Config()
class SupplierConfig {
  @Field.string({ default: 'shop-1', doc: 'The account that is charged' }) account!: string;
  @Field.integer({ default: 40, min: 0, max: 100, unit: '%', doc: 'What the supplier takes of the price in the shop' }) share!: number;
}

export interface Bought {
  readonly sku: string;
  readonly quantity: number;
  readonly cents: number;
  readonly account: string;
}

@Plugin({ id: 'supplier', version: '1.0.0', category: 'connection', config: SupplierConfig, inject: [SupplierConfig] })
@Connection('supplier', { timeout: 5_000, retries: 1 })
export class Supplier {
  #account: string | undefined;

  constructor(readonly config: SupplierConfig) {}

  /** `mortise exec configure-connection supplier` opens the account, and so does the first order. */
  isConfigured(): boolean {
    return this.#account !== undefined;
  }

  configure(): boolean {
    this.#account = this.config.account;
    return true;
  }

  // Arguments are checked before a method is called; from a command line they come as texts.
  @Action('quote', {
    parameters: { price: { type: 'integer', min: 1, unit: 'cents' }, quantity: { type: 'integer', min: 1, default: 10 } },
  })
  quote({ price, quantity }: { price: number; quantity: number }): number {
    return Math.round((price * quantity * this.config.share) / 100);
  }

  @Action('buy', {
    parameters: { sku: { type: 'string' }, quantity: { type: 'integer', min: 1 }, cents: { type: 'integer', min: 0, unit: 'cents' } },
  })
  buy({ sku, quantity, cents }: Omit<Bought, 'account'>): Bought {
    return { sku, quantity, cents, account: this.#account ?? refuse(409, 'The supplier knows no account of ours.') };
  }
}
