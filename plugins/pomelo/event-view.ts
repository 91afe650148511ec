/** Open this to see Pomelo's `app.event`: an emitter whose shared names are channels of the host. */
import { EventEmitter } from 'node:events';
import type { EventBusView, HandlerOptions } from 'mortise';
import type { Emitter, PomeloListener } from './emitter.js';
import { events } from './event-names.js';

type Name = string | symbol;

interface Entry {
  readonly listener: PomeloListener;
  readonly once: boolean;
  /** The host has it already, as a handler of its plugin; it is called from here where there is no host. */
  readonly isHosted?: true;
  /** Where it stands among the handlers of the host. */
  readonly options: HandlerOptions;
  /** Takes it out of the host's channel. */
  undo?: () => void;
}

export interface EventPorts {
  /** Names without a namespace that are shared, besides those of Pomelo. */
  readonly shared: readonly string[];
  /** Called with each listener's undo. */
  readonly noted: (undo: () => void) => void;
  /** Runs what calls listeners. */
  readonly unnoted: <T>(emit: () => T) => T;
  /** A listener of a name that is not shared has thrown. */
  readonly failed: (name: string, thrown: unknown) => void;
}

/** An EventEmitter that keeps nothing in Node's: its listeners of shared names are handlers of the host. */
export class EventView extends EventEmitter implements Emitter {
  readonly #ports: EventPorts;
  readonly #shared: ReadonlySet<string>;
  readonly #entries = new Map<Name, Entry[]>();
  #bus: EventBusView | undefined;
  #prepended = 0;

  constructor(ports: EventPorts) {
    super();
    this.#ports = ports;
    this.#shared = new Set([...Object.values(events), ...ports.shared]);
  }

  /** Whether the host delivers it; a method of an event object with that name is a handler, any other is a helper. */
  isShared(name: Name): name is string {
    return typeof name === 'string' && (this.#shared.has(name) || name.includes('.'));
  }

  join(bus: EventBusView): void {
    this.#bus = bus;
    for (const [name, entries] of this.#entries) for (const entry of entries) this.#connect(name, entry);
  }

  /** A method of an event object. Its plugin brings it to the host; without one it hears the app. */
  bound(name: Name, listener: PomeloListener): this {
    return this.#add(name, { listener, once: false, isHosted: true, options: {} });
  }

  override on(name: Name, listener: PomeloListener): this {
    return this.#add(name, { listener, once: false, options: {} });
  }

  override addListener(name: Name, listener: PomeloListener): this {
    return this.on(name, listener);
  }

  override once(name: Name, listener: PomeloListener): this {
    return this.#add(name, { listener, once: true, options: {} });
  }

  override prependListener(name: Name, listener: PomeloListener): this {
    return this.#add(name, { listener, once: false, options: this.#first() });
  }

  override prependOnceListener(name: Name, listener: PomeloListener): this {
    return this.#add(name, { listener, once: true, options: this.#first() });
  }

  override off(name: Name, listener: PomeloListener): this {
    const last = this.#entries.get(name)?.findLast((entry) => entry.listener === listener);
    if (last !== undefined) this.#remove(name, last);
    return this;
  }

  override removeListener(name: Name, listener: PomeloListener): this {
    return this.off(name, listener);
  }

  override removeAllListeners(name?: Name): this {
    for (const each of name === undefined ? [...this.#entries.keys()] : [name]) {
      for (const entry of [...(this.#entries.get(each) ?? [])]) this.#remove(each, entry);
    }
    return this;
  }

  override emit(name: Name, ...args: readonly unknown[]): boolean {
    return this.#ports.unnoted(() => this.#emit(name, args));
  }

  #emit(name: Name, args: readonly unknown[]): boolean {
    if (this.#bus !== undefined && this.isShared(name)) return this.#bus.emit(name, args[0]) > 0;
    const entries = [...(this.#entries.get(name) ?? [])];
    for (const entry of entries) {
      if (this.#entries.get(name)?.includes(entry) !== true) continue;
      try {
        this.#call(name, entry, args);
      } catch (thrown) {
        this.#ports.failed(String(name), thrown);
      }
    }
    return entries.length > 0;
  }

  override listeners(name: Name): PomeloListener[] {
    return (this.#entries.get(name) ?? []).map((entry) => entry.listener);
  }

  override rawListeners(name: Name): PomeloListener[] {
    return this.listeners(name);
  }

  override listenerCount(name: Name): number {
    return this.#entries.get(name)?.length ?? 0;
  }

  override eventNames(): Name[] {
    return [...this.#entries.keys()];
  }

  /** Before all that stand where handlers stand by default, and before what was prepended earlier. */
  #first(): HandlerOptions {
    return { priority: 999 - ++this.#prepended / 1e6 };
  }

  #add(name: Name, entry: Entry): this {
    if (typeof entry.listener !== 'function') throw new TypeError(`A listener of "${String(name)}" is a function.`);
    this.#connect(name, entry);
    const entries = this.#entries.get(name) ?? [];
    this.#entries.set(name, entries);
    if (entry.options.priority === undefined) entries.push(entry);
    else entries.unshift(entry);
    this.#ports.noted(() => this.#remove(name, entry));
    return this;
  }

  #connect(name: Name, entry: Entry): void {
    if (this.#bus === undefined || entry.isHosted === true || !this.isShared(name)) return;
    entry.undo = this.#bus.handle(name, (payload) => this.#call(name, entry, [payload]), entry.options);
  }

  #call(name: Name, entry: Entry, args: readonly unknown[]): void {
    if (entry.once) this.#remove(name, entry);
    // What it returns may be a promise that nobody else looks after.
    return entry.listener.apply(this, [...args]);
  }

  #remove(name: Name, entry: Entry): void {
    const entries = this.#entries.get(name);
    const index = entries?.indexOf(entry) ?? -1;
    if (index === -1) return;
    entries!.splice(index, 1);
    if (entries!.length === 0) this.#entries.delete(name);
    entry.undo?.();
  }
}
