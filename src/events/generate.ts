/** Open this to see how an event that is emitted again and again gets a function that calls exactly its handlers, one after the other. */
import { type Fail, settle, walk } from './dispatch.js';
import type { Slot } from './slot.js';

/** Delivers to all who were there when it was generated, and returns how many they were. Never throws. */
export type Generated = (payload: unknown, name: string, fail: Fail) => number;

/** Counts the changes that somebody who holds a generated function must notice in the middle of it. */
export interface Versioned {
  readonly version: number;
}

/** Larger functions are not made fast as a whole. */
const MOST_CALLS = 24;

/** Equal source would share what V8 learns of its calls, and no call could be made for one handler any more. */
let made = 0;
let isForbidden = false;

/**
 * A loop has one place from which all handlers are called; here each has its own, so that it can be compiled into it. It is good for one version:
 * once that has changed it ends by walking the rest. Nothing where the process forbids code from strings, or somebody is away.
 */
export function generate(slots: readonly Slot[], channel: Versioned): Generated | undefined {
  if (isForbidden || slots.length === 0 || slots.some((slot) => slot.call !== slot.run)) return undefined;
  const end = slots.length;
  const rest = (payload: unknown, name: string, fail: Fail, from: number, to: number): number => walk(slots, payload, name, fail, from, to);
  try {
    if (end <= MOST_CALLS) return part(slots, 0, end, channel, rest);
    const parts: Generated[] = [];
    for (let from = 0; from < end; from += MOST_CALLS) parts.push(part(slots, from, Math.min(from + MOST_CALLS, end), channel, rest));
    return whole(parts, end, channel, rest);
  } catch (refused) {
    if (!(refused instanceof EvalError)) throw refused;
    isForbidden = true;
    return undefined;
  }
}

type Rest = (payload: unknown, name: string, fail: Fail, from: number, to: number) => number;

/** The calls from one place in the table to another. */
function part(slots: readonly Slot[], from: number, to: number, channel: Versioned, rest: Rest): Generated {
  const heads: string[] = [];
  const calls: string[] = [];
  const given: unknown[] = [];
  for (let i = from; i < to; i++) {
    const slot = slots[i]!;
    const { calls: method } = slot.run;
    heads.push(`s${i} = given[${given.length}], f${i} = given[${given.length + 1}], m${i} = given[${given.length + 2}]`);
    given.push(slot, method?.on ?? slot.run, method?.member);
    const call = method === undefined ? `f${i}` : `f${i}[${typeof method.member === 'string' ? JSON.stringify(method.member) : `m${i}`}]`;
    const check =
      i + 1 < to ? `\n  if (channel.version !== ${channel.version}) return n - ${to - i - 1} + rest(p, name, fail, ${i + 1}, ${to});` : '';
    calls.push(
      `  try { const r = ${call}(p, name); if (r !== undefined) n -= settle(s${i}, r, name, fail); } catch (e) { fail(s${i}, e, name); }${check}`,
    );
  }
  return make({ heads, count: to - from, calls, given, channel, rest });
}

/** The parts, one after the other. */
function whole(parts: readonly Generated[], end: number, channel: Versioned, rest: Rest): Generated {
  const heads = parts.map((_, i) => `c${i} = given[${i}]`);
  const calls = parts.map((_, i) => {
    const after = (i + 1) * MOST_CALLS;
    const check = after < end ? `\n  if (channel.version !== ${channel.version}) return n + rest(p, name, fail, ${after}, ${end});` : '';
    return `  n += c${i}(p, name, fail);${check}`;
  });
  return make({ heads, count: 0, calls, given: parts, channel, rest });
}

interface Source {
  readonly heads: readonly string[];
  /** What it counts from. */
  readonly count: number;
  readonly calls: readonly string[];
  readonly given: readonly unknown[];
  readonly channel: Versioned;
  readonly rest: Rest;
}

function make({ heads, count, calls, given, channel, rest }: Source): Generated {
  const source = `'use strict';
const ${heads.join(', ')};
return function deliver${made++}(p, name, fail) {
  let n = ${count};
${calls.join('\n')}
  return n;
};`;
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- of what comes from outside, only names of members are in it, as JSON
  const build = new Function('given', 'channel', 'rest', 'settle', source) as (...parts: unknown[]) => Generated;
  return build(given, channel, rest, settle);
}
