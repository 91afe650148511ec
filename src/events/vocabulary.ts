/** Open this to see which names may be emitted, and by whom. */
import type { Undo } from '../model/ports.js';
import { failure } from '../problem/problem.js';
import { near } from '../problem/text.js';
import { checkName } from './name.js';

/** From Pomelo: what is said about the cluster, its sessions and its servers. */
const BUILT_IN = [
  'add_servers',
  'remove_servers',
  'replace_servers',
  'bind_session',
  'unbind_session',
  'close_session',
  'add_crons',
  'remove_crons',
  'start_server',
  'start_all',
] as const;
const RESERVED: ReadonlySet<string> = new Set(['host', 'plugin', 'extension', 'handler', 'problem']);
/** Comparing with every name there is would make a mistake in a loop expensive. */
const MOST_COMPARED = 1000;

/** The names without a namespace that this host declares. A name may be declared by several; it goes with the last of them. */
export class Vocabulary {
  readonly #declared = new Map<string, number>();
  readonly #changed: (name: string) => void;

  /** `changed` hears of each name whose standing may be another now. */
  constructor(names: readonly string[], changed: (name: string) => void) {
    this.#changed = changed;
    this.declare([...BUILT_IN, ...names]);
  }

  declare(names: readonly string[]): Undo {
    for (const name of names) checkName(name);
    let standing = [...names];
    for (const name of standing) this.#count(name, 1);
    return () => {
      for (const name of standing) this.#count(name, -1);
      standing = [];
    };
  }

  declared(): string[] {
    return [...this.#declared.keys()];
  }

  /** Whether anybody may emit it. Takes valid names only. */
  allows(name: string): boolean {
    const dot = name.indexOf('.');
    return dot === -1 ? this.#declared.has(name) : !RESERVED.has(name.slice(0, dot));
  }

  /** Throws what is wrong with emitting that name; `known` are names that may have been meant. */
  check(name: string, known: Iterable<string>): void {
    checkName(name);
    if (this.allows(name)) return;
    if (name.includes('.')) throw failure('event.reserved', { event: name });
    throw failure('event.not-namespaced', { event: name, near: near(name, this.#candidates(known)) });
  }

  *#candidates(known: Iterable<string>): Iterable<string> {
    yield* this.#declared.keys();
    let compared = 0;
    for (const name of known) {
      if (this.#declared.has(name) || !this.allows(name)) continue;
      if (++compared > MOST_COMPARED) return;
      yield name;
    }
  }

  #count(name: string, by: 1 | -1): void {
    const left = (this.#declared.get(name) ?? 0) + by;
    if (left === 0) this.#declared.delete(name);
    else this.#declared.set(name, left);
    this.#changed(name);
  }
}
