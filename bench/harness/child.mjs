/** Open this to see what runs in a measuring process: one size of a race, or one trial, of one part of one item. */
import { load } from './items.mjs';
import { runRace } from './race.mjs';

process.once('message', async ({ item, part: index, size, name, isQuick }) => {
  try {
    const part = (await load(item)).parts[index];
    const answer = part.kind === 'race' ? await runRace(part, size, isQuick) : await part.cases.find((of) => of.name === name).trial(size);
    process.send({ answer }, () => process.exit(0));
  } catch (error) {
    process.send({ error: error.stack ?? String(error) }, () => process.exit(1));
  }
});
// Without a parent nobody would ever ask.
process.once('disconnect', () => process.exit(1));
