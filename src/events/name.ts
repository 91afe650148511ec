/** Open this to see what may be the name of an event, and what a pattern. */
import type { MortiseError } from '../problem/error.js';
import { failure } from '../problem/problem.js';
import { kindOf, quoted } from '../problem/text.js';

const MOST_SEGMENTS = 16;
const LONGEST_SEGMENT = 64;
const NAME = /^[A-Za-z0-9_:-]{1,64}(?:\.[A-Za-z0-9_:-]{1,64}){0,15}$/;
const SEGMENT = /^[A-Za-z0-9_:-]+$/;

/** Throws `event.bad-name` unless it is a concrete name: `bind_session`, `billing.invoice_paid`. */
export function checkName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || !NAME.test(name)) throw badName(name, whyNot(name, false)!);
}

/** Throws `event.bad-name` unless it is a concrete name or a pattern: `server.*`, `billing.**`. Says which. */
export function checkNameOrPattern(name: unknown): 'name' | 'pattern' {
  if (typeof name === 'string' && NAME.test(name)) return 'name';
  const why = whyNot(name, true);
  if (why !== undefined) throw badName(name, why);
  return 'pattern';
}

function badName(name: unknown, why: string): MortiseError {
  return failure('event.bad-name', { event: typeof name === 'string' ? quoted(name) : kindOf(name), why });
}

function whyNot(name: unknown, pattern: boolean): string | undefined {
  if (typeof name !== 'string') return 'a name is a text';
  if (name === '') return 'it is empty';
  const segments = name.split('.');
  if (segments.length > MOST_SEGMENTS) return `it has ${segments.length} segments`;
  for (const [index, segment] of segments.entries()) {
    const why = pattern && segment.startsWith('*') ? whyNotWildcard(segment, index === segments.length - 1) : whyNotSegment(segment, index);
    if (why !== undefined) return why;
  }
  return undefined;
}

function whyNotWildcard(segment: string, last: boolean): string | undefined {
  if (segment === '*' || (segment === '**' && last)) return undefined;
  return segment === '**' ? "'**' stands for the rest, so nothing can follow it" : `${quoted(segment)} is neither '*' nor '**'`;
}

function whyNotSegment(segment: string, index: number): string | undefined {
  if (segment === '') return `its segment ${index + 1} is empty`;
  if (segment.length > LONGEST_SEGMENT) return `its segment ${index + 1} is longer than ${LONGEST_SEGMENT} characters`;
  if (SEGMENT.test(segment)) return undefined;
  return segment === '*' || segment === '**'
    ? 'a pattern can be handled, not emitted'
    : `${quoted(segment)} has a character that a segment can't have`;
}
