/** Open this to see how channels outlive their server: what is told to the store of `channelConfig`, and how it comes back. */
import type { Callback, ServicePorts } from './ports.js';
import type { UserId } from './session.js';
import { textOf } from '../trace.js';

/** A store for channels, from Pomelo: sets of texts by key. */
export interface ChannelStorage {
  add(key: string, value: string, callback: Callback): void;
  remove(key: string, value: string, callback: Callback): void;
  load(key: string, callback: Callback): void;
  removeAll(key: string, callback: Callback): void;
}

export class ChannelStore {
  readonly #ports: ServicePorts;

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  /** Reads all channels of this server, and all members of each. Rejects with what the store calls back. */
  async restore(member: (name: string, sid: string, uid: string) => void): Promise<void> {
    const { storage, prefix } = this.#config();
    if (storage === undefined) return;
    const load = (key: string): Promise<readonly string[]> =>
      new Promise((resolve, reject) =>
        storage.load(key, (error: Error | undefined, list?: readonly string[]) => (error ? reject(error) : resolve(list ?? []))),
      );
    for (const key of await load(prefix)) {
      const name = key.slice(prefix.length + 1);
      for (const item of await load(key)) {
        const colon = item.indexOf(':');
        member(name, item.slice(0, colon), item.slice(colon + 1));
      }
    }
  }

  created(name: string): void {
    const { prefix } = this.#config();
    this.#tell('add', prefix, `${prefix}:${name}`);
  }

  destroyed(name: string): void {
    const { prefix } = this.#config();
    this.#tell('remove', prefix, `${prefix}:${name}`);
    this.#tell('removeAll', `${prefix}:${name}`);
  }

  joined(name: string, sid: string, uid: UserId): void {
    this.#tell('add', `${this.#config().prefix}:${name}`, `${sid}:${uid}`);
  }

  left(name: string, sid: string, uid: UserId): void {
    this.#tell('remove', `${this.#config().prefix}:${name}`, `${sid}:${uid}`);
  }

  #tell(method: 'add' | 'remove' | 'removeAll', ...key: readonly string[]): void {
    const { storage } = this.#config();
    if (storage === undefined) return;
    const callback: Callback = (error: unknown) => {
      if (error) this.#ports.say('error', `the store of channels could not ${method} ${key.join(' ')}: ${textOf(error)}`);
    };
    Reflect.apply(storage[method], storage, [...key, callback]);
  }

  #config(): { readonly storage: ChannelStorage | undefined; readonly prefix: string } {
    const { store, prefix = 'pomelo' } = (this.#ports.app.get('channelConfig') ?? {}) as {
      readonly store?: ChannelStorage;
      readonly prefix?: string;
    };
    return { storage: store, prefix: `${prefix}:${this.#ports.app.serverId}` };
  }
}
