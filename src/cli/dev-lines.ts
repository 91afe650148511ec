/** Open this to see how `mortise dev` tells of a change: one line that says what, in which time and with what left, or the mistake with its code frame. */
import { relative } from 'node:path';
import type { ChangeOutcome } from '../dev/outcome.js';
import type { Generation, Remain } from '../dev/remains.js';
import type { Receipt, ReceiptLine } from '../model/history.js';
import type { Problem } from '../model/problem.js';
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

/** `went` are the generations that gave way, and `freed` those of them that are gone. */
export function linesOf(
  change: ChangeOutcome,
  { went, freed }: { readonly went: readonly Generation[]; readonly freed: readonly Generation[] },
  home: string,
  paint: Paint,
): Lines {
  const { at, report, cause, isDone, gone, titles, problems } = change;
  const receipt = report?.receipt;
  const isWell = isDone && problems.every(({ severity }) => severity !== 'error');
  const isLive = isDone && (isWell || receipt!.plugins.length > 0);
  const parts = isLive ? [...donePartsOf(receipt!, gone), ...freedPartOf(went, freed)] : [failedPartOf(titles, isDone)];
  const stale = isLive ? change.stale : change.stale.filter((title) => !titles.includes(title));
  const files = change.files.map((file) => relative(home, file)).slice(0, MOST_NAMED);
  return {
    line: [
      `${paint('dim', timeOf(at))} ${isWell ? paint('good', '✓') : paint('bad', '✗')} ${parts[0]!}`,
      ...parts.slice(1),
      ...(isLive || files.length === 0 ? [] : [paint('dim', files.join(', '))]),
      ...(stale.length === 0 ? [] : [paint('wait', `not live: ${stale.join(', ')}`)]),
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

/** What could not be told in the line of the change. */
export function remainsOf(remains: readonly Remain[], at: number, paint: Paint): string[] {
  const freed = remains.filter(({ isFreed }) => isFreed).map(nameOf);
  const held = remains.filter(({ isFreed }) => !isFreed);
  return [
    ...(freed.length === 0 ? [] : [paint('dim', `${timeOf(at)}   old code freed: ${freed.join(', ')}`)]),
    ...held.map((each) => {
      const by = each.holder === undefined ? 'nobody can tell by whom' : `by ${each.holder}`;
      return `${paint('dim', timeOf(at))} ${paint('wait', '!')} old code of ${nameOf(each)} is held: ${by}`;
    }),
  ];
}

function donePartsOf({ plugins, drained, buffered, ms }: Receipt, gone: readonly string[]): string[] {
  const named = plugins.slice(0, MOST_NAMED).map((line) => saidOf(line, gone.length > 0));
  const more = plugins.length - named.length;
  const what = named.length === 0 ? 'nothing had to change' : [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const [plan, ready, swap, stop, all] = [ms.plan, ms.ready, ms.swap, ms.stop, ms.all].map(Math.round);
  const kept = plugins.find(({ code }) => code === 'kept');
  return [
    what,
    `read ${plan} ready ${ready} swap ${swap} stop ${stop} = ${all} ms`,
    `drained ${drained} buffered ${buffered}`,
    ...(plugins.some(({ handedOver }) => handedOver === true) ? ['state handed over'] : []),
    ...(kept === undefined ? [] : [`old code of ${kept.plugin} kept${kept.why === undefined ? '' : `: ${kept.why.replace(/\.$/, '')}`}`]),
  ];
}

function freedPartOf(went: readonly Generation[], freed: readonly Generation[]): string[] {
  if (freed.length === 0) return [];
  return [freed.length === went.length ? 'old code freed' : `old code freed: ${freed.map(nameOf).join(', ')}`];
}

function failedPartOf(titles: readonly string[], isDone: boolean): string {
  return `${titles.join(', ') || 'nothing'}: ${isDone ? 'not loaded' : STILL}`;
}

function nameOf({ plugin, generation }: Generation): string {
  return `${plugin} ${generation}`;
}

function saidOf({ plugin, did, generation, previous }: ReceiptLine, areFilesGone: boolean): string {
  if (did === 'unloaded' && areFilesGone) return `${plugin} unloaded (files are gone)`;
  if (previous !== undefined && did !== 'failed' && did !== 'waits') return `${plugin} ${previous} → ${generation}`;
  return `${plugin} ${did}`;
}

export function timeOf(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}
