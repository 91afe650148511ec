/** Open this to see how problems are printed together: each cause once, as a short proof, with those who wait for it. */
import type { Problem } from '../model/problem.js';
import { printProblem } from './problem.js';
import { quoted, quotedList } from './text.js';

const MOST_STEPS = 6;

/**
 * Problems as people read them. Whoever only waits for somebody is told in one line below the cause: "so 'shop' waits for 'billing', and 'front'
 * for 'shop'". Those whose cause is not among the problems are told as they are.
 */
export function printProblems(problems: readonly Problem[]): string[] {
  const waitingFor = new Map<string, Set<string>>();
  for (const { code, plugin, details } of problems) {
    const on = details?.['on'];
    if (code !== 'plan.waits' || plugin === undefined || typeof on !== 'string') continue;
    (waitingFor.get(on) ?? waitingFor.set(on, new Set()).get(on)!).add(plugin);
  }
  // Each is told once, below the first of its causes.
  const told = new Set(problems.flatMap((found) => (found.code === 'plan.waits' ? [] : membersOf(found))));
  const proofs = new Map<Problem, string>();
  const prove = (found: Problem): void => {
    const so = consequences(membersOf(found), waitingFor, told);
    const [first, ...hint] = printProblem(found).split('\n');
    proofs.set(found, [first!, ...(so === '' ? [] : [`  ${so}`]), ...hint].join('\n'));
  };
  // Of what was found of one plugin, an error is what others wait for, and a warning only when there is none.
  for (const isError of [true, false])
    for (const found of problems) if (found.code !== 'plan.waits' && (found.severity === 'error') === isError) prove(found);
  for (const found of problems) {
    if (found.plugin === undefined || told.has(found.plugin) || proofs.has(found)) continue;
    told.add(found.plugin);
    prove(found);
  }
  return problems.flatMap((found) => proofs.get(found) ?? []);
}

/** Whom a problem is about: a circle is told once, and is that of all its members. */
function membersOf({ code, plugin, details }: Problem): string[] {
  const path: unknown = code === 'plan.cycle' ? details?.['path'] : undefined;
  const members = Array.isArray(path) ? path.filter((key): key is string => typeof key === 'string') : [];
  return [...new Set([...(plugin === undefined ? [] : [plugin]), ...members])];
}

/** "so 'a' and 'b' wait for 'x', 'c' for 'a' and 12 more for these", breadth first. */
function consequences(roots: readonly string[], waitingFor: ReadonlyMap<string, ReadonlySet<string>>, told: Set<string>): string {
  const steps: string[] = [];
  let more = 0;
  const queue = [...roots];
  for (const key of queue) {
    const waiting = [...(waitingFor.get(key) ?? [])].filter((plugin) => !told.has(plugin));
    if (waiting.length === 0) continue;
    for (const plugin of waiting) told.add(plugin);
    // Not spread: there may be more of them than a call has room for.
    for (const plugin of waiting) queue.push(plugin);
    if (steps.length >= MOST_STEPS) more += waiting.length;
    else steps.push(`${quotedList(waiting)}${steps.length > 0 ? '' : waiting.length === 1 ? ' waits' : ' wait'} for ${quoted(key)}`);
  }
  if (steps.length === 0) return '';
  return `so ${steps.join(', ')}${more === 0 ? '' : `, and ${more} more for these`}`;
}
