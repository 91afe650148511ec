/** Open this to see how an emit is measured where no code can be generated: what an event is before it is hot, and what it stays where that is forbidden. */
import { anew, emitting } from '../harness/emitting.mjs';
import { race } from '../harness/race.mjs';
import { SIZES } from './a1.mjs';

const OWN = 'mortise: events.emit, walked';
const RIVAL = 'Node EventEmitter, try by hand';
/** They generate code themselves. */
const UNABLE = /^(tapable|moleculer)/;

const own = async () => [{ name: OWN, open: (await anew('mortise.mjs')).byName, contains: true, lacks: [] }];
const peers = async () => (await anew('buses.mjs')).BUSES.filter(({ name }) => !UNABLE.test(name));
const cases = (size, isWanted) => emitting(size, own, peers, isWanted);

export default {
  name: 'A1c',
  title: 'Synchronous emit by name, without generated code',
  what: 'As A1, in a process that forbids code generation from strings: the state of an event before it is hot.',
  parts: [race({ metric: 'emit', sizes: SIZES, sizeName: 'handlers', flags: ['--disallow-code-generation-from-strings'], cases })],
  targets: SIZES.filter((size) => size >= 4).map((size) => ({ metric: 'emit', size, case: OWN, of: 'ratio', most: { case: RIVAL } })),
};
