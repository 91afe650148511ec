/** Open this to see how something is done with each of several, one after the other, without a promise as long as nobody waits. */
import type { Waiting } from '../model/thenable.js';

/** Does something with each, one after the other. */
export function inOrder<T>(items: readonly T[], work: (item: T) => Waiting): Waiting {
  for (let index = 0; index < items.length; index++) {
    const waiting = work(items[index]!);
    if (waiting !== undefined) return index + 1 === items.length ? waiting : goOn(waiting, items, index + 1, work);
  }
}

async function goOn<T>(waiting: Promise<void>, items: readonly T[], from: number, work: (item: T) => Waiting): Promise<void> {
  await waiting;
  for (let index = from; index < items.length; index++) {
    const next = work(items[index]!);
    if (next !== undefined) await next;
  }
}
