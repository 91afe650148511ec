/** Open this to see who has registered which commands: many owners, one set of trees, each leaf once. */
import type { CommandNode, LiteralNode } from '../model/command.js';
import { NONE } from '../model/list.js';
import type { Undo } from '../model/ports.js';
import { failure } from '../problem/problem.js';
import { usageOf } from './declare.js';
import { typeText } from './value.js';

const MOST_LINES = 1000;
/** So many plugins that have no command any more keep their place; of more, those that went first lose it. */
const MOST_GONE = 1000;

/** Whose commands some are. Of two generations of one plugin, the newer one serves. */
export interface CommandOwner {
  /** Key of the plugin, or `host`. */
  readonly plugin: string;
  readonly generation: number;
  /** Calls code of the owner; default: it is just called. */
  readonly call?: <R>(work: () => R) => R;
}

/** One tree and whose it is. */
export interface Registered {
  readonly root: LiteralNode;
  readonly owner: CommandOwner;
}

/** A node where a line may end, with the way to it. */
export interface Leaf {
  readonly path: readonly CommandNode[];
  readonly owner: CommandOwner;
}

/** All commands of a host. They are tried together, so that trees with one root are one tree. */
export class Registry {
  readonly #registered = new Set<Registered>();
  /** Who has a line, by what it means: of a plugin of which two generations are there, both. */
  readonly #owners = new Map<string, readonly CommandOwner[]>();
  /** Who came first, by plugin, and how many trees it has. */
  readonly #places = new Map<string, { readonly at: number; trees: number }>();
  /** Where those were that have gone, the first of them first: the next generation has the same place. */
  readonly #gone = new Map<string, number>();
  #came = 0;
  #serving: readonly Registered[] | undefined;

  /** Throws `command.duplicate` when somebody else, or the same generation, has a line that means the same. What it returns takes the tree back. */
  register(root: LiteralNode, owner: CommandOwner): Undo {
    let lines: readonly string[] = [...this.#linesOf(root, owner)];
    const registered: Registered = { root, owner };
    this.#registered.add(registered);
    for (const line of lines) this.#owners.set(line, [...(this.#owners.get(line) ?? []), owner]);
    this.#take(owner);
    this.#serving = undefined;
    return () => {
      if (!this.#registered.delete(registered)) return;
      for (const line of lines) this.#free(line, owner);
      this.#leave(owner);
      lines = NONE;
      this.#serving = undefined;
    };
  }

  /** In the order in which plugins first registered, and each its trees; of each plugin the newest generation only. */
  serving(): readonly Registered[] {
    if (this.#serving !== undefined) return this.#serving;
    const newest = new Map<string, number>();
    for (const { owner } of this.#registered)
      newest.set(owner.plugin, Math.max(owner.generation, newest.get(owner.plugin) ?? owner.generation));
    const served = [...this.#registered].filter(({ owner }) => owner.generation === newest.get(owner.plugin));
    const placeOf = ({ owner }: Registered): number => this.#places.get(owner.plugin)!.at;
    return (this.#serving = served.sort((a, b) => placeOf(a) - placeOf(b)));
  }

  #take({ plugin }: CommandOwner): void {
    const place = this.#places.get(plugin);
    if (place === undefined) this.#places.set(plugin, { at: this.#gone.get(plugin) ?? this.#came++, trees: 1 });
    else place.trees += 1;
    this.#gone.delete(plugin);
  }

  #leave({ plugin }: CommandOwner): void {
    const place = this.#places.get(plugin)!;
    place.trees -= 1;
    if (place.trees > 0) return;
    this.#places.delete(plugin);
    this.#gone.set(plugin, place.at);
    if (this.#gone.size > MOST_GONE) this.#gone.delete(this.#gone.keys().next().value!);
  }

  /** What the lines of a tree mean, none of which anybody else has. */
  #linesOf(root: LiteralNode, owner: CommandOwner): ReadonlySet<string> {
    const own = new Set<string>();
    const takenBy = (line: string): CommandOwner | undefined =>
      own.has(line) ? owner : this.#owners.get(line)?.find((other) => !isOtherGeneration(other, owner));
    for (const { path } of leavesOf({ root, owner })) {
      const lines = meanings(path);
      const first = lines.map(takenBy).find((found) => found !== undefined);
      if (first !== undefined)
        throw failure('command.duplicate', { usage: usageOf(path), first: first.plugin, second: owner.plugin }, { plugin: owner.plugin });
      for (const line of lines) own.add(line);
    }
    return own;
  }

  #free(line: string, owner: CommandOwner): void {
    const others = this.#owners.get(line)!.filter((other) => other !== owner);
    if (others.length === 0) this.#owners.delete(line);
    else this.#owners.set(line, others);
  }
}

function isOtherGeneration(one: CommandOwner, another: CommandOwner): boolean {
  return one.plugin === another.plugin && one.generation !== another.generation;
}

/** Every node of a tree where a line may end. */
export function leavesOf({ root, owner }: Registered): Leaf[] {
  const found: Leaf[] = [];
  const walk = (path: readonly CommandNode[]): void => {
    const node = path.at(-1)!;
    if (node.run !== undefined || node.redirect !== undefined) found.push({ path, owner });
    for (const child of node.children) walk([...path, child]);
  };
  walk([root]);
  return found;
}

/** Every line that leads to a node, through aliases as well; arguments of one type mean the same, whatever they are called. */
function meanings(path: readonly CommandNode[]): string[] {
  return path.reduce<string[]>(
    (lines, node) => {
      const names = node.kind === 'argument' ? [`<${typeText(node.type)}>`] : lines.length < MOST_LINES ? node.names : [node.names[0]!];
      return lines.flatMap((line) => names.map((name) => `${line} ${name}`));
    },
    [''],
  );
}
