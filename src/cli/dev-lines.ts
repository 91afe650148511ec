/** Open this to see how `mortise dev` tells of a change: one line that says what, in which time and with what left, or the mistake with its code frame. */
import { relative } from 'node:path';
import type { ChangeOutcome } from '../dev/outcome.js';
import type { Remain } from '../dev/remains.js';
import type { ReceiptLine } from '../model/history.js';
import type { Problem } from '../model/problem.js';
import type { Report } from '../model/report.js';
import { nodeFiles } from '../platform/files.js';
import { MortiseError } from '../problem/error.js';
import { printProblems } from '../problem/proof.js';
import { framesOf } from './code-frame.js';
import type { Tone } from './output.js';

type Paint = (tone: Tone, text: string) => string;

/** What goes to stdout, and what is said beside it. */
export interface Lines {
  readonly line: string;
  readonly talk: readonly string[];
}

const MOST_NAMED = 4;
const STILL = 'what ran before still serves';

export function linesOf(change: ChangeOutcome, home: string, paint: Paint): Lines {
  const { at, report, cause, isDone, stale } = change;
  const problems = problemsOf(change);
  const isWell = isDone && report!.problems.every(({ severity }) => severity !== 'error');
  const isNothing = isDone && !isWell && report!.receipt!.plugins.length === 0;
  const parts = isNothing
    ? [`${change.titles.join(', ')}: not loaded`]
    : isDone
      ? donePartsOf(change, report!)
      : [`${change.titles.join(', ') || 'nothing'}: ${STILL}`];
  const rest = stale.length === 0 ? [] : [paint('wait', `not live: ${stale.join(', ')}`)];
  const files = change.files.map((file) => relative(home, file)).slice(0, MOST_NAMED);
  const edited = isDone || files.length === 0 ? [] : [paint('dim', files.join(', '))];
  return {
    line: [
      `${paint('dim', timeOf(at))} ${isWell ? paint('good', '✓') : paint('bad', '✗')} ${parts[0]!}`,
      ...parts.slice(1),
      ...edited,
      ...rest,
    ].join('  '),
    talk: [...printedWithFrames(problems), ...(cause === undefined || cause instanceof MortiseError ? [] : [stackOf(cause)])],
  };
}

/** Each problem, and the lines that they are in. */
function printedWithFrames(problems: readonly Problem[]): string[] {
  const told = problems.filter(({ severity }) => severity !== 'note');
  return [...printProblems(told), ...framesOf(told, nodeFiles)];
}

/** A mistake in mortise must not end the loop, and is told as it is. */
function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
}

export function remainsOf(remains: readonly Remain[], at: number, paint: Paint): string[] {
  const freed = remains.filter(({ isFreed }) => isFreed).map(({ plugin, generation }) => `${plugin} ${generation}`);
  const held = remains.filter(({ isFreed }) => !isFreed);
  return [
    ...(freed.length === 0 ? [] : [paint('dim', `${timeOf(at)}   old code freed: ${freed.join(', ')}`)]),
    ...held.map(({ plugin, generation, holder }) => {
      const by = holder === undefined ? 'nobody can tell by whom' : `by ${holder}`;
      return `${paint('dim', timeOf(at))} ${paint('wait', '!')} old code of ${plugin} ${generation} is held: ${by}`;
    }),
  ];
}

/** What was wrong with a change, and nothing twice. */
export function problemsOf({ report, cause }: ChangeOutcome): readonly Problem[] {
  if (cause !== undefined) {
    if (!(cause instanceof MortiseError)) return [];
    return cause.problems.length > 0 ? cause.problems : [cause.problem];
  }
  const problems = report!.problems;
  // That it was taken back is what the line says.
  const isSaid = ({ code, details }: Problem): boolean =>
    (code === 'change.rolled-back' || code === 'change.refused') && problems.some(({ message }) => message === details?.['why']);
  const seen = new Set<string>();
  return problems.filter((found) => {
    const key = `${found.code} ${found.message}`;
    if (isSaid(found) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function donePartsOf({ gone }: ChangeOutcome, { receipt, ms }: Report): string[] {
  const { plugins, drained, ms: times } = receipt!;
  const named = plugins.slice(0, MOST_NAMED).map(saidOf);
  const more = plugins.length - named.length;
  const what = named.length === 0 ? 'nothing had to change' : [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const whole = Math.round(times.all || ms);
  const handed = plugins.filter(({ handedOver }) => handedOver === true).length;
  const kept = plugins.find(({ code }) => code === 'kept');
  return [
    gone.length === 0 ? what : `${what} (files are gone)`,
    `read ${Math.round(times.plan)} ready ${Math.round(times.ready)} swap ${Math.round(times.swap)} stop ${Math.round(times.stop)} = ${whole} ms`,
    ...(drained === 0 ? [] : [`drained ${drained}`]),
    ...(handed === 0 ? [] : ['state handed over']),
    ...(kept === undefined ? [] : [`old code of ${kept.plugin} kept${kept.why === undefined ? '' : `: ${kept.why.replace(/\.$/, '')}`}`]),
  ];
}

function saidOf({ plugin, did, generation, previous }: ReceiptLine): string {
  if (previous !== undefined && did !== 'failed' && did !== 'waits') return `${plugin} ${previous} → ${generation}`;
  return `${plugin} ${did}`;
}

export function timeOf(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}
