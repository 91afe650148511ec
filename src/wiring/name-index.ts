/** Open this to see how names are found by their segments or their category, and those under a pattern without looking at the others. */
import type { Entry } from './entry.js';

/** The published names of one scope beside their flat map: for lists of segments, patterns and categories. */
export class NameIndex {
  readonly #root = new Branch();
  readonly #categories = new Map<string, Branch>();

  constructor(entries: Iterable<Entry>) {
    for (const entry of entries) this.set(entry);
  }

  /** What stood under the name before gives way. */
  set(entry: Entry, before?: Entry): void {
    const { namespace, category } = entry;
    if (before !== undefined && before.category !== category) this.delete(before);
    this.#root.set(namespace.split('/'), entry);
    if (category === undefined) return;
    let branch = this.#categories.get(category);
    if (branch === undefined) this.#categories.set(category, (branch = new Branch()));
    branch.set([namespace], entry);
  }

  delete({ namespace, category }: Entry): void {
    this.#root.delete(namespace.split('/'));
    if (category === undefined) return;
    const branch = this.#categories.get(category);
    branch?.delete([namespace]);
    if (branch?.isEmpty === true) this.#categories.delete(category);
  }

  /** What stands under exactly these segments. They are looked up as they are: under what is no segment, nothing is. */
  find(path: readonly string[]): Entry | undefined {
    let branch: Branch | undefined = this.#root;
    const last = path.length - 1;
    for (let at = 0; at < last && branch !== undefined; at++) branch = branch.branch(path[at]!);
    return branch?.leaf(path[last]!);
  }

  /** What is under a pattern, sorted by name: `*` is one segment, a last `**` the rest, be it nothing. */
  match(pattern: readonly string[]): Entry[] {
    return this.#root.match(pattern);
  }

  /** What the plugins of a category publish, sorted by name. */
  category(name: string): Entry[] {
    return this.#categories.get(name)?.match(['*']) ?? [];
  }
}

/** Names by their segments, from some segment on. Each branch keeps its parts in the order of whole names once that was asked for. */
class Branch {
  #leaves: Map<string, Entry> | undefined;
  #branches: Map<string, Branch> | undefined;
  #sorted: readonly (Entry | Branch)[] | undefined;

  set(path: readonly string[], entry: Entry, at = 0): void {
    const segment = path[at]!;
    if (at === path.length - 1) {
      const leaves = (this.#leaves ??= new Map());
      leaves.set(segment, entry);
      this.#sorted = undefined;
      return;
    }
    const branches = (this.#branches ??= new Map());
    let next = branches.get(segment);
    if (next === undefined) {
      branches.set(segment, (next = new Branch()));
      this.#sorted = undefined;
    }
    next.set(path, entry, at + 1);
  }

  /** Takes a name out, and the branch that has nothing else. */
  delete(path: readonly string[], at = 0): void {
    const segment = path[at]!;
    const next = this.#branches?.get(segment);
    if (at === path.length - 1) this.#leaves?.delete(segment);
    else {
      next?.delete(path, at + 1);
      if (next?.isEmpty !== true) return;
      this.#branches!.delete(segment);
    }
    this.#sorted = undefined;
  }

  get isEmpty(): boolean {
    return (this.#leaves?.size ?? 0) + (this.#branches?.size ?? 0) === 0;
  }

  leaf(segment: string): Entry | undefined {
    return this.#leaves?.get(segment);
  }

  branch(segment: string): Branch | undefined {
    return this.#branches?.get(segment);
  }

  match(pattern: readonly string[]): Entry[] {
    const found: Entry[] = [];
    this.#match(pattern, 0, found);
    return found;
  }

  #match(pattern: readonly string[], at: number, found: Entry[]): void {
    const segment = pattern[at]!;
    if (segment === '**') return this.#collect(found);
    const isLast = at === pattern.length - 1;
    // A name that ends here has nothing left for the rest of the pattern, which `**` is content with.
    const mayEnd = isLast || pattern[at + 1] === '**';
    if (segment === '*') {
      for (const part of this.#parts()) {
        if (!(part instanceof Branch)) {
          if (mayEnd) found.push(part);
        } else if (!isLast) part.#match(pattern, at + 1, found);
      }
      return;
    }
    const leaf = mayEnd ? this.#leaves?.get(segment) : undefined;
    if (leaf !== undefined) found.push(leaf);
    const next = isLast ? undefined : this.#branches?.get(segment);
    if (next !== undefined) next.#match(pattern, at + 1, found);
  }

  #collect(found: Entry[]): void {
    for (const part of this.#parts()) {
      if (part instanceof Branch) part.#collect(found);
      else found.push(part);
    }
  }

  /** The names that end here, and the branches, as whole names are sorted: what goes on, goes on with a slash. */
  #parts(): readonly (Entry | Branch)[] {
    if (this.#sorted === undefined) {
      const parts: (readonly [string, Entry | Branch])[] = [...(this.#leaves ?? [])];
      for (const [segment, branch] of this.#branches ?? []) parts.push([`${segment}/`, branch]);
      this.#sorted = parts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
    }
    return this.#sorted;
  }
}
