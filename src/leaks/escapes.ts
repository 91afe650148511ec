/** Open this to see how it is noticed what plugins make outside of their contexts: raw timers, listeners, sockets, processes, globals. */
import type { Escape, Found, Watch } from './escape.js';
import { watchFiles } from './files.js';
import { watchGlobals } from './globals.js';
import { watchListeners } from './listeners.js';
import { fileOf } from './maker.js';
import { watchResources } from './resources.js';
import { watchWorkers } from './workers.js';

export type { Escape } from './escape.js';

export interface Escapes {
  /**
   * Everything still there that code of these files made, in the order in which it was made within each kind. `library` says which files act
   * for whoever calls them, so that a connection which a driver opens belongs to the plugin that uses the driver; by default none do.
   */
  leftBy(mine: (file: string) => boolean, library?: (file: string) => boolean): readonly Escape[];
  /** Everything still there, also what nobody can be told to have made. */
  left(): readonly Escape[];
  /** Ends watching for whoever asked for it; with the last of them everything is as it was before. */
  close(): void;
}

const UNKNOWN = 'an unknown place';

let shared: { readonly watches: readonly Watch[]; users: number } | undefined;

/**
 * Watches this thread for what is made outside of any context, from now on: for development and for the doctor, since it makes each `await` and
 * each timer slower. Whoever asks shares one watch, so two hosts do not watch each other.
 */
export function watchEscapes(): Escapes {
  const mine = (shared ??= { watches: [watchResources(), watchWorkers(), watchListeners(), watchFiles(), watchGlobals()], users: 0 });
  mine.users += 1;
  let open = true;
  const found = (): Found[] => (open ? mine.watches.flatMap((watch) => watch.found()).filter(({ maker }) => !maker.own) : []);
  return {
    leftBy: (of, library = () => false) => found().flatMap((each) => placedAt(each, ownPlace(each, of, library))),
    left: () => found().flatMap((each) => placedAt(each, each.maker.sources?.[0] ?? each.maker.places[0] ?? UNKNOWN)),
    close: () => {
      if (!open) return;
      open = false;
      mine.users -= 1;
      if (mine.users > 0) return;
      shared = undefined;
      for (const watch of [...mine.watches].reverse()) watch.close();
    },
  };
}

/** The place that makes it mine: the innermost, or the first one after libraries. */
function ownPlace({ maker }: Found, mine: (file: string) => boolean, library: (file: string) => boolean): string | undefined {
  for (const [index, place] of maker.places.entries()) {
    const file = fileOf(place);
    const source = maker.sources?.[index] ?? place;
    // Of a plugin that was given as a value only the source is known.
    if (mine(file) || mine(fileOf(source))) return source;
    if (!library(file)) return undefined;
  }
  return undefined;
}

function placedAt({ kind, what, release, maker }: Found, place: string | undefined): Escape[] {
  return place === undefined ? [] : [{ kind, what, place, maker, release }];
}
