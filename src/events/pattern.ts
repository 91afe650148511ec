/** Open this to see how a name finds its patterns without asking every pattern. */
import type { Channel } from './channel.js';
import type { Slot } from './slot.js';

/** One pattern with the slots registered for it and the channels that have taken them in. */
export interface Pattern {
  readonly text: string;
  /** In the order of registration. */
  readonly slots: Set<Slot>;
  readonly channels: Set<Channel>;
}

interface Node {
  readonly next: Map<string, Node>;
  pattern: Pattern | undefined;
}

const NONE: readonly Pattern[] = [];

const node = (): Node => ({ next: new Map(), pattern: undefined });

/**
 * Patterns by their segments. `*` and `**` are ordinary keys, since no name can have them: the patterns of `a.b` are found at
 * `a.b`, `a.*`, `*.b` and `*.*`, and at the `**` under each node on the way, the last ones included (`a.b.**` matches `a.b`).
 */
export class PatternTree {
  readonly #root = node();

  find(text: string): Pattern | undefined {
    let at: Node | undefined = this.#root;
    for (const segment of text.split('.')) at = at?.next.get(segment);
    return at?.pattern;
  }

  plant(text: string): Pattern {
    let at = this.#root;
    for (const segment of text.split('.')) {
      let under = at.next.get(segment);
      if (under === undefined) at.next.set(segment, (under = node()));
      at = under;
    }
    return (at.pattern = { text, slots: new Set(), channels: new Set() });
  }

  /** Takes a pattern out, with the nodes that only led to it. */
  fell(text: string): void {
    const path: { readonly above: Node; readonly segment: string }[] = [];
    let at = this.#root;
    for (const segment of text.split('.')) {
      path.push({ above: at, segment });
      const under = at.next.get(segment);
      if (under === undefined) return;
      at = under;
    }
    at.pattern = undefined;
    for (const { above, segment } of path.reverse()) {
      const under = above.next.get(segment)!;
      if (under.pattern !== undefined || under.next.size > 0) return;
      above.next.delete(segment);
    }
  }

  /** Every pattern that a name matches. */
  match(name: string): readonly Pattern[] {
    if (this.#root.next.size === 0) return NONE;
    const found: Pattern[] = [];
    const collect = (pattern: Pattern | undefined) => pattern !== undefined && found.push(pattern);
    let reached: Node[] = [this.#root];
    for (const segment of name.split('.')) {
      const further: Node[] = [];
      for (const at of reached) {
        collect(at.next.get('**')?.pattern);
        for (const under of [at.next.get(segment), at.next.get('*')]) if (under !== undefined) further.push(under);
      }
      if (further.length === 0) return found;
      reached = further;
    }
    for (const at of reached) {
      collect(at.pattern);
      collect(at.next.get('**')?.pattern);
    }
    return found;
  }

  *[Symbol.iterator](): Iterator<Pattern> {
    const open = [this.#root];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at.pattern !== undefined) yield at.pattern;
      open.push(...at.next.values());
    }
  }
}

/** Whether one pattern matches one name. */
export function matches(pattern: string, name: string): boolean {
  const wanted = pattern.split('.');
  const given = name.split('.');
  const rest = wanted.at(-1) === '**';
  const fixed = rest ? wanted.length - 1 : wanted.length;
  if (rest ? given.length < fixed : given.length !== fixed) return false;
  for (let i = 0; i < fixed; i++) if (wanted[i] !== '*' && wanted[i] !== given[i]) return false;
  return true;
}
