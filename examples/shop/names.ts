/** Open this to see every name that plugins of the shop share: what is published under which namespace, and what each event carries. */
import type { PluginInfo } from 'mortise';

export interface Order {
  readonly id: number;
  readonly uid: string;
  readonly sku: string;
  readonly quantity: number;
  /** All amounts are in cents. */
  readonly net: number;
  readonly tax: number;
  readonly total: number;
  readonly currency: string;
  readonly receipt: string;
}

export interface Refusal {
  readonly uid: string;
  readonly sku: string;
  readonly why: string;
}

export interface Tax {
  readonly name: string;
  of(net: number): number;
}

export interface Payment {
  /** Resolves with a receipt; rejects when the card is declined. */
  charge(card: string, cents: number): Promise<string>;
}

export interface Article {
  readonly sku: string;
  readonly price: number;
  readonly left: number;
}

export interface Stock {
  find(sku: string): Article | undefined;
  /** False when there is too little of it. */
  take(sku: string, quantity: number): boolean;
  putBack(sku: string, quantity: number): void;
}

export interface Mail {
  send(to: string, text: string): void;
}

export interface AuditTrail {
  entries(): readonly object[];
}

/** What the owner of the host lets plugins see of it. */
export interface PluginList {
  list(): readonly PluginInfo[];
}

declare module 'mortise' {
  interface Namespaces {
    'billing/tax': Tax;
    'billing/payment': Payment;
    'pomelo/stockService': Stock;
    'acme/mail': Mail;
    'shop/audit': AuditTrail;
    'shop/plugins': PluginList;
  }
  interface Events {
    'orders.placed': Order;
    'orders.refused': Refusal;
  }
}
