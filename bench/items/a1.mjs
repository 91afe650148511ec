/** Open this to see how a synchronous emit by name is measured. */
import { anew, emitting } from '../harness/emitting.mjs';
import { race } from '../harness/race.mjs';

export const SIZES = [1, 4, 10, 100];
const OWN = 'mortise: events.emit';
const LIMITS = [5.5, 4, 3, 1.5];

/** Each event bus beside the limit. */
const own = async () => [{ name: OWN, open: (await anew('mortise.mjs')).byName, contains: true, lacks: [] }];
const peers = async () => (await anew('buses.mjs')).BUSES;
const cases = (size, isWanted) => emitting(size, own, peers, isWanted);

export default {
  name: 'A1',
  title: 'Synchronous emit by name',
  what: 'One publisher emits to handlers that are methods of as many classes, each contained. 35 other events were served before.',
  parts: [race({ metric: 'emit', sizes: SIZES, sizeName: 'handlers', cases })],
  targets: SIZES.map((size, index) => ({ metric: 'emit', size, case: OWN, of: 'ratio', most: LIMITS[index] })),
};
