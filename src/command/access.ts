/** Open this to see who may come to which node: levels, requirements, and that nobody sees a word behind which nothing is theirs. */
import type { CommandNode, CommandSource, CommandRequirement } from '../model/command.js';
import type { ProblemSink } from '../model/ports.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import { elementText } from './declare.js';
import type { Ladder } from './permission.js';
import type { CommandOwner, Registered } from './registry.js';

/** A node and whose it is. */
export interface Place {
  readonly node: CommandNode;
  readonly owner: CommandOwner;
}

/** Why a source may not come to a node: the level that would do, or what a requirement says. */
export interface Denial {
  readonly needs?: number;
  readonly message?: string;
}

/** `hidden`: to this source there is no such node. */
export type Verdict = 'open' | 'hidden' | Denial;

/** What one source may do, asked as often as one line needs it; each requirement is asked once. */
export class Access {
  readonly #guards = new Map<CommandNode, Verdict>();

  constructor(
    readonly source: CommandSource,
    readonly level: number,
    readonly registered: readonly Registered[],
    readonly ladder: Ladder,
    readonly report: ProblemSink,
  ) {}

  roots(): Place[] {
    return this.registered.map(({ root, owner }) => ({ node: root, owner }));
  }

  /** Whether the source may come to a node, and anything is behind it that it may run. */
  verdict(place: Place): Verdict {
    return this.#verdict(place, new Set());
  }

  isOpen(place: Place): boolean {
    return this.verdict(place) === 'open';
  }

  /** Only what the node itself asks for. */
  guard({ node, owner }: Place): Verdict {
    let found = this.#guards.get(node);
    if (found === undefined) this.#guards.set(node, (found = this.#asked(node, owner)));
    return found;
  }

  /** Where a line may go on behind a node: the node itself, and whatever it redirects to that the source may come to. */
  continued(place: Place): Place[] {
    const all = new Map<CommandNode, Place>();
    const add = (next: Place): void => {
      if (all.has(next.node)) return;
      all.set(next.node, next);
      for (const { target, verdict } of this.#targets(next)) if (verdict === 'open') add(target);
    };
    add(place);
    return [...all.values()];
  }

  #verdict(place: Place, seen: Set<CommandNode>): Verdict {
    if (seen.has(place.node)) return 'hidden';
    seen.add(place.node);
    const own = this.guard(place);
    if (own !== 'open' || place.node.run !== undefined) return own;
    const below = childrenOf(place).map((child) => this.#verdict(child, seen));
    for (const { target, verdict } of this.#targets(place)) below.push(verdict === 'open' ? this.#verdict(target, seen) : verdict);
    return below.reduce(mildest, 'hidden');
  }

  /** A redirect leads past no guard: those of all words on the way to where it goes count as well. */
  #targets({ node: { redirect } }: Place): { target: Place; verdict: Verdict }[] {
    if (redirect === undefined) return [];
    const [first, ...rest] = redirect.trim().split(/ +/);
    let found = this.roots()
      .filter((place) => isNamed(place, first!))
      .map((target) => ({ target, verdict: this.guard(target) }));
    for (const word of rest) {
      found = found.flatMap(({ target, verdict }) =>
        childrenOf(target)
          .filter((place) => isNamed(place, word))
          .map((child) => ({ target: child, verdict: verdict === 'open' ? this.guard(child) : verdict })),
      );
    }
    return found;
  }

  #asked(node: CommandNode, owner: CommandOwner): Verdict {
    const needs = node.permission === undefined ? -Infinity : this.ladder.numberOf(node.permission);
    const refused = (node.requires ?? []).filter((requirement) => !this.#meets(requirement, node, owner));
    if (refused.some(({ hide }) => hide === true)) return 'hidden';
    if (needs > this.level) return { needs };
    if (refused.length === 0) return 'open';
    const { message } = refused[0]!;
    return message === undefined ? {} : { message };
  }

  /** A requirement that throws is not met. */
  #meets({ test }: CommandRequirement, node: CommandNode, owner: CommandOwner): boolean {
    try {
      // A promise, say, is no answer.
      const answer: unknown = calledBy(owner, () => test(this.source));
      return answer === true;
    } catch (cause) {
      const details = { what: 'A requirement', node: elementText(node), why: whyOf(cause) };
      this.report(problem('command.callback-failed', details, { plugin: owner.plugin, cause }));
      return false;
    }
  }
}

/** Of what keeps somebody away from all that is behind a node, what is overcome most easily. */
function mildest(one: Verdict, other: Verdict): Verdict {
  if (one === 'open' || other === 'hidden') return one;
  if (other === 'open' || one === 'hidden') return other;
  return (other.needs ?? Infinity) < (one.needs ?? Infinity) ? other : one;
}

/** Calls code of an owner. */
export function calledBy<R>({ call }: CommandOwner, work: () => R): R {
  return call === undefined ? work() : call(work);
}

export function childrenOf({ node, owner }: Place): Place[] {
  return node.children.map((child) => ({ node: child, owner }));
}

/** Whether a word of a redirect leads to a node; to an argument, its name in brackets does. */
export function isNamed({ node }: Place, word: string): boolean {
  return node.kind === 'literal' ? node.names.includes(word) : word === `<${node.name}>`;
}
