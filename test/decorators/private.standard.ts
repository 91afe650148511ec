/** Open this to see decorators on what only standard decorators can stand on: private members and accessors. */
import { OnEvent, Plugin, Use } from '../../decorators/index.js';

@Plugin({ id: 'hidden', version: '1.0.0' })
export class Hidden {
  @Use('acme/cache') accessor cache: unknown;
  @Use('acme/mail') #mail: unknown;

  @OnEvent('bind_session') #bound() {
    return this.#mail;
  }

  run() {
    return this.#bound();
  }
}
