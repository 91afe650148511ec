/** Open this to see how a plan reads: one line a step, with its reason where it is new. */
import type { Change, Plan } from '../model/plan.js';
import { printProblems } from '../problem/proof.js';

/** The plan as text for people. */
export function printPlan(plan: Omit<Plan, 'toString'>): string {
  const head = `plan from revision ${plan.revision}: ${printChange(plan.change)}`;
  if (plan.steps.length === 0 && plan.problems.length === 0) return `${head}\n  nothing to do`;
  const wide = plan.steps.reduce((most, step) => Math.max(most, step.plugin.length), 0);
  const explained = new Set<string>();
  const lines = plan.steps.map((step, index) => {
    const number = String(index + 1).padStart(String(plan.steps.length).length);
    const reason = step.because.map((because) => because.text).join('; ');
    const known = `${step.plugin}: ${reason}`;
    const text = explained.has(known) ? '' : `  ${reason}`;
    explained.add(known);
    return `  ${number}. ${step.action.padEnd(10)} ${text === '' ? step.plugin : step.plugin.padEnd(wide)}${text}`;
  });
  const problems = printProblems(plan.problems).map((text) => text.replace(/^/gm, '  '));
  return [head, ...lines, ...problems].join('\n');
}

/** "reload hello; disable cache". An action on nobody is told only where there is no other. */
export function printChange(change: Change): string {
  const asked = Object.entries(change);
  const some = asked.filter(([, value]) => !Array.isArray(value) || value.length > 0);
  const parts = (some.length > 0 ? some : asked).map(([action, value]) =>
    Array.isArray(value) ? `${action} ${value.join(', ')}`.trimEnd() : typeof value === 'number' ? `${action} ${value}` : action,
  );
  return parts.length === 0 ? 'no change' : parts.join('; ');
}
