/** Open this to see one version as MCDReforged reads, orders and prints it: `1.2`, `1.2.3.4-rc.8+build.54`, `1.*`. */
import { quoted } from '../problem/text.js';

/** A part of the core: digits without leading zeros, or a wildcard, which is like any number. */
type Part = string;
export const WILDCARD: Part = '*';

/** What stands behind `-` or `+`: `rc.8` is `rc` and 8; `rc8` has no number. */
interface Extra {
  readonly text: string;
  readonly number: string | undefined;
}

export interface McdrVersion {
  readonly core: readonly Part[];
  readonly pre: Extra | undefined;
  readonly build: Extra | undefined;
}

const EXTRA = /^$|^[-+0-9A-Za-z]+(?:\.[-+0-9A-Za-z]+)*$/;

/** The version, or in one clause why the text is none. */
export function readVersion(text: string, wildcards: boolean): McdrVersion | string {
  const [front, build] = cutAt(text, '+');
  const [core, pre] = cutAt(front, '-');
  for (const extra of [build, pre])
    if (extra !== undefined && !EXTRA.test(extra)) return `${quoted(extra)} is not letters, digits, '-' and '+', in parts joined by '.'`;
  if (core === '') return text === '' ? 'it is empty' : 'no number is in front';
  const parts: Part[] = [];
  for (const part of core.split('.')) {
    if (part === '*' || part === 'x' || part === 'X') {
      if (!wildcards) return `the wildcard ${quoted(part)} is for ranges only`;
      parts.push(WILDCARD);
    } else if (/^[0-9]+$/.test(part)) parts.push(plain(part));
    else return part === '' ? `a number is missing beside a '.'` : `the part ${quoted(part)} is no number`;
  }
  return { core: parts, pre: pre === undefined ? undefined : extraOf(pre), build: build === undefined ? undefined : extraOf(build) };
}

/** `1.2.X-rc.08` is `1.2.*-rc.8`. */
export function printVersion({ core, pre, build }: McdrVersion): string {
  return `${core.join('.')}${pre === undefined ? '' : `-${printExtra(pre)}`}${build === undefined ? '' : `+${printExtra(build)}`}`;
}

/** The number at a place of the core. What was not written is 0, or like any number behind a wildcard. */
export function partAt({ core }: McdrVersion, index: number): Part {
  return core[index] ?? (core.at(-1) === WILDCARD ? WILDCARD : '0');
}

/**
 * Negative if `a` is the earlier one; builds don't count. Without wildcards this is a total order. A wildcard is like any number, and a
 * pre-release is not earlier than a version with one: `1.3.0-pre1` is like `1.3.x`.
 */
export function compareVersions(a: McdrVersion, b: McdrVersion): number {
  for (let index = 0; index < Math.max(a.core.length, b.core.length); index++) {
    const [ours, theirs] = [partAt(a, index), partAt(b, index)];
    if (ours === WILDCARD || theirs === WILDCARD) continue;
    const found = compareNumbers(ours, theirs);
    if (found !== 0) return found;
  }
  if (a.pre !== undefined && b.pre !== undefined) return compareExtras(a.pre, b.pre);
  if (a.pre !== undefined) return b.core.includes(WILDCARD) ? 0 : -1;
  if (b.pre !== undefined) return a.core.includes(WILDCARD) ? 0 : 1;
  return 0;
}

/**
 * By the text, then by the number: `rc.9` comes before `rc.10`, but `rc10` before `rc2`. MCDReforged compares whole texts as soon as one of
 * them has no number, which goes in a circle: there `rc.9` is before `rc.10`, that before `rc.1x`, and that before `rc.9`.
 */
function compareExtras(a: Extra, b: Extra): number {
  if (a.text !== b.text) return a.text < b.text ? -1 : 1;
  if (a.number !== undefined && b.number !== undefined) return compareNumbers(a.number, b.number);
  return Number(a.number !== undefined) - Number(b.number !== undefined);
}

/** Of digits without leading zeros, so that no number is too large. */
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

function cutAt(text: string, mark: string): [before: string, after: string | undefined] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function extraOf(text: string): Extra {
  const dot = text.lastIndexOf('.');
  const last = text.slice(dot + 1);
  return dot !== -1 && /^[0-9]+$/.test(last) ? { text: text.slice(0, dot), number: plain(last) } : { text, number: undefined };
}

function printExtra({ text, number }: Extra): string {
  return number === undefined ? text : `${text}.${number}`;
}

function plain(digits: string): string {
  return digits.replace(/^0+(?=[0-9])/, '');
}
