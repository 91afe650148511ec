/** Open this to see what runs in a measuring process: one size of a race, or one trial, of one part of one item. */
import { load } from './items.mjs';
import { orMissing } from './missing.mjs';
import { runRace } from './race.mjs';

process.once('message', async (order) => {
  try {
    const answer = await run((await load(order.item)).parts[order.part], order);
    const { user, system } = process.cpuUsage();
    process.send({ answer, busy: (user + system) / 1000 }, () => process.exit(0));
  } catch (error) {
    process.send({ error: error.stack ?? String(error) }, () => process.exit(1));
  }
});
// Without a parent nobody would ever ask.
process.once('disconnect', () => process.exit(1));

/** A race, one trial, or what an item does in its own way; then it tells how far it is. */
function run(part, { size, name, isQuick, only }) {
  if (part.kind === 'race') return runRace(part, size, isQuick, only);
  if (part.kind === 'trials') {
    const { trial, load: loading } = part.cases.find((of) => of.name === name);
    return orMissing(() => trial(size), loading);
  }
  return part.run({ isQuick, say: (where) => process.send({ where }) });
}
