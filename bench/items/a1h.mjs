/** Open this to see how an emit through a held handle of the event is measured: without the look-up by name. */
import { anew, emitting } from '../harness/emitting.mjs';
import { race } from '../harness/race.mjs';
import { SIZES } from './a1.mjs';

const OWN = 'mortise: a held event handle';
const SHARED = 'mortise: the same, where all events are emitted';
const LIMITS = [2.2, 2, 1.8, 1.4];

async function own() {
  const { byHandle, byHandleInOnePlace } = await anew('mortise.mjs');
  return [
    { name: OWN, open: byHandle, contains: true, lacks: [] },
    { name: SHARED, open: byHandleInOnePlace, contains: true, lacks: [] },
  ];
}

/** No peer has a handle that contains; those whose emitter is the event itself come nearest. */
const peers = async () => (await anew('buses.mjs')).HELD;
const cases = (size, isWanted) => emitting(size, own, peers, isWanted);

export default {
  name: 'A1h',
  title: 'Synchronous emit through a held handle',
  what: 'As A1, but each publisher has looked its event up once, and emits it in code of its own. Beside that, code that emits all events.',
  parts: [race({ metric: 'emit', sizes: SIZES, sizeName: 'handlers', cases })],
  targets: SIZES.map((size, index) => ({ metric: 'emit', size, case: OWN, of: 'ratio', most: LIMITS[index] })),
};
