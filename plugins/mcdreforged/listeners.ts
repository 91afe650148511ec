/** Open this to see who listens to what in one plugin: by the name of a function, by a mark on it, or by registering. */
import { inspect } from 'node:util';
import type { PluginContextView, Undo } from 'mortise';
import { camelCase } from './both-names.js';
import { argumentsOf, DEFAULT_LISTENERS, isDirected, MCDRPluginEvents, placeOf } from './events.js';
import { marksOf } from './event-listener.js';

// oxlint-disable-next-line typescript/no-explicit-any -- a listener takes what its event carries, and only the two of them know
export type Listener = (server: any, ...args: any[]) => unknown;

interface Slot {
  readonly listener: Listener;
  readonly priority: number;
}

/** What of a module is not for itself: the default export of what was written as CommonJS counts as the module. */
export function membersOf(module: object): Map<string, unknown> {
  const main: unknown = Reflect.get(module, 'default');
  const inner = typeof main === 'object' && main !== null ? Object.entries(main) : [];
  return new Map([...inner, ...Object.entries(module)]);
}

/** The listeners of one plugin. Smaller priorities are called earlier; ties in the order of registration. */
export class Listeners {
  readonly #directed = new Map<string, Slot[]>();

  constructor(
    readonly context: PluginContextView,
    readonly server: object,
    /** Calls a listener of what happens around the plugin. */
    readonly call: (work: () => unknown) => unknown,
  ) {}

  /** Functions by their names come first, then those that are marked. */
  addModule(module: object): void {
    const members = membersOf(module);
    for (const [event, name] of Object.entries(DEFAULT_LISTENERS)) {
      const listener = members.get(name) ?? members.get(camelCase(name));
      if (typeof listener === 'function') this.register(event, listener as Listener);
    }
    for (const listener of new Set(members.values()))
      for (const { event, priority } of marksOf(listener)) this.register(event, listener as Listener, priority);
  }

  register(event: string, listener: Listener, priority = 1000): Undo {
    if (typeof listener !== 'function') throw new TypeError(`A listener of "${event}" is a function.`);
    if (isDirected(event)) return this.#direct(event, { listener, priority });
    return this.context.events.handle(
      event,
      (payload: unknown) => this.call(() => listener(this.server, ...argumentsOf(payload)) as unknown),
      placeOf(event, priority),
    );
  }

  /**
   * Calls who listens to what happens to the plugin itself, one after the other. Throws the first error: that of a load at once, that of an end
   * when all have been called, since each of them may have something to close.
   */
  async tell(event: string, ...args: readonly unknown[]): Promise<void> {
    const errors: unknown[] = [];
    // Who is registered meanwhile is called as well, in its place.
    const called = new Set<Slot>();
    for (;;) {
      const next = (this.#directed.get(event) ?? []).find((slot) => !called.has(slot));
      if (next === undefined) break;
      called.add(next);
      try {
        await next.listener(this.server, ...args);
      } catch (thrown) {
        if (event === MCDRPluginEvents.PLUGIN_LOADED) throw thrown;
        errors.push(thrown);
      }
    }
    const [first, ...others] = errors;
    for (const thrown of others) this.context.log.error(`A listener of "${event}" failed as well: ${inspect(thrown)}`);
    if (errors.length > 0) throw first;
  }

  #direct(event: string, slot: Slot): Undo {
    const slots = this.#directed.get(event) ?? [];
    const index = slots.findIndex(({ priority }) => priority > slot.priority);
    slots.splice(index === -1 ? slots.length : index, 0, slot);
    this.#directed.set(event, slots);
    return () => {
      const at = slots.indexOf(slot);
      if (at !== -1) slots.splice(at, 1);
    };
  }
}
