/** Open this to see the edit-to-live loop: what is edited is gathered, read anew in one change, and told; never two changes at once. */
import { dirname } from 'node:path';
import type { Undo } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { Attempts } from './attempts.js';
import { changedIn, followAbsent, followLoaded, isPartOf, nearest, watchedOf, type Followed } from './followed.js';
import { textOf } from './outcome.js';
import type { DevPorts } from './ports.js';
import { isWatched, type WatchedFolder, type Watcher } from './watcher.js';

const DEBOUNCE = 20;
/** What is gone may be about to come again: some editors delete a file before they write it. Milliseconds. */
const GONE_FOR_GOOD = 150;

export class DevLoop {
  readonly #followed = new Map<string, Followed>();
  readonly #watcher: Watcher;
  readonly #attempts: Attempts;
  /** Since when files of plugins are gone. */
  #gone: ReadonlyMap<string, number> = new Map();
  /** What was heard since the last change began. */
  #heard = new Set<string>();
  /** What somebody asked for by hand. */
  readonly #asked = new Set<string>();
  #directories: readonly WatchedFolder[] = [];
  #config: { readonly path: string; text: string | undefined } | undefined;
  #timer: Undo | undefined;
  #running: Promise<void> | undefined;
  #isDue = false;
  #isClosed = false;
  /** What was changed last, for who wants that once more. */
  last: readonly string[] = [];

