/** Open this to see how anything thrown becomes safe text, whatever it is. */
import type { Cause } from '../model/problem.js';

const LONGEST_MESSAGE = 4096;
const LONGEST_STACK = 16_384;

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
  if (typeof thrown !== 'object' || thrown === null) {
    return { name: typeof thrown, message: typeof thrown === 'string' ? cut(thrown, LONGEST_MESSAGE) : `${spoken(thrown)} was thrown` };
  }
  const name = read(thrown, 'name');
  const message = read(thrown, 'message');
  const stack = read(thrown, 'stack');
  const code = read(thrown, 'code');
  return {
    name: typeof name === 'string' && name !== '' ? cut(name, 200) : 'Error',
    message: typeof message === 'string' && message !== '' ? cut(message, LONGEST_MESSAGE) : 'no message was given',
    ...(typeof stack === 'string' ? { stack: cut(stack, LONGEST_STACK) } : {}),
    ...(typeof code === 'string' ? { code: cut(code, 200) } : {}),
  };
}

/** The one line of a cause that belongs into a sentence. */
export function whyOf(thrown: unknown): string {
  const { name, message } = causeOf(thrown);
  const line = message.trim().split(/[\n\r\u2028\u2029]/, 1)[0]!;
  const short = line.length > 300 ? `${line.slice(0, 300)}…` : line;
  return name === 'Error' || typeof thrown !== 'object' || thrown === null ? short : `${name}: ${short}`;
}
