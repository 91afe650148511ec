/** Open this to see how listeners of the process are noticed: the process announces each itself. */
import type { Watch } from './escape.js';
import { makerAbove, type Maker } from './maker.js';

// oxlint-disable-next-line typescript/no-unsafe-function-type -- a listener takes whatever its event carries
type Listener = Function;
type Event = string | symbol;

interface Heard {
  readonly event: Event;
  /** The process holds it as long as it listens. */
  readonly listener: WeakRef<Listener>;
  readonly maker: Maker;
}

export function watchListeners(): Watch {
  const heard: Heard[] = [];

  function added(event: Event, listener: Listener): void {
    heard.push({ event, listener: new WeakRef(listener), maker: makerAbove(added) });
  }

  function removed(event: Event, listener: Listener): void {
    const index = heard.findLastIndex((each) => each.event === event && each.listener.deref() === listener);
    if (index !== -1) heard.splice(index, 1);
  }

  process.on('newListener', added);
  process.on('removeListener', removed);
  return {
    found: () =>
      heard.filter(isThere).map((each) => ({
        kind: 'listener',
        what: `the listener of process ${typeof each.event === 'symbol' ? String(each.event) : `'${each.event}'`}`,
        maker: each.maker,
        release: () => {
          const listener = each.listener.deref();
          if (listener !== undefined && heard.includes(each)) process.off(each.event, listener as () => void);
        },
      })),
    close: () => {
      process.off('removeListener', removed);
      process.off('newListener', added);
      heard.length = 0;
    },
  };
}

/** Who takes every listener of an event away may take ours away first, and is then not heard. */
function isThere({ event, listener }: Heard): boolean {
  const found = listener.deref();
  return found !== undefined && process.listeners(event as NodeJS.Signals).includes(found as NodeJS.SignalsListener);
}
