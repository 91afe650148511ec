/** Open this to see how a file that is watched by polling is noticed: Node tells nobody which file it is, so the function is replaced. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { Watch } from './escape.js';
import { makerAbove, type Maker } from './maker.js';

// oxlint-disable-next-line typescript/no-unsafe-function-type -- a listener takes whatever its event carries
type Listener = Function;

interface Watched {
  readonly file: unknown;
  readonly watcher: WeakRef<fs.StatWatcher>;
  readonly listener: WeakRef<Listener>;
  readonly maker: Maker;
}

export function watchFiles(): Watch {
  let watched: Watched[] = [];
  const original = fs.watchFile;

  // Whoever has kept it goes on with it after the end, and is watched no more.
  let open = true;
  const watchFile = function watchFile(this: unknown, ...args: unknown[]): fs.StatWatcher {
    const watcher = Reflect.apply(original, this, args) as fs.StatWatcher;
    const listener = args.find((arg): arg is Listener => typeof arg === 'function');
    if (open && listener !== undefined) {
      watched = watched.filter(isThere);
      watched.push({ file: args[0], watcher: new WeakRef(watcher), listener: new WeakRef(listener), maker: makerAbove(watchFile) });
    }
    return watcher;
  };
  replace(watchFile as typeof fs.watchFile);

  return {
    found: () =>
      watched.filter(isThere).map((each) => ({
        kind: 'watcher',
        what: `the watcher of '${String(each.file)}'`,
        maker: each.maker,
        release: () => {
          const listener = each.listener.deref();
          if (listener !== undefined && isThere(each)) fs.unwatchFile(each.file as string, listener as () => void);
        },
      })),
    close: () => {
      open = false;
      watched = [];
      // Somebody may have replaced it after us; what they call is transparent by now.
      if (fs.watchFile === watchFile) replace(original);
    },
  };
}

/** Also for those who import it by name. */
function replace(watchFile: typeof fs.watchFile): void {
  fs.watchFile = watchFile;
  syncBuiltinESMExports();
}

/** One watcher serves all listeners of a file, so it is the listener that counts. */
function isThere({ watcher, listener }: Watched): boolean {
  const found = listener.deref();
  return found !== undefined && (watcher.deref()?.listeners('change') ?? []).includes(found);
}
