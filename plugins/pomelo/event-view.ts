/** Open this to see Pomelo's `app.event`: an emitter whose shared names are channels of the host. */
import type { EventBusView } from 'mortise';
import type { PomeloEvents, PomeloListener } from './contract.js';

/** The events that plugins are promised; every host has them. */
const SHARED: ReadonlySet<string> = new Set(['add_servers', 'remove_servers', 'replace_servers', 'bind_session', 'close_session']);

/** What Pomelo emits besides, for itself and for who asks. */
const INNER: ReadonlySet<string> = new Set(['unbind_session', 'add_crons', 'remove_crons', 'start_server', 'start_all']);

interface Entry {
  readonly listener: PomeloListener;
  readonly once: boolean;
  /** Takes it out of the host's channel. */
  undo?: () => void;
}

export interface EventPorts {
  /** Names without a namespace that are shared, besides those of Pomelo. */
  readonly shared: readonly string[];
  /** Called with each listener's undo. */
  readonly noted: (undo: () => void) => void;
  /** A listener of a name that is not shared has thrown. */
  readonly failed: (name: string, thrown: unknown) => void;
}

export class EventView implements PomeloEvents {
  readonly #ports: EventPorts;
  readonly #shared: ReadonlySet<string>;
  readonly #entries = new Map<string, Entry[]>();
  #bus: EventBusView | undefined;

  constructor(ports: EventPorts) {
    this.#ports = ports;
    this.#shared = new Set([...SHARED, ...ports.shared]);
  }

  /** Whether the host delivers it. */
  isShared(name: string): boolean {
    return this.#shared.has(name) || name.includes('.');
  }

  /** Whether a method of that name is a handler; any other is a helper. */
  isEvent(name: string): boolean {
    return this.isShared(name) || INNER.has(name);
  }

  join(bus: EventBusView): void {
    this.#bus = bus;
    for (const [name, entries] of this.#entries) for (const entry of entries) this.#connect(name, entry);
  }

  on(name: string, listener: PomeloListener): this {
    return this.#add(name, { listener, once: false });
  }

  addListener(name: string, listener: PomeloListener): this {
    return this.on(name, listener);
  }

  once(name: string, listener: PomeloListener): this {
    return this.#add(name, { listener, once: true });
  }

  off(name: string, listener: PomeloListener): this {
    const last = this.#entries.get(name)?.findLast((entry) => entry.listener === listener);
    if (last !== undefined) this.#remove(name, last);
    return this;
  }

  removeListener(name: string, listener: PomeloListener): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: string): this {
    for (const each of name === undefined ? [...this.#entries.keys()] : [name]) {
      for (const entry of [...(this.#entries.get(each) ?? [])]) this.#remove(each, entry);
    }
    return this;
  }

  emit(name: string, ...args: readonly unknown[]): boolean {
    if (this.#bus !== undefined && this.isShared(name)) return this.#bus.emit(name, args[0]) > 0;
    const entries = [...(this.#entries.get(name) ?? [])];
    for (const entry of entries) {
      if (this.#entries.get(name)?.includes(entry) !== true) continue;
      try {
        this.#call(name, entry, args);
      } catch (thrown) {
        this.#ports.failed(name, thrown);
      }
    }
    return entries.length > 0;
  }

  listeners(name: string): PomeloListener[] {
    return (this.#entries.get(name) ?? []).map((entry) => entry.listener);
  }

  listenerCount(name: string): number {
    return this.#entries.get(name)?.length ?? 0;
  }

  #add(name: string, entry: Entry): this {
    if (typeof entry.listener !== 'function') throw new TypeError(`A listener of "${name}" is a function.`);
    this.#connect(name, entry);
    const entries = this.#entries.get(name);
    if (entries === undefined) this.#entries.set(name, [entry]);
    else entries.push(entry);
    this.#ports.noted(() => this.#remove(name, entry));
    return this;
  }

  #connect(name: string, entry: Entry): void {
    if (this.#bus === undefined || !this.isShared(name)) return;
    entry.undo = this.#bus.handle(name, (payload) => this.#call(name, entry, [payload]));
  }

  #call(name: string, entry: Entry, args: readonly unknown[]): void {
    if (entry.once) this.#remove(name, entry);
    // What it returns may be a promise that nobody else looks after.
    return entry.listener.apply(this, [...args]);
  }

  #remove(name: string, entry: Entry): void {
    const entries = this.#entries.get(name);
    const index = entries?.indexOf(entry) ?? -1;
    if (index === -1) return;
    entries!.splice(index, 1);
    if (entries!.length === 0) this.#entries.delete(name);
    entry.undo?.();
  }
}
