/** Open this to see how timers and handles are followed from the moment they are made: with async_hooks, which patch nothing. */
import { createHook } from 'node:async_hooks';
import { watchAnnounced } from './announced.js';
import type { Watch } from './escape.js';
import { handles } from './handles.js';
import { makerAbove, type Maker } from './maker.js';
import type { ResourceKind } from './resource-kind.js';
import { timers } from './timers.js';

/** By the name that async_hooks gives the type. */
const KINDS: ReadonlyMap<string, ResourceKind> = new Map([...Object.entries(timers), ...Object.entries(handles)]);

interface Followed {
  readonly kind: ResourceKind;
  readonly resource: WeakRef<object>;
  readonly maker: Maker;
  released?: true;
}

const NOBODY: Maker = { through: [], places: [], own: false };
/** How many more are followed before those that have ended are thrown out. */
const SWEEP = 500;

/**
 * Only `init` is heard: with `destroy`, which would tell of the end of timers, V8 follows the end of each promise as well, and an await takes
 * ten times as long.
 */
export function watchResources(): Watch {
  const followed = new Map<number, Followed>();
  const announced = watchAnnounced();
  let next = SWEEP;

  function sweep(): void {
    for (const [id, each] of followed) {
      const resource = each.resource.deref();
      if (resource === undefined || !each.kind.alive(resource)) followed.delete(id);
    }
    next = followed.size * 2 + SWEEP;
  }

  /** Who made it, as far as it is known by now. */
  function makerOf({ kind, resource, maker }: Followed): Maker {
    if (maker.own || maker.places.length > 0) return maker;
    const made = resource.deref();
    const owner = made === undefined ? undefined : kind.owner?.(made);
    return (owner === undefined ? undefined : announced.makerOf(owner)) ?? maker;
  }

  function init(id: number, type: string, trigger: number, given: object): void {
    const kind = KINDS.get(type);
    if (kind === undefined) return;
    // What is thrown here ends the process.
    try {
      const cause = followed.get(trigger);
      const maker = madeBy(makerAbove(init), cause && makerOf(cause));
      if (!kind.wanted(maker)) return;
      // An agent hands an idle connection to the next request: from now on it belongs to whoever makes that.
      const reused = (given as { handle?: unknown }).handle;
      const resource = typeof reused === 'object' && reused !== null ? reused : given;
      if (resource !== given) {
        for (const [other, each] of followed) if (each.resource.deref() === resource) followed.delete(other);
      }
      if (followed.size >= next) sweep();
      followed.set(id, { kind, resource: new WeakRef(resource), maker });
    } catch {
      // Then nobody knows of this one.
    }
  }

  const hook = createHook({ init }).enable();
  return {
    found: () => {
      sweep();
      return wholes([...followed.values()]).flatMap(([each, ...parts]) => {
        const made = each.resource.deref();
        if (made === undefined) return [];
        const { kind } = each;
        return [{ kind: kind.kind(made), what: kind.what(made), maker: makerOf(each), release: () => [each, ...parts].forEach(release) }];
      });
    },
    close: () => {
      hook.disable();
      announced.close();
      followed.clear();
    },
  };
}

/** Each with what belongs to it. */
function wholes(all: readonly Followed[]): [Followed, ...Followed[]][] {
  const found: [Followed, ...Followed[]][] = [];
  const byPlace = new Map<string | undefined, [Followed, ...Followed[]]>();
  for (const each of all) {
    const isPart = each.kind.parts?.(each.maker) === true;
    const whole = isPart ? byPlace.get(each.maker.places[0]) : undefined;
    if (whole !== undefined) {
      whole.push(each);
      continue;
    }
    found.push([each]);
    if (isPart) byPlace.set(each.maker.places[0], found.at(-1)!);
  }
  return found;
}

function release(each: Followed): void {
  const made = each.resource.deref();
  if (made === undefined || each.released || !each.kind.alive(made)) return;
  each.released = true;
  try {
    each.kind.release(made);
  } catch {
    // Its owner closes it already, and Node says so only by refusing.
  }
}

/** What comes out of a loop turn of its own belongs to whoever made what led to it: a connection to its server. */
function madeBy(maker: Maker, cause: Maker | undefined): Maker {
  if (maker.own || maker.places.length > 0) return maker;
  return { ...(cause ?? NOBODY), through: maker.through };
}
