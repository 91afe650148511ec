/** Open this to see the edit-to-live loop: what is edited is gathered, read anew in one change, and told; never two changes at once. */
import { dirname } from 'node:path';
import type { ListedCode } from '../kernel/code.js';
import type { Undo } from '../model/ports.js';
import type { ChangeOutcome } from './outcome.js';
import { changedIn, followAbsent, followLoaded, noteOf, watchedOf, type Followed } from './followed.js';
import type { DevPorts } from './ports.js';
import { isWatched, type WatchedFolder, type Watcher } from './watcher.js';

const DEBOUNCE = 20;
/** What is gone may be about to come again: some editors delete a file before they write it. Milliseconds. */
const GONE_FOR_GOOD = 150;

export class DevLoop {
  readonly #followed = new Map<string, Followed>();
  readonly #watcher: Watcher;
  readonly #gone = new Map<string, number>();
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
    this.#watcher = ports.watcher({
      changed: (path) => this.#hear(path),
      failed: (cause) => ports.tell({ kind: 'deaf', cause }),
    });
  }

  /** Watches from now on. What could not be loaded by then is loaded when it has become better. */
  async begin(): Promise<void> {
    const { host, files, directories, config } = this.ports;
    this.#directories = directories.flatMap((path) => (files.kind(path) === 'directory' ? [{ path: files.real(path), isDeep: true }] : []));
    if (config !== undefined) this.#config = { path: files.real(config), text: files.read(config) };
    for (const graph of host.graphs()) this.#followed.set(graph.id, followLoaded(graph, files));
    for (const listed of host.listed()) if (!listed.isLoaded) this.#followed.set(listed.id, followAbsent(listed, files));
    await this.#watch();
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

  /** Whether something is heard or done that is not told yet. */
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
    this.#followAgain(new Set(), false);
    const paths = this.#heard;
    this.#heard = new Set();
    if (this.#config !== undefined && paths.has(this.#config.path)) this.#lookAtConfig(this.#config);
    const edited = new Set<string>();
    const touched = [...this.#followed.values()].filter((followed) => {
      const changed = changedIn(followed, paths, files);
      for (const path of changed) edited.add(path);
      return changed.length > 0 || (followed.name !== undefined && this.#asked.has(followed.name));
    });
    this.#asked.clear();
    const isAround = this.#gone.size > 0 || [...paths].some((path) => isWatched(path, this.#directories));
    const { come, gone } = isAround ? this.#lookAround() : NONE;
    for (const { path } of come) if (path !== undefined) edited.add(path);
    const wanted = touched.filter(({ id }) => !this.#gone.has(id) && !gone.some((each) => each.id === id));
    if (wanted.length + come.length + gone.length === 0) return;
    const fresh = come.map((listed) => followAbsent(listed, files));
    for (const followed of fresh) this.#followed.set(followed.id, followed);
    // What failed before may have needed what is edited now. If it still fails, it must not keep the others from going live.
    const failed = [...this.#followed.values()].filter(
      (each) => each.tried !== undefined && each.name !== undefined && !wanted.includes(each),
    );
    this.last = wanted.flatMap(({ name }) => name ?? []);
    for (const outcome of await this.#attempts([...wanted, ...fresh], failed, gone, edited))
      tell({ ...outcome, stale: this.#stale().filter((title) => !outcome.titles.includes(title)) });
    await this.#watch();
  }

  /** All in one change. If that fails, what is broken must not keep the rest from going live. */
  async #attempts(wanted: readonly Followed[], failed: readonly Followed[], gone: readonly Followed[], edited: ReadonlySet<string>) {
    const all = await this.#attempt([...wanted, ...failed], gone, edited);
    if (all.isDone || wanted.length + failed.length + gone.length === 1) return [all];
    if (failed.length > 0) {
      const those = await this.#attempt(wanted, gone, edited);
      if (those.isDone || wanted.length + gone.length === 1) return [those];
    }
    const each: ChangeOutcome[] = [];
    if (gone.length > 0) each.push(await this.#attempt([], gone, edited));
    for (const followed of wanted) each.push(await this.#attempt([followed], [], edited));
    return each;
  }

  /** One change; what fails is noted as it was tried. */
  async #attempt(wanted: readonly Followed[], gone: readonly Followed[], edited: ReadonlySet<string>): Promise<ChangeOutcome> {
    const { host, files, clock } = this.ports;
    const noted = new Map(wanted.map((followed) => [followed, noteOf(followed, edited, files)]));
    const of = { kind: 'change', at: clock.now(), files: [...edited], titles: [...wanted, ...gone].map(({ title }) => title) } as const;
    let outcome: ChangeOutcome;
    try {
      const report = await host.catchUp({
        reload: wanted.flatMap(({ name }) => name ?? []),
        load: wanted.flatMap(({ name, id }) => (name === undefined ? [id] : [])),
        unload: gone.flatMap(({ name }) => name ?? []),
      });
      outcome = { ...of, report, isDone: report.receipt?.outcome === 'done', gone: gone.map(({ title }) => title), stale: [] };
    } catch (cause) {
      outcome = { ...of, cause, isDone: false, gone: [], stale: [] };
    }
    this.#followAgain(new Set(wanted), outcome.isDone);
    for (const [{ id }, texts] of noted) {
      const followed = this.#followed.get(id);
      if (followed !== undefined && (followed.name === undefined || !outcome.isDone)) followed.tried = texts;
    }
    return outcome;
  }

  /** The graphs as they are after a change; what failed stays as it is. */
  #followAgain(tried: ReadonlySet<Followed>, isDone: boolean): void {
    const { host, files } = this.ports;
    const graphs = new Map(host.graphs().map((graph) => [graph.id, graph]));
    for (const [id, { name }] of this.#followed) if (name !== undefined && !graphs.has(id)) this.#followed.delete(id);
    for (const [id, graph] of graphs) {
      const before = this.#followed.get(id);
      if (before?.sources === graph.sources) {
        // It was read anew as well, unless nothing of it was to be.
        if (isDone && tried.has(before)) before.tried = undefined;
      } else this.#followed.set(id, followLoaded(graph, files));
    }
  }

  /** What has come to the directories and what has gone from them since somebody looked. */
  #lookAround(): { come: readonly ListedCode[]; gone: readonly Followed[] } {
    const { host, clock } = this.ports;
    const listed = new Map(host.listed().map((each) => [each.id, each]));
    const come = [...listed.values()].filter(({ id, isLoaded }) => !isLoaded && !this.#followed.has(id));
    const gone: Followed[] = [];
    for (const followed of this.#followed.values()) {
      const { id, name, isDiscovered } = followed;
      if (!isDiscovered || listed.has(id)) {
        this.#gone.delete(id);
        // What never ran and is no longer there leaves nothing behind.
        if (name === undefined && !listed.has(id)) this.#followed.delete(id);
        continue;
      }
      const since = this.#gone.get(id) ?? clock.now();
      this.#gone.set(id, since);
      if (clock.now() - since < GONE_FOR_GOOD) this.#wait(GONE_FOR_GOOD - (clock.now() - since));
      else {
        gone.push(followed);
        this.#gone.delete(id);
      }
    }
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

  #stale(): string[] {
    return [...this.#followed.values()].flatMap(({ tried, title }) => (tried === undefined ? [] : [title]));
  }

  async #watch(): Promise<void> {
    const config = this.#config === undefined ? [] : [{ path: dirname(this.#config.path), isDeep: false }];
    const all = [...config, ...this.#directories, ...[...this.#followed.values()].flatMap((followed) => [...watchedOf(followed)])];
    const seen = new Set<string>();
    const folders = all.filter(({ path, isDeep }) => !seen.has(`${isDeep} ${path}`) && seen.add(`${isDeep} ${path}`));
    if (!this.#isClosed) await this.#watcher.watch(folders);
  }
}

const NONE: { come: readonly ListedCode[]; gone: readonly Followed[] } = { come: [], gone: [] };
