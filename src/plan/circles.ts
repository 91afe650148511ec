/** Open this to see what happens to plugins that need each other in a circle. Pure. */
import { connected } from '../graph/connected.js';
import { cycles } from '../graph/cycle.js';
import { problem } from '../problem/problem.js';
import { quoted } from '../problem/text.js';
import { block, rowsOf, type Draft, type Drafts, type Edge } from './draft.js';

/** A circle of required needs blocks its members; a circle that an optional need closes loses that need. */
export function blockCycles(drafts: readonly Draft[], byKey: Drafts): void {
  for (const cycle of cycles(rowsOf(drafts, byKey, (edge) => edge.need === 'required'))) {
    const members = cycle.map((row) => drafts[row]!);
    const path = [...members, members[0]!].map((member) => member.plugin.key);
    const weakest = weakestOf(members);
    for (const member of members) {
      block(member, problem('plan.cycle', { path, weakest }));
    }
  }
  const { componentOf } = connected(rowsOf(drafts, byKey, () => true));
  const inCircle = (edge: Edge, from: Draft): boolean => componentOf[from.row] === componentOf[byKey.get(edge.to)!.row];
  for (const draft of drafts) draft.edges = draft.edges.filter((edge) => edge.need === 'required' || !inCircle(edge, draft));
}

/** A use is cheaper to make optional than a dependency, since only one line of code has to live without it. */
function weakestOf(members: readonly Draft[]): string {
  const edges = members.map((member, index) => {
    const next = members[(index + 1) % members.length]!;
    return { member, next, edge: member.edges.find((edge) => edge.to === next.plugin.key && edge.need === 'required')! };
  });
  const cheapest = edges.find(({ edge }) => edge.text.startsWith('uses')) ?? edges.at(-1)!;
  return `${quoted(cheapest.member.plugin.key)} ${cheapest.edge.text}`;
}
