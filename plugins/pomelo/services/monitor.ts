/** Open this to see what becomes of a new master: `app.components.__monitor__.reconnect(info)`, which failover plugins call. */

/** In one process there is nobody to connect to: the app knows its new master, and a transport may stand in the place of this one. */
export class Monitor {
  readonly name = '__monitor__';
  readonly #app: { set(name: string, value: unknown, attach: boolean): unknown };

  constructor(app: { set(name: string, value: unknown, attach: boolean): unknown }) {
    this.#app = app;
  }

  reconnect(master: unknown): void {
    this.#app.set('master', master, true);
  }
}
