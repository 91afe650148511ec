/** Open this to see how what plugins hold is tracked, and released with them. */
import { PluginCleanupError, PluginLoadError, textOf } from './errors.js';
import { owned, type Owner } from './registry.js';

/** A resource that somebody holds. */
export interface ResourceInfo {
  readonly category: string;
  readonly name: string;
  /** Key of the plugin that holds it. */
  readonly owner: string;
}

interface Tracked extends ResourceInfo {
  readonly resource: unknown;
  release(): Promise<void> | undefined;
}

const ENDS = [
  Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose'),
  Symbol.dispose ?? Symbol.for('Symbol.dispose'),
  'dispose',
  'close',
  'end',
  'destroy',
];

/**
 * What plugins hold (sockets, pools, files), by category and name. What a plugin forgets is released when it stops, latest first.
 *
 * ```ts
 * import { createZerePy } from 'mortise/zerepy';
 *
 * const { resources } = createZerePy();
 * const owner = { id: 'cache', own: (undo: () => unknown) => undo }; // the context of a plugin
 * resources.track(owner, 'sockets', 'redis', { close: () => console.log('closed') });
 * console.log(resources.list('sockets')); // [ { category: 'sockets', name: 'redis', owner: 'cache' } ]
 * await resources.cleanup('sockets'); // closed
 * ```
 */
export class Resources {
  readonly #all = new Set<Tracked>();

  /**
   * Keeps a resource until its owner stops, and gives it back. How it is released: by `release`, else by its own `[Symbol.asyncDispose]`,
   * `[Symbol.dispose]`, `dispose`, `close`, `end` or `destroy`. Throws `PluginLoadError` when there is no way, or the owner has one of that name.
   */
  track<T>(owner: Owner, category: string, name: string, resource: T, release?: (resource: T) => unknown): T {
    const end = release === undefined ? endOf(resource) : (): unknown => release(resource);
    const about = { plugin: owner.id, details: { category, name } };
    if (end === undefined)
      throw new PluginLoadError('zerepy.no-release', {
        message: `Nobody knows how to release the resource '${name}' of '${owner.id}'.`,
        hint: 'Give a function that does, as the last argument.',
        ...about,
      });
    if ([...this.#all].some((each) => each.category === category && each.name === name && each.owner === owner.id))
      throw new PluginLoadError('zerepy.taken', {
        message: `'${owner.id}' has a resource '${name}' in '${category}' already.`,
        hint: 'Release that one first, or take another name.',
        ...about,
      });
    const tracked: Tracked = {
      category,
      name,
      owner: owner.id,
      resource,
      release: () => releaseOnce(),
    };
    this.#all.add(tracked);
    // The ledger waits for what it releases.
    const releaseOnce = owned(owner, async () => {
      this.#all.delete(tracked);
      try {
        await end();
      } catch (cause) {
        throw new PluginCleanupError('zerepy.cleanup-failed', {
          message: `The resource '${name}' of '${owner.id}' could not be released: ${textOf(cause)}.`,
          hint: 'It is tracked no longer; look at whether it is still open.',
          ...about,
          cause,
        });
      }
    });
    return resource;
  }

  /** The resource. Nothing when there is none. */
  find(category: string, name: string, owner?: string): unknown {
    return [...this.#all].find((each) => each.category === category && each.name === name && (owner ?? each.owner) === each.owner)
      ?.resource;
  }

  /** What is held now, oldest first. */
  list(category?: string): readonly ResourceInfo[] {
    return [...this.#all]
      .filter((each) => category === undefined || each.category === category)
      .map(({ category: of, name, owner }) => ({ category: of, name, owner }));
  }

  /** Releases everything of a category, latest first, and goes on after failures; rejects with the first `PluginCleanupError` then. */
  async cleanup(category: string): Promise<void> {
    const failed: unknown[] = [];
    for (const each of [...this.#all].reverse())
      if (each.category === category) await each.release()?.catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw failed[0] as Error;
  }
}

function endOf(resource: unknown): (() => unknown) | undefined {
  if ((typeof resource !== 'object' && typeof resource !== 'function') || resource === null) return undefined;
  const name = ENDS.find((each) => typeof Reflect.get(resource, each) === 'function');
  return name === undefined ? undefined : () => Reflect.apply(Reflect.get(resource, name) as () => unknown, resource, []);
}
