/** Open this to see how plugins are loaded, unloaded, reloaded, enabled and disabled: any mix is one change of the host. */
import { existsSync, renameSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Asker } from './asker.js';
import type { Manipulation, Outcome, PluginOperations } from './contract.js';
import { discover } from './discovery.js';
import { Draft, pluginsOf, specOf } from './draft.js';
import { DISABLED, findAt, fingerprintOf, type Found, type Place, placeAt, refusalOf, shownPath, sourceOf } from './formats.js';
import { isRecord, kind } from './metadata.js';
import { outcomeOf } from './outcome.js';
import type { World } from './world.js';

export class Operations implements PluginOperations {
  /** Who waits for an answer. */
  readonly #asked = new Set<{ readonly asker: Asker | undefined; readonly goOn: () => void }>();
  /** What is done right now. */
  #now: Draft | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly world: World,
    readonly warn: (text: string) => void,
  ) {}

  async manipulatePlugins(manipulation: Manipulation): Promise<Outcome | null> {
    checkManipulation(manipulation);
    return this.#queue(() => this.#draft(manipulation));
  }

  loadPlugin(path: string): Promise<boolean | null> {
    return this.#alone({ load: [path] });
  }

  unloadPlugin(id: string): Promise<boolean | null> {
    return this.#alone({ unload: [id] });
  }

  reloadPlugin(id: string): Promise<boolean | null> {
    return this.#alone({ reload: [id] });
  }

  enablePlugin(path: string): Promise<boolean | null> {
    return this.#alone({ enable: [path] });
  }

  disablePlugin(id: string): Promise<boolean | null> {
    return this.#alone({ disable: [id] });
  }

  refreshChangedPlugins(): Promise<Outcome | null> {
    return this.#queue(() => this.#refresh(false));
  }

  refreshAllPlugins(): Promise<Outcome | null> {
    return this.#queue(() => this.#refresh(true));
  }

  async settled(): Promise<void> {
    for (let seen: unknown; seen !== this.#last;) {
      seen = this.#last;
      await seen;
    }
  }

  async #alone(manipulation: Manipulation): Promise<boolean | null> {
    return (await this.manipulatePlugins(manipulation))?.ok ?? null;
  }

  /** One after the other, as the host does it; whoever has to end first, for one to be done, goes on without the answer. */
  #queue(prepare: () => Promise<Draft>): Promise<Outcome | null> {
    const { askers } = this.world;
    const asker = askers.current();
    return new Promise((answer, fail) => {
      const asked = { asker, goOn: () => answer(null) };
      this.#asked.add(asked);
      this.#letGo();
      const run = askers.outside(() =>
        this.#last.then(async () => {
          try {
            await this.#hostRuns();
            this.#now = await prepare();
            this.#letGo();
            return await this.#carryOut(this.#now);
          } finally {
            this.#now = undefined;
            this.#asked.delete(asked);
          }
        }),
      );
      this.#last = run.catch((thrown: unknown) => this.warn(`An operation on plugins failed: ${(thrown as Error).message}`));
      run.then(answer, fail);
    });
  }

  /** Lets those go on for whom what is done now has to wait. */
  #letGo(): void {
    const draft = this.#now;
    for (const { asker, goOn } of this.#asked)
      if (asker?.in === 'phase' || (asker !== undefined && draft !== undefined && this.#stops(asker.plugin, draft))) goOn();
  }

  /** Whether a plugin is stopped by it: it goes itself, or something that it depends on. */
  #stops(id: string, draft: Draft, seen = new Set<string>()): boolean {
    if (draft.unload.has(id) || draft.reload.has(id)) return true;
    if (seen.has(id)) return false;
    seen.add(id);
    return Object.keys(this.world.running.get(id)?.metadata.dependencies ?? {}).some((other) => this.#stops(other, draft, seen));
  }

  /** What is there is known when everything has started. */
  async #hostRuns(): Promise<void> {
    const { host } = this.world;
    if (host.state === 'starting') await host.events.once('host.started');
  }

  async #draft(manipulation: Manipulation): Promise<Draft> {
    const draft = new Draft();
    // A plugin may give one name for a list of one.
    const [load, unload, reload, enable, disable] = (['load', 'unload', 'reload', 'enable', 'disable'] as const).map((what) =>
      [manipulation[what] ?? []].flat(),
    ) as [string[], string[], string[], string[], string[]];
    for (const id of unload) this.#known(id, draft, () => draft.unload.add(id));
    for (const id of disable) {
      this.#known(id, draft, () => {
        const path = this.#placeOf(id)?.path;
        if (path === undefined) return void (draft.failed[id] = `Plugin '${id}' is not a file, so it can't be disabled; unload it.`);
        if (existsSync(path + DISABLED)) return void (draft.failed[id] = `${this.#shown(path + DISABLED)} is there already; take it away.`);
        draft.unload.add(id);
        draft.after.push(async () => {
          renameSync(path, path + DISABLED);
          this.world.forget(path);
          const found = await this.#find(path + DISABLED);
          if (found !== undefined) this.world.list(found);
        });
      });
    }
    for (const id of reload) {
      if (draft.unload.has(id)) continue;
      await this.#known(id, draft, () => this.#reload(id, draft));
    }
    for (const path of enable) await this.#enable(resolve(this.world.settled.home, path), draft);
    for (const path of load) await this.#load(resolve(this.world.settled.home, path), draft);
    return draft;
  }

  /** Does something with a plugin of this world that the host knows. */
  #known<R>(id: string, draft: Draft, act: () => R): R | undefined {
    if (pluginsOf(this.world.host).some((plugin) => plugin.id === id)) return act();
    draft.failed[id] = `There is no plugin with id '${id}'. ${this.#near()}`;
    return undefined;
  }

  #near(): string {
    const ids = pluginsOf(this.world.host).map(({ id }) => id);
    return ids.length === 0 ? 'None is loaded.' : `Loaded are: ${ids.sort().join(', ')}.`;
  }

  async #reload(id: string, draft: Draft): Promise<void> {
    const now = this.#placeOf(id);
    if (now === undefined) return void draft.reload.add(id);
    const next = await this.#find(now.path);
    if (next === undefined) draft.failed[id] = `There is no plugin at ${this.#shown(now.path)} any more.`;
    else this.#replace(id, now, next, draft);
  }

  /** Its code is read anew by the host; an archive is unpacked anew, so it comes in the place of the old one. */
  #replace(id: string, now: Found | undefined, next: Found, draft: Draft): void {
    if (next.refused !== undefined) return void (draft.failed[id] = refusalOf(next)!);
    draft.back.push(this.#relist(next, now));
    if (next.entry === now?.entry) return void draft.reload.add(id);
    draft.unload.add(id);
    draft.load.push(next);
  }

  async #enable(path: string, draft: Draft): Promise<void> {
    if (!path.endsWith(DISABLED))
      return void (draft.failed[this.#shown(path)] = `${this.#shown(path)} is not disabled: its name does not end with ${DISABLED}.`);
    const name = path.slice(0, -DISABLED.length);
    const why =
      this.#whyOutside(path) ??
      (existsSync(path)
        ? existsSync(name)
          ? `${this.#shown(name)} is there already.`
          : undefined
        : `There is no file ${this.#shown(path)}.`);
    if (why !== undefined) return void (draft.failed[this.#shown(path)] = why);
    renameSync(path, name);
    this.world.forget(path);
    await this.#load(name, draft);
  }

  async #load(path: string, draft: Draft): Promise<void> {
    const shown = this.#shown(path);
    const why = this.#whyOutside(path);
    if (why !== undefined) return void (draft.failed[shown] = why);
    if ([...this.world.running.values()].some(({ found }) => found?.path === path))
      return void (draft.failed[shown] = `${shown} is loaded already; reload it.`);
    const found = await this.#find(path);
    if (found === undefined || found.isDisabled) return void (draft.failed[shown] = `There is no plugin at ${shown}.`);
    draft.back.push(this.#relist(found, this.world.listing.get(path)));
    draft.add.push(found);
  }

  #relist(next: Found, now: Found | undefined): () => void {
    this.world.list(next);
    return () => {
      if (now === undefined) this.world.forget(next.path);
      else this.world.list(now);
    };
  }

  /** What lies there by now, against what runs. */
  async #refresh(all: boolean): Promise<Draft> {
    const { world } = this;
    const draft = new Draft();
    const there = new Map(discover(world.settled.directories, this.warn).map((place) => [place.path, place]));
    const byPath = new Map(
      pluginsOf(world.host).flatMap(({ id }) => ((path) => (path === undefined ? [] : [[path, id] as const]))(this.#placeOf(id)?.path)),
    );
    for (const [path, now] of [...world.listing]) {
      const id = byPath.get(path);
      if (there.has(path)) continue;
      if (id !== undefined) draft.unload.add(id);
      else now.dispose?.();
      draft.after.push(() => world.forget(path));
    }
    for (const place of there.values()) {
      const now = world.listing.get(place.path);
      const id = byPath.get(place.path);
      if (now !== undefined && (place.isDisabled || (!all && id !== undefined && isAsItWas(place, now)))) continue;
      const next = await findAt(place, world.settled);
      if (place.isDisabled) world.list(next);
      else if (id === undefined) {
        draft.back.push(this.#relist(next, now));
        draft.add.push(next);
      } else this.#replace(id, now, next, draft);
    }
    return draft;
  }

  async #carryOut(draft: Draft): Promise<Outcome> {
    const { world } = this;
    const { host } = world;
    const before = new Map(pluginsOf(host).map((plugin) => [plugin.id, plugin]));
    const isNothing = draft.load.length + draft.add.length + draft.unload.size + draft.reload.size === 0;
    const report = isNothing
      ? undefined
      : await host.change({
          unload: [...draft.unload],
          reload: [...draft.reload],
          load: [
            ...draft.load.map((found) => specOf(found, world.settled.home)),
            ...draft.add.map((found) => specOf(found, world.settled.home, { required: false })),
          ],
        });
    const isDone = report === undefined || report.receipt?.outcome === 'done';
    for (const act of isDone ? draft.after : draft.back) await act();
    if (!isDone) for (const found of [...draft.load, ...draft.add]) found.dispose?.();
    return outcomeOf(draft, before, report, host, world);
  }

  async #find(path: string): Promise<Found | undefined> {
    let place: Place | undefined;
    try {
      place = placeAt(path);
    } catch (thrown) {
      this.warn(`"${path}" can't be looked at: ${(thrown as Error).message}.`);
    }
    return place === undefined ? undefined : findAt(place, this.world.settled);
  }

  #placeOf(id: string): Found | undefined {
    const source = pluginsOf(this.world.host).find((plugin) => plugin.id === id)?.source;
    return [...this.world.listing.values()].find(
      (found) => found.entry !== undefined && sourceOf(found, this.world.settled.home) === source,
    );
  }

  #whyOutside(path: string): string | undefined {
    const { directories } = this.world.settled;
    if (directories.some((directory) => path.startsWith(directory.endsWith(sep) ? directory : directory + sep))) return undefined;
    return `Given plugin path ${this.#shown(path)} is outside of MCDR's possible plugin directories: ${directories.map((each) => this.#shown(each)).join(', ')}.`;
  }

  #shown(path: string): string {
    return shownPath(path, this.world.settled.home);
  }
}

const OPERATIONS: readonly string[] = ['load', 'unload', 'reload', 'enable', 'disable'];

/** Throws a TypeError; a slip of the pen must not pass for nothing to do. */
function checkManipulation(given: unknown): void {
  if (!isRecord(given))
    throw new TypeError(`What is to be done with plugins is ${kind(given)} instead of { load, unload, reload, enable, disable }.`);
  for (const [operation, whose] of Object.entries(given)) {
    if (!OPERATIONS.includes(operation))
      throw new TypeError(`There is no operation '${operation}': write one of ${OPERATIONS.join(', ')}.`);
    const wrong = whose === undefined ? undefined : [whose].flat().find((each) => typeof each !== 'string');
    if (wrong !== undefined)
      throw new TypeError(
        `'${operation}' has ${kind(wrong)} where ${operation === 'load' || operation === 'enable' ? 'a path' : 'an id'} should be.`,
      );
  }
}

/** Whether nothing was edited; what can't be read has changed. */
function isAsItWas(place: Place, now: Found): boolean {
  try {
    return fingerprintOf(place) === now.fingerprint;
  } catch {
    return false;
  }
}
