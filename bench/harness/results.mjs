/** Open this to see where results are kept between runs, one file for each item, and which of them still hold. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { circumstances } from './measure.mjs';

const FOLDER = new URL('../results/', import.meta.url);
const fileOf = (name) => new URL(`${name}.json`, FOLDER);

/** The result of an item from before, if it is of this code, this Node and this machine, and was not quicker than what is asked for. */
export function kept(name, isQuick) {
  const now = circumstances(isQuick);
  try {
    const result = JSON.parse(readFileSync(fileOf(name), 'utf8'));
    const isSame = ['node', 'machine', 'code'].every((key) => result.of[key] === now[key]);
    return isSame && (isQuick || !result.of.quick) ? result : undefined;
  } catch {
    // There is none, or a run was ended while it wrote, or it is something else: it is measured again.
    return undefined;
  }
}

/** How long an item took when the page was written; 0 for one that is new since. */
export function secondsAtLast(name) {
  const { results } = JSON.parse(readFileSync(new URL('../../docs/performance/figures.json', import.meta.url), 'utf8'));
  return results[name]?.seconds ?? 0;
}

export function keep(result) {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(fileOf(result.item), `${JSON.stringify(result, null, 1)}\n`);
}
