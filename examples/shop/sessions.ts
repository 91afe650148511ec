/** Open this for the smallest useful plugin: one decorated class that publishes itself and tells the others who comes and goes. */
import { EventBus, Plugin, Provide } from 'mortise/decorators';

@Plugin({ id: 'sessions', version: '1.0.0', category: 'service', inject: [EventBus] })
@Provide('shop/sessions')
export class Sessions {
  readonly #open = new Map<string, { readonly uid: string; readonly frontendId: string }>();

  constructor(readonly events: EventBus) {}

  open(uid: string): object {
    const session = { uid, frontendId: 'web-1' };
    this.#open.set(uid, session);
    // One of Pomelo's events, so plugins of that world hear it as well: see pomelo/stock/events/visitors.js.
    this.events.emit('bind_session', session);
    return session;
  }

  close(uid: string): boolean {
    const session = this.#open.get(uid);
    if (session === undefined) return false;
    this.#open.delete(uid);
    this.events.emit('close_session', session);
    return true;
  }

  has(uid: string): boolean {
    return this.#open.has(uid);
  }
}

declare module 'mortise' {
  interface Namespaces {
    'shop/sessions': Sessions;
  }
}
