/** Open this to see how names, lists and values are written in a sentence, so that all problems read alike. */
import { levenshtein } from '#packages';

const editsBetween = (a: string, b: string): number => levenshtein().distance(a, b);

const LONGEST = 80;
/** How many characters somebody may leave out who types a part of a name. */
const MOST_MISSING = 12;

/** Control and direction characters, shown instead of obeyed. */
// oxlint-disable-next-line no-control-regex -- these are the characters it is about
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text from outside on one line that nothing in it can turn or break: invisible characters as `\u202e`. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A name from outside as it may safely be printed: visible, and at most 80 characters. */
export function shown(text: string): string {
  const seen = visible(text);
  return seen.length > LONGEST ? `${seen.slice(0, LONGEST)}…` : seen;
}

export function quoted(name: string): string {
  return `'${shown(name)}'`;
}

/** `'a', 'b' and 'c'`; at most eight, then how many more. */
export function quotedList(names: readonly string[], most = 8): string {
  if (names.length === 0) return 'none';
  const head = names.slice(0, most).map(quoted);
  if (names.length > most) return `${head.join(', ')} and ${names.length - most} more`;
  return head.length === 1 ? head[0]! : `${head.slice(0, -1).join(', ')} and ${head.at(-1)!}`;
}

/** `10 s`, `1.5 s`, `250 ms`. */
export function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** What a value is, for somebody who wrote it: `the number 3`, `an empty string`, `undefined`. Calls nothing on the value. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty string' : `the string ${quoted(value)}`;
    case 'function':
      return 'a function';
    case 'object':
      return collectionOf(value) ?? 'an object';
    case 'symbol':
      return 'a symbol';
    default:
      return `the ${typeof value} ${String(value as number | boolean | bigint)}`;
  }
}

/** `a list`, `a Map` or `a Set`: none of them is a map from name to value. Nothing of what throws when it is looked at. */
export function collectionOf(value: object): 'an empty list' | 'a list' | 'a Map' | 'a Set' | undefined {
  try {
    if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
    return value instanceof Map ? 'a Map' : value instanceof Set ? 'a Set' : undefined;
  } catch {
    return undefined;
  }
}

/** Names that somebody may have meant, best first, at most three. Next to one that is a slip away nobody meant one that is three away. */
export function near(name: string, known: Iterable<string>): string[] {
  // One slip in three letters: short names are near to everything, and a wild guess helps nobody.
  const limit = Math.floor(name.length / 3);
  const wanted = name.toLowerCase();
  const rated: { name: string; score: number }[] = [];
  for (const candidate of known) {
    if (candidate === name || Math.abs(candidate.length - name.length) > Math.max(limit, MOST_MISSING)) continue;
    const lower = candidate.toLowerCase();
    const part = wanted.length > 2 && (lower.includes(wanted) || (lower.length > 2 && wanted.includes(lower)) || sameTail(lower, wanted));
    const edits = editsBetween(wanted, lower);
    const slips = edits === 2 && sameLetters(wanted, lower) ? 1 : edits;
    const score = part ? Math.min(limit, slips) : slips;
    if (score <= limit) rated.push({ name: candidate, score });
  }
  const best = Math.min(...rated.map(({ score }) => score));
  return rated
    .filter(({ score }) => score <= best + 1)
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map((r) => r.name);
}

/** Whether two names are one slip of the pen apart. */
export function isSlip(a: string, b: string): boolean {
  return a !== b && (editsBetween(a, b) === 1 || (editsBetween(a, b) === 2 && sameLetters(a, b)));
}

/** Letters typed in the wrong order are one slip. */
function sameLetters(a: string, b: string): boolean {
  const letters = (text: string): string => text.split('').sort().join('');
  return a.length === b.length && letters(a) === letters(b);
}

function sameTail(a: string, b: string): boolean {
  const tail = a.slice(a.lastIndexOf('/') + 1);
  return tail.length > 2 && tail === b.slice(b.lastIndexOf('/') + 1);
}

/** ` Did you mean 'cache'?`, or nothing. */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : ` Did you mean ${names.map(quoted).join(' or ')}?`;
}

/** An option that nobody knows, as a clause: `the option 'optinal' means nothing (did you mean 'optional'?)`. */
export function unknownOption(name: string, known: Iterable<string>): string {
  const meant = near(name, known).map(quoted).join(' or ');
  return `the option ${quoted(name)} means nothing${meant === '' ? '' : ` (did you mean ${meant}?)`}`;
}

/** A sentence and the one after it. A sentence may end in what somebody threw, which has no full stop of its own. */
export function followed(sentence: string, next: string): string {
  return `${sentence}${/[.!?…]$/.test(sentence) ? '' : '.'} ${next}`;
}
