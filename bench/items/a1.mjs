/** Open this to see how a synchronous emit by name is measured. */
import { emitting } from '../harness/emitting.mjs';
import { race } from '../harness/race.mjs';

export const SIZES = [1, 4, 10, 100];
const OWN = 'mortise: events.emit';
const LIMITS = [5.5, 4, 3, 1.5];

/** Each event bus beside the limit. */
async function cases(size, isWanted) {
  const { BUSES } = await import('../peers/buses.mjs');
  const { byName } = await import('../peers/mortise.mjs');
  return emitting(size, [{ name: OWN, open: byName, contains: true, lacks: [] }], BUSES, isWanted);
}

export default {
  name: 'A1',
  title: 'Synchronous emit by name',
  what: 'One publisher emits to handlers that are methods of as many classes, each contained. 35 other events were served before.',
  parts: [race({ metric: 'emit', sizes: SIZES, sizeName: 'handlers', cases })],
  targets: SIZES.map((size, index) => ({ metric: 'emit', size, case: OWN, of: 'ratio', most: LIMITS[index] })),
};
