/** Open this to see what an emit costs while one rxjs subscriber observes the stream of the event. */
import { anew, emitting } from '../harness/emitting.mjs';
import { race } from '../harness/race.mjs';
import { SIZES } from './a1.mjs';

const OWN = 'mortise: events.emit, observed';
const LIMITS = [13, 9, 4.5, 2];

async function own() {
  const { sawAll } = await import('../peers/buses.mjs');
  return [{ name: OWN, open: (await anew('mortise.mjs')).observed, contains: true, lacks: [], check: sawAll }];
}

const peers = async () => (await anew('buses.mjs')).OBSERVED;
const cases = (size, isWanted) => emitting(size, own, peers, isWanted);

export default {
  name: 'A1s',
  title: 'Synchronous emit, observed as a stream',
  what: 'As A1, while one rxjs subscriber observes each event.',
  parts: [race({ metric: 'emit', sizes: SIZES, sizeName: 'handlers', cases })],
  targets: SIZES.map((size, index) => ({ metric: 'emit', size, case: OWN, of: 'ratio', most: LIMITS[index] })),
};
