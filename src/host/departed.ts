/** Open this to see how it is proved that what went is gone: what was alive of a generation is watched weakly, and asked for. */
import type { Kernel } from '../kernel/kernel.js';
import type { PluginRecord } from '../kernel/record.js';
import type { Inherited } from '../kernel/room.js';
import { sentinelOf, type Sentinel } from '../leaks/sentinel.js';
import type { DepartedInfo } from '../model/doctor.js';
import { problem } from '../problem/problem.js';

interface Generation {
  readonly plugin: string;
  readonly generation: number;
  readonly version: string;
  sentinels: Sentinel[];
  /** Alive as long as anything that its code made. */
  code: WeakRef<object> | undefined;
  /** The generation that was given code of this one. */
  heir: number | undefined;
  isTold: boolean;
}

/** So many generations are watched, and a few more; the oldest are forgotten first. */
const MOST_WATCHED = 1_000;
/** Among so many new ones it is looked once whether old ones need no watching any more: to find the oldest costs more than to add one. */
const SWEPT_EVERY = 64;

export class Departed {
  readonly #generations = new Map<string, Generation>();

  constructor(readonly kernel: Kernel) {}

  /** How many groups of objects are watched. */
  get size(): number {
    return [...this.#generations.values()].reduce((sum, { sentinels }) => sum + sentinels.length, 0);
  }

  /** Instances of a plugin that stops: nobody but its users had them. */
  instances({ key, generation, manifest }: PluginRecord, instances: readonly object[]): void {
    if (instances.length === 0) return;
    const each = this.#of(key, generation, manifest.version);
    // One that starts and stops again and again leaves some each time.
    each.sentinels = each.sentinels.filter((sentinel) => sentinel.survivors().length > 0);
    each.sentinels.push(sentinelOf(key, instances));
  }

  /** Classes and whatever else code of a generation has made that can be freed; of any other, Node or whoever gave it keeps them rightly. */
  code({ key, generation, manifest, parts, extension }: PluginRecord): void {
    const { loaded } = extension.origin;
    if (loaded?.freeable !== true) return;
    const classes = parts.components.flatMap(({ make }) => (make.by === 'class' ? [make.type] : []));
    const each = this.#of(key, generation, manifest.version);
    if (classes.length > 0) each.sentinels.push(sentinelOf(key, classes));
    each.code = loaded.mark;
  }

  /** Code that the next generation was given as it is: while that one runs, it may hold it. */
  inherited({ key, generation, manifest }: PluginRecord, { by, code }: Inherited): void {
    const each = this.#of(key, generation, manifest.version);
    each.heir = by;
    each.sentinels.push(sentinelOf(key, code));
  }

  /** The generation that holds one rightly: it was given its code, and runs, or is held rightly itself. */
  #heirOf({ plugin, heir }: Generation): number | undefined {
    if (heir === undefined) return undefined;
    if (this.kernel.records.get(plugin)?.generation === heir) return heir;
    const next = this.#generations.get(`${plugin} ${heir}`);
    return next === undefined ? undefined : this.#heirOf(next);
  }

  /** Collects garbage, and tells of each generation whether it is gone; one that is gone is forgotten. A survivor is a problem, told once. */
  async check(withHolders: boolean): Promise<DepartedInfo[]> {
    const { collectGarbage, holderOf } = await import('../leaks/heap.js');
    await collectGarbage();
    const told: DepartedInfo[] = [];
    for (const [id, each] of this.#generations) {
      const alive = namesOf(each);
      const { plugin, generation, version } = each;
      if (alive.length === 0) {
        this.#generations.delete(id);
        told.push({ plugin, generation, version, state: 'unloaded', alive });
        continue;
      }
      const held = withHolders ? await holderOf(...aliveOf(each)) : undefined;
      const heir = this.#heirOf(each);
      if (heir !== undefined) {
        const holder = held?.holder ?? `generation ${heir} of '${plugin}', which was given it`;
        told.push({
          plugin,
          generation,
          version,
          state: 'unloaded (held)',
          alive,
          holder,
          ...(held === undefined ? {} : { path: held.path }),
        });
        continue;
      }
      told.push({
        plugin,
        generation,
        version,
        state: 'unloaded (leaked)',
        alive,
        ...(held === undefined ? {} : { holder: held.holder, path: held.path }),
      });
      if (each.isTold && held === undefined) continue;
      each.isTold = true;
      const details = { plugin, generation, alive, ...(held === undefined ? {} : { holder: held.holder, path: held.path }) };
      this.kernel.report(problem('unload.leaked', details, { plugin, phase: 'unload' }));
    }
    return told;
  }

  /** The oldest that are gone by now need no watching, nor do those that are too many; what is collected is collected without being asked for. */
  #sweep(): void {
    let most = this.#generations.size - MOST_WATCHED;
    for (const [id, each] of this.#generations) {
      if (most-- <= 0 && aliveOf(each).length > 0) return;
      this.#generations.delete(id);
    }
  }

  #of(plugin: string, generation: number, version: string): Generation {
    const id = `${plugin} ${generation}`;
    const known = this.#generations.get(id);
    if (known !== undefined) return known;
    const made: Generation = { plugin, generation, version, sentinels: [], code: undefined, heir: undefined, isTold: false };
    // Before it is there: nothing of it is watched yet.
    if ((this.#generations.size + 1) % SWEPT_EVERY === 0) this.#sweep();
    this.#generations.set(id, made);
    return made;
  }
}

/** What is known to be alive of one; what is found of its instances and classes says more than that something of its code is there. */
function aliveOf({ sentinels, code }: Generation): readonly object[] {
  const found = sentinels.flatMap((sentinel) => sentinel.survivors());
  const mark = found.length === 0 ? code?.deref() : undefined;
  return mark === undefined ? found : [mark];
}

function namesOf({ sentinels, code }: Generation): string[] {
  const found = sentinels.flatMap((sentinel) => [...new Set(sentinel.survivors().map(nameOf))]);
  return found.length === 0 && code?.deref() !== undefined ? ['its code'] : found;
}

function nameOf(object: object): string {
  try {
    if (Object.prototype.toString.call(object) === '[object Module]') return 'its module';
    return typeof object === 'function'
      ? `class ${object.name}`
      : (Reflect.get(object, 'constructor') as { name?: string } | undefined)?.name || 'an object';
  } catch {
    // A proxy says what it likes, or nothing.
    return 'an object';
  }
}
