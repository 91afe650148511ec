/** Open this to see how an emit through a held handle of the event is measured: without the look-up by name. */
import { emitting } from '../harness/emitting.mjs';
import { race } from '../harness/race.mjs';
import { SIZES } from './a1.mjs';

const OWN = 'mortise: a held event handle';
const LIMITS = [2.2, 2, 1.8, 1.4];

/** No peer has a handle that contains; those whose emitter is the event itself come nearest. */
async function cases(size, isWanted) {
  const { HELD } = await import('../peers/buses.mjs');
  const { byHandle } = await import('../peers/mortise.mjs');
  return emitting(size, [{ name: OWN, open: byHandle, contains: true, lacks: [] }], HELD, isWanted);
}

export default {
  name: 'A1h',
  title: 'Synchronous emit through a held handle',
  what: 'As A1, but the publisher has looked the event up once.',
  parts: [race({ metric: 'emit', sizes: SIZES, sizeName: 'handlers', cases })],
  targets: SIZES.map((size, index) => ({ metric: 'emit', size, case: OWN, of: 'ratio', most: LIMITS[index] })),
};
