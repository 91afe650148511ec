/** Open this to see how anything thrown becomes safe text, whatever it is. */
import type { Cause } from '../model/problem.js';

const LONGEST_MESSAGE = 4096;
const LONGEST_STACK = 16_384;
const LONGEST_SKETCH = 500;
const LONGEST_TEXT = 100;
const DEEPEST_SKETCH = 3;
const MOST_FIELDS = 12;
const MOST_CAUSES = 4;
const MOST_HINTS = 100;

/** Reads a property of something hostile: a getter that throws counts as absent. */
function read(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}… (${text.length} characters)` : text;
}

/** A function may have any `toString`. */
function spoken(thrown: unknown): string {
  return typeof thrown === 'function' ? 'a function' : String(thrown);
}

/**
 * Anything thrown, as plain text: `undefined`, strings, frozen errors, getters that throw, a message of a megabyte.
 * Holds no reference to what was thrown, so a problem never keeps a plugin alive.
 */
export function causeOf(thrown: unknown): Cause {
  return { ...ownCause(thrown), ...deeper(chainOf(thrown)) };
}

function ownCause(thrown: unknown): Omit<Cause, 'cause'> {
  if (typeof thrown !== 'object' || thrown === null) {
    return { name: typeof thrown, message: typeof thrown === 'string' ? cut(thrown, LONGEST_MESSAGE) : `${spoken(thrown)} was thrown` };
  }
  const name = read(thrown, 'name');
  const message = read(thrown, 'message');
  const stack = read(thrown, 'stack');
  const code = read(thrown, 'code');
  const isError = typeof stack === 'string';
  return {
    name: typeof name === 'string' && name !== '' ? cut(name, 200) : 'Error',
    message:
      typeof message === 'string' && message !== '' ? cut(message, LONGEST_MESSAGE) : (!isError && drawn(thrown)) || 'no message was given',
    ...(isError ? { stack: cut(stack, LONGEST_STACK) } : {}),
    ...(typeof code === 'string' ? { code: cut(code, 200) } : {}),
  };
}

/** What caused it, what caused that, and so on. One stack is enough to find the place. */
function deeper([next, ...rest]: readonly unknown[]): Pick<Cause, 'cause'> {
  if (next === undefined) return {};
  const { name, message, code } = ownCause(next);
  return { cause: { name, message, ...(code === undefined ? {} : { code }), ...deeper(rest) } };
}

/** What a thrown problem says, of whichever copy of mortise it is. */
export function saidBy(thrown: unknown): { readonly code: string; readonly message: string; readonly hint: string } | undefined {
  const told = typeof thrown === 'object' && thrown !== null ? read(thrown, 'problem') : undefined;
  if (typeof told !== 'object' || told === null) return undefined;
  const [code, message, hint] = ['code', 'message', 'hint'].map((key) => read(told, key));
  if (typeof code !== 'string' || typeof message !== 'string' || typeof hint !== 'string') return undefined;
  return { code, message, hint };
}

/** An object that is no error says what is wrong in fields of its own: `{"status":500} was thrown`. Of one without fields, nothing. */
function drawn(thrown: object): string | undefined {
  try {
    const text = sketch(thrown, 0);
    return text === undefined || text === '{}' ? undefined : `${cut(text, LONGEST_SKETCH)} was thrown`;
  } catch {
    return undefined;
  }
}

/** A value as JSON, of which only so much is read as will be shown. As in JSON, a field that holds nothing or code is left out. */
function sketch(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return JSON.stringify(cut(value, LONGEST_TEXT));
  if (value === undefined || typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return String(value as number);
  const isList = Array.isArray(value);
  const keys = Object.keys(value);
  if (depth === DEEPEST_SKETCH && keys.length > 0) return isList ? '[…]' : '{…}';
  const entries = keys.slice(0, MOST_FIELDS).flatMap((key) => {
    const text = sketch(read(value, key), depth + 1);
    if (isList) return text ?? 'null';
    return text === undefined ? [] : `${JSON.stringify(cut(key, LONGEST_TEXT))}:${text}`;
  });
  if (keys.length > MOST_FIELDS) entries.push('…');
  return isList ? `[${entries.join(',')}]` : `{${entries.join(',')}}`;
}

/** The problem that was thrown first, of all that caused this. */
export function firstSaidBy(thrown: unknown): ReturnType<typeof saidBy> {
  return [thrown, ...chainOf(thrown, MOST_HINTS)].map(saidBy).findLast((said) => said !== undefined);
}

/** The one line of a cause that belongs into a sentence, with what caused that: `no orders (caused by: connection refused)`. */
export function whyOf(thrown: unknown): string {
  const lines = [lineOf(thrown)];
  for (const next of chainOf(thrown)) {
    const line = lineOf(next);
    // Who wraps an error often quotes it.
    if (!lines.some((before) => before.includes(ownCause(next).message.trim()) || before.includes(line))) lines.push(line);
  }
  return lines.join(' (caused by: ') + ')'.repeat(lines.length - 1);
}

function lineOf(thrown: unknown): string {
  const said = saidBy(thrown);
  // Its code is told whatever the length of its sentence; what to do stands in the hint.
  if (said !== undefined) return `${sentenceOf(thrown, said.message)} [${cut(said.code, 200)}]`;
  return sentenceOf(thrown, ownCause(thrown).message);
}

function sentenceOf(thrown: unknown, message: string): string {
  const { name } = ownCause(thrown);
  const line = message.trim().split(/[\n\r\u2028\u2029]/, 1)[0]!;
  const short = line.length > 300 ? `${line.slice(0, 300)}…` : line;
  // Problems of mortise say it all in their sentence.
  return name === 'Error' || name === 'MortiseError' || typeof thrown !== 'object' || thrown === null ? short : `${name}: ${short}`;
}

/** What caused an error; its getter may throw. */
export function causeBehind(error: object): unknown {
  return read(error, 'cause');
}

/** What caused an error, what caused that, and so on: the first few. Of several errors at once, the first one. */
function chainOf(thrown: unknown, most = MOST_CAUSES): unknown[] {
  const chain: unknown[] = [];
  let at = thrown;
  while (chain.length < most && typeof at === 'object' && at !== null) {
    const several = read(at, 'errors');
    const next = read(at, 'cause') ?? (Array.isArray(several) ? read(several, '0') : undefined);
    if (next === undefined || next === null || next === thrown || chain.includes(next)) break;
    chain.push(next);
    at = next;
  }
  return chain;
}
