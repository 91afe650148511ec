/** Open this to see whom a change can concern, so that planning it costs what changes, and not what the host has. */
import type { Manifest } from '../model/manifest.js';
import type { Wanted } from '../model/plan.js';
import type { Life } from './life.js';
import type { PluginRecord } from './record.js';

/** What is looked at of a plugin that is there or comes. */
export interface Neighbour extends Pick<PluginRecord, 'key' | 'manifest' | 'state'> {
  readonly life: Pick<Life, 'holds' | 'published' | 'expected'> | undefined;
}

/** What comes, and who goes or gives way. */
export interface Disturbance {
  readonly coming: readonly Neighbour[];
  readonly touched: ReadonlySet<string>;
  readonly kinds: Wanted['kinds'];
}

type Noted = Pick<Neighbour, 'key' | 'manifest'>;

/** Who has and who wants what, by name: kept from one change to the next, and nothing in it keeps a plugin alive. */
export class Concerns {
  /** What each plugin was noted with, in their order. */
  #noted: readonly Noted[] = [];
  readonly #having = new Map<string, Set<string>>();
  readonly #wanting = new Map<string, Set<string>>();

  /**
   * Of what is there, all that a plan is made of: those with a key in `touched`; whoever needs, excludes or holds something of theirs or of what
   * comes, or has it as well; whatever does not run; and whatever any of those needs, directly or through others. What else runs goes on
   * running, if nothing in the plan stands still.
   */
  of<S extends Neighbour>(there: ReadonlyMap<string, S>, { coming, touched, kinds }: Disturbance): Map<string, S> {
    this.#note(there);
    const extensions = (manifest: Manifest): string[] => manifest.kinds.flatMap(({ key }) => registrants(key, kinds));
    const changed = [...[...touched].flatMap((key) => there.get(key) ?? []), ...coming];
    const news = new Set(changed.flatMap((each) => [...offered(each.manifest), ...shown(each), ...kindsOf(each.manifest, kinds)]));
    const concerned = new Set<string>([...touched, ...[...news].flatMap((name) => [...this.#whoHas(name), ...this.#whoWants(name)])]);
    // What is published by code, and who holds what, changes while they run.
    const shownBy = new Map<string, string[]>();
    for (const each of there.values()) {
      if (each.state !== 'running' || holdsOf(each, touched)) concerned.add(each.key);
      for (const name of shown(each)) {
        (shownBy.get(name) ?? shownBy.set(name, []).get(name)!).push(each.key);
        if (news.has(name)) concerned.add(each.key);
      }
    }
    // A set goes on to what is added while it is walked.
    const walked = new Set<Neighbour>([...coming, ...[...concerned].flatMap((key) => there.get(key) ?? [])]);
    for (const { manifest, life } of walked) {
      const names = [...wanted(manifest), ...extensions(manifest).map((name) => `extension ${name}`)];
      for (const key of [...(life?.holds ?? []), ...names.flatMap((name) => [...this.#whoHas(name), ...(shownBy.get(name) ?? [])])]) {
        const needed = there.get(key);
        if (needed !== undefined) walked.add(needed);
        concerned.add(key);
      }
    }
    return new Map(this.#noted.flatMap(({ key }) => (concerned.has(key) ? [[key, there.get(key)!] as const] : [])));
  }

  /** Names that somebody has or wants. */
  get size(): number {
    return this.#having.size + this.#wanting.size;
  }

  #whoHas(name: string): Iterable<string> {
    return this.#having.get(name) ?? [];
  }

  #whoWants(name: string): Iterable<string> {
    return this.#wanting.get(name) ?? [];
  }

  /** Most are as they were. */
  #note(there: ReadonlyMap<string, Neighbour>): void {
    const before = this.#noted;
    const isSame = (one: Noted | undefined, another: Noted | undefined): boolean =>
      one !== undefined && one.key === another?.key && one.manifest === another.manifest;
    this.#noted = [...there.values()].map((each, index) =>
      isSame(before[index], each) ? before[index]! : { key: each.key, manifest: each.manifest },
    );
    // All that goes before anything that comes, which may have changed its place only.
    for (const [index, each] of before.entries()) if (each !== this.#noted[index]) this.#forget(each);
    for (const [index, each] of this.#noted.entries()) if (each !== before[index]) this.#keep(each);
  }

  #keep({ key, manifest }: Noted): void {
    for (const name of offered(manifest)) put(this.#having, name, key);
    for (const name of wanted(manifest)) put(this.#wanting, name, key);
  }

  #forget({ key, manifest }: Noted): void {
    for (const name of offered(manifest)) take(this.#having, name, key);
    for (const name of wanted(manifest)) take(this.#wanting, name, key);
  }
}

function put(by: Map<string, Set<string>>, name: string, key: string): void {
  (by.get(name) ?? by.set(name, new Set()).get(name)!).add(key);
}

/** Plugins come and go under ever new names: of a name that nobody has, nothing stays. */
function take(by: Map<string, Set<string>>, name: string, key: string): void {
  const keys = by.get(name);
  keys?.delete(key);
  if (keys?.size === 0) by.delete(name);
}

function offered({ id, extension, provides }: Manifest): string[] {
  return [`id ${id}`, `extension ${extension}`, ...provides.map(({ namespace }) => `name ${namespace}`)];
}

function wanted({ dependencies, uses, kinds }: Manifest): string[] {
  return [
    ...dependencies.map(({ id }) => `id ${id}`),
    ...uses.flatMap(({ namespace, or = [] }) => [namespace, ...or].map((name) => `name ${name}`)),
    ...kinds.map(({ key }) => `kind ${key}`),
  ];
}

/** What its code has published, or took back a moment ago. */
function shown({ life }: Neighbour): string[] {
  return [...(life?.published?.keys() ?? []), ...(life?.expected?.keys() ?? [])].map((namespace) => `name ${namespace}`);
}

/** The kinds that an extension registered give facts of others their meaning. */
function kindsOf({ extension }: Manifest, kinds: Wanted['kinds']): string[] {
  return kinds.flatMap((kind) => (kind.extension === extension ? [`kind ${kind.key}`] : []));
}

function registrants(key: string, kinds: Wanted['kinds']): string[] {
  return kinds.flatMap((kind) => (kind.key === key && kind.extension !== undefined ? [kind.extension] : []));
}

function holdsOf({ life }: Neighbour, touched: ReadonlySet<string>): boolean {
  if (life === undefined || life.holds.size === 0) return false;
  for (const key of life.holds) if (touched.has(key)) return true;
  return false;
}
