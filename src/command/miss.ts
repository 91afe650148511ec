/** Open this to see why a line is no command: what is said of each way in which one can be wrong. */
import type { ArgumentNode } from '../model/command.js';
import type { MortiseError } from '../problem/error.js';
import { failure } from '../problem/problem.js';
import { near } from '../problem/text.js';
import type { Access, Denial, Place } from './access.js';
import { elementText } from './declare.js';
import { marked, type Span } from './line.js';
import { argumentText, askedFor, rangeOf, type ValueWrong } from './value.js';

/** The nodes that a line has come through, first to last. */
export interface Way {
  readonly place: Place;
  readonly next: Way | undefined;
}

/** Why an alternative came no further. */
export interface Miss extends Span {
  /** Of two at one place the more telling one counts: an unknown word, a wrong value, one out of bounds, a word that is not allowed. */
  readonly rank: 0 | 1 | 2 | 3;
  readonly way: Way | undefined;
  /** The level that would do, of one that is not allowed. */
  readonly needs?: number | undefined;
  /** What could have stood there, in all trees that came so far. */
  readonly beside: readonly Place[];
  /** The sentence is made for the one alternative that counts. */
  readonly error: (line: string, access: Access, beside: readonly Place[]) => MortiseError;
}

/** The one that came furthest; of several at one place the most telling one, with what could have stood there by any of them. */
export function furthest(misses: readonly Miss[]): Miss {
  if (misses.length === 1) return misses[0]!;
  const start = misses.reduce((most, miss) => Math.max(most, miss.start), 0);
  const there = misses.filter((miss) => miss.start === start);
  const telling = there.reduce((one, other) => (isMoreTelling(other, one) ? other : one));
  // Those of one place share one list.
  const lists = new Set(there.map(({ beside }) => beside));
  return { ...telling, beside: [...new Set([...lists].flat())] };
}

function isMoreTelling(one: Miss, other: Miss): boolean {
  return (one.rank - other.rank || (other.needs ?? Infinity) - (one.needs ?? Infinity)) > 0;
}

/** What is said of a line. */
export function errorOf(miss: Miss, line: string, access: Access): MortiseError {
  return miss.error(line, access, miss.beside);
}

/** A word that nothing here has. */
export function unknown(beside: readonly Place[], span: Span, isRoot: boolean): Miss {
  return {
    start: span.start,
    end: span.end,
    rank: 0,
    way: undefined,
    beside,
    error(line, access, places) {
      const word = line.slice(span.start, span.end);
      const details = { word, line: marked(line, span), near: nearWords(word, places, access) };
      return isRoot
        ? failure('command.unknown', details)
        : failure('command.unknown-argument', { ...details, expected: expectedOf(places, access) });
    },
  };
}

/** The line ends before a command does. */
export function incomplete(beside: readonly Place[], end: number): Miss {
  const span = { start: end, end };
  return {
    ...span,
    rank: 0,
    way: undefined,
    beside,
    error: (line, access, places) => failure('command.incomplete', { line: marked(line, span), expected: expectedOf(places, access) }),
  };
}

/** Redirects lead on and on. */
export function endless(start: number, most: number): Miss {
  return {
    start,
    end: start,
    rank: 3,
    way: undefined,
    beside: [],
    error: () => failure('command.bad-line', { why: `leads through more than ${most} words and arguments` }),
  };
}

/** A word or text that an argument does not take. What stands in quotes may be wrong far behind its start. */
export function wrong({ code, start, end }: ValueWrong, from: number, place: Place, beside: readonly Place[]): Miss {
  const { name, type } = place.node as ArgumentNode;
  return {
    start: from,
    end,
    rank: code === 'command.bad-value' ? 1 : 2,
    way: { place, next: undefined },
    beside,
    error(line, access, places) {
      const word = line.slice(start, end);
      const details = { argument: argumentText({ name, type }), value: word, line: marked(line, { start, end }) };
      switch (code) {
        case 'command.bad-value':
          return failure(code, { ...details, asked: askedFor(type), near: nearWords(word, places, access) });
        case 'command.out-of-range':
        case 'command.bad-length':
          return failure(code, { ...details, range: rangeOf(type)! });
        default:
          return failure(code, details);
      }
    },
  };
}

/** Something that is there, but not for this source. */
export function denied({ needs, message }: Denial, span: Span, place: Place): Miss {
  return {
    ...span,
    rank: place.node.kind === 'literal' ? 3 : 2,
    way: { place, next: undefined },
    needs,
    beside: [],
    error: (line, { ladder, level, source }) =>
      failure('permission.denied', {
        line: marked(line, span),
        source: source.name,
        has: ladder.textOf(level),
        needs: needs === undefined ? undefined : ladder.textOf(needs),
        message,
      }),
  };
}

/** Only of words that the source may see. */
function nearWords(word: string, places: readonly Place[], access: Access): string[] {
  const open = places.filter((place) => access.isOpen(place));
  const known = open.flatMap(({ node }) => {
    if (node.kind === 'literal') return node.names;
    return node.type.type === 'enumeration' ? node.type.values : [];
  });
  return near(word, new Set(known));
}

/** What the source may write here, each once. */
export function expectedOf(places: readonly Place[], access: Access): string[] {
  return [...new Set(places.filter((place) => access.isOpen(place)).map(({ node }) => elementText(node)))];
}
