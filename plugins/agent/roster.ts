/** Open this to see how elements that can be asked for are kept: by name, with their app, and gone with their plugin. */
import type { PluginContextView, Undo } from 'mortise';
import { AgentError, nearTo } from './errors.js';

interface Entry<T> {
  readonly owner: string;
  readonly item: T;
}

/** Elements of one kind, of all apps: `tick` is one of the host, `shop:tick` one of the app `shop`. */
export class Roster<T> {
  readonly #what: string;
  readonly #entries = new Map<string, readonly Entry<T>[]>();

  constructor(what: string) {
    this.#what = what;
  }

  /** Puts an element in until its plugin stops. Another generation of its plugin may do so before it goes. Throws `agent.taken`. */
  add({ id, app, own }: Pick<PluginContextView, 'id' | 'app' | 'own'>, name: string, item: T): Undo {
    const key = app === undefined ? name : `${app.name}:${name}`;
    const there = this.#entries.get(key) ?? [];
    const other = there.find(({ owner }) => owner !== id);
    if (other !== undefined)
      throw new AgentError('agent.taken', {
        message: `There is a ${this.#what} '${key}' already, of '${other.owner}'.`,
        hint: 'Give one of them another name.',
        plugin: id,
      });
    const entry: Entry<T> = { owner: id, item };
    this.#entries.set(key, [...there, entry]);
    return own(() => {
      const left = (this.#entries.get(key) ?? []).filter((each) => each !== entry);
      if (left.length === 0) this.#entries.delete(key);
      else this.#entries.set(key, left);
    });
  }

  /** Throws `agent.unknown`, with names that are near. */
  get(name: string): T {
    const found = this.#entries.get(name)?.at(-1);
    if (found !== undefined) return found.item;
    throw new AgentError('agent.unknown', {
      message: `There is no ${this.#what} '${name}'.`,
      hint: nearTo(name, this.names()),
      details: { name },
    });
  }

  names(): string[] {
    return [...this.#entries.keys()].sort();
  }

  all(): (readonly [name: string, item: T])[] {
    return this.names().map((name) => [name, this.get(name)] as const);
  }
}