  constructor(readonly ports: DevPorts) {
    this.#attempts = new Attempts(this.#followed, ports);
    this.#watcher = ports.watcher({
      changed: (path) => this.#hear(path),
      failed: (cause) => ports.tell({ kind: 'deaf', cause }),
    });
  }

  /** Watches from now on. What could not be loaded by then is loaded when it has become better; what was wrong was told. */
  async begin(problems: readonly Problem[] = []): Promise<void> {
    const { host, files, config } = this.ports;
    this.#lookForDirectories();
    if (config !== undefined) this.#config = { path: files.real(config), text: files.read(config) };
    for (const graph of host.graphs()) this.#followed.set(graph.id, followLoaded(graph, files));
    for (const listed of host.listed()) {
      if (listed.isLoaded) continue;
      const told = new Set(problems.filter(({ extension }) => extension === listed.spec).map(textOf));
      this.#followed.set(listed.id, { ...followAbsent(listed, files), told });
    }
    this.#attempts.begin(problems);
    await this.#watch();
    // Nobody listened while the host started.
    for (const followed of this.#followed.values())
      for (const path of changedIn(followed, followed.sources.keys(), files)) this.#hear(path);
  }

  /** What can be reloaded, as `reload` takes it. */
  names(): readonly string[] {
    return [...this.#followed.values()].flatMap(({ name }) => name ?? []);
  }

  /** Reads these anew, whether they were edited or not. */
  reload(names: readonly string[]): Promise<void> {
    for (const name of names) this.#asked.add(name);
    return this.#run();
  }

  /** Resolves when nothing is changed any more. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Whether something is heard or done that is not told yet, or is about to be. */
  get isBusy(): boolean {
    return this.#running !== undefined || this.#timer !== undefined;
  }

  /** Whether a change is under way. */
  get isChanging(): boolean {
    return this.#running !== undefined;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.();
    await this.#watcher.close();
    await this.idle();
  }

  #hear(path: string): void {
    this.#heard.add(path);
    this.#wait(this.ports.debounce ?? DEBOUNCE);
  }

  #wait(ms: number): void {
    this.#timer?.();
    this.#timer = this.ports.clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#run();
    }, ms);
  }

  /** One change at a time; what is asked for meanwhile comes next. */
  #run(): Promise<void> {
    if (this.#running !== undefined) this.#isDue = true;
    return (this.#running ??= this.#untilQuiet().finally(() => (this.#running = undefined)));
  }

  async #untilQuiet(): Promise<void> {
    do {
      this.#isDue = false;
      if (this.#isClosed) return;
      await this.#catchUp();
    } while (this.#isDue);
  }

  async #catchUp(): Promise<void> {
    const { files, tell } = this.ports;
    // A command may have changed something meanwhile.
    this.#attempts.follow([], false);
    const paths = this.#heard;
    const followed = [...this.#followed.values()];
    const edits = new Map(followed.map((each) => [each, changedIn(each, paths, files)]));
    const edited = new Set([...edits.values()].flat());
    if (this.#isWaiting(edited)) return;
    this.#heard = new Set();
    if (this.#config !== undefined && paths.has(this.#config.path)) this.#lookAtConfig(this.#config);
    // Whoever looks before it is watched may miss what comes to it.
    if (this.#lookForDirectories()) await this.#watch();
    const isAround = [...paths].some((path) => isWatched(path, this.#directories));
    const { come, gone } = isAround ? this.#lookAround() : NONE;
    for (const { entry } of come) if (entry !== undefined) edited.add(entry);
    const asked = new Set(this.#asked);
    this.#asked.clear();
    const isAsked = ({ name }: Followed): boolean => name !== undefined && asked.has(name);
    const stays = (each: Followed): boolean => this.#followed.has(each.id) && !gone.includes(each);
    const wanted = followed.filter((each) => stays(each) && (isAsked(each) || edits.get(each)!.length > 0));
    if (wanted.length + come.length + gone.length === 0) return;
    const own = wanted.filter((each) => each.tried === undefined || isAsked(each) || edits.get(each)!.some((path) => isPartOf(path, each)));
    // What failed before may have needed what is edited now. If it still fails, it must not keep the others from going live.
    const failed = followed.filter((each) => each.tried !== undefined && each.name !== undefined && !wanted.includes(each));
    this.last = own.flatMap(({ name }) => name ?? []);
    const all = { own: [...own, ...come], wanted: [...wanted, ...come], failed, gone, edited };
    for (const outcome of await this.#attempts.take(all)) tell(outcome);
    await this.#watch();
  }

  /** Whether a file that is gone may still come again, in which case everything waits for it. */
  #isWaiting(edited: ReadonlySet<string>): boolean {
    const { files, clock } = this.ports;
    const now = clock.now();
    const gone = [...edited].filter((path) => files.kind(path) === 'absent');
    const since = new Map(gone.map((path) => [path, this.#gone.get(path) ?? now]));
    const left = Math.max(0, ...[...since.values()].map((at) => at + GONE_FOR_GOOD - now));
    this.#gone = left > 0 ? since : new Map();
    if (left > 0) this.#wait(left);
    return left > 0;
  }

  /** Notes which directories there are; of one that is not there, where it would come. Tells whether one has come. */
  #lookForDirectories(): boolean {
    const { files, directories } = this.ports;
    const before = new Set(this.#directories.flatMap(({ path, isDeep }) => (isDeep ? [path] : [])));
    this.#directories = directories.map((path) => {
      const isThere = files.kind(path) === 'directory';
      return { path: isThere ? files.real(path) : (nearest(path, files) ?? path), isDeep: isThere };
    });
    return this.#directories.some(({ path, isDeep }) => isDeep && !before.has(path));
  }

  /** What has come to the directories and what has gone from them since somebody looked. */
  #lookAround(): { come: readonly Followed[]; gone: readonly Followed[] } {
    const { host, files } = this.ports;
    const listed = new Map(host.listed().map((each) => [each.id, each]));
    const come = [...listed.values()].flatMap((each) => (each.isLoaded || this.#followed.has(each.id) ? [] : [followAbsent(each, files)]));
    const gone: Followed[] = [];
    for (const followed of this.#followed.values()) {
      const { id, name, isDiscovered } = followed;
      if (listed.has(id)) continue;
      // What never ran and is no longer there leaves nothing behind.
      if (name === undefined) this.#followed.delete(id);
      else if (isDiscovered) gone.push(followed);
    }
    for (const followed of come) this.#followed.set(followed.id, followed);
    return { come, gone };
  }

  #lookAtConfig(config: { readonly path: string; text: string | undefined }): void {
    const { files, tell } = this.ports;
    const text = files.kind(config.path) === 'file' ? files.read(config.path) : undefined;
    // One that is about to be written is not there for a moment.
    if (text === undefined || text === config.text) return;
    config.text = text;
    tell({ kind: 'config', file: config.path });
  }

  async #watch(): Promise<void> {
    const config = this.#config === undefined ? [] : [{ path: dirname(this.#config.path), isDeep: false }];
    const all = [...config, ...this.#directories, ...[...this.#followed.values()].flatMap((followed) => [...watchedOf(followed)])];
    const seen = new Set<string>();
    const folders = all.filter(({ path, isDeep }) => !seen.has(`${isDeep} ${path}`) && seen.add(`${isDeep} ${path}`));
    if (!this.#isClosed) await this.#watcher.watch(folders);
  }
}

const NONE = { come: [], gone: [] } satisfies { come: Followed[]; gone: Followed[] };
