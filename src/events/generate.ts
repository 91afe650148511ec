/** Open this to see how an event that is emitted again and again gets a function that calls exactly its handlers, one after the other. */
import { SKIPPED } from './call.js';
import { due, type Fail, SAMPLED_HOT, settle, walk } from './dispatch.js';
import type { Latch } from './latch.js';
import type { Nesting } from './nesting.js';
import type { Slot } from './slot.js';

/** Emits one event: delivers to all who were there when it was generated, and returns how many they were. */
export type Generated = (payload: unknown) => number;

/** An event, as far as code for it is concerned. */
export interface Emitted {
  readonly name: string;
  /** Counts what generated code must notice in the middle of a delivery. */
  readonly version: number;
  deliveries: number;
}

/** What generated code needs of the delivery that it is a part of. */
export interface EmitParts<C extends Emitted> {
  readonly nesting: Pick<Nesting, 'enter' | 'leave'>;
  /** Never throws. */
  readonly fail: Fail;
  /** Whether some deliveries are timed. */
  readonly samples: boolean;
  /** Emits by walking, which alone tells how long each handler takes: the turn is one that is timed. */
  timed(channel: C, payload: unknown): number;
}

/** The same for somebody who waits, one after the other or for all at once. It makes no promise but the one that it answers. */
export type GeneratedAwaited = (payload: unknown, isParallel: boolean) => Promise<number>;

/** What code that is awaited needs besides: the rest of a walk, by whoever knows how to wait. */
export interface AwaitedParts<C extends Emitted> extends Pick<EmitParts<C>, 'nesting' | 'fail' | 'samples'> {
  timed(channel: C, payload: unknown, isParallel: boolean): Promise<number>;
  /** Goes on walking behind a place, with those whom `before` has counted; `isNested`: the nesting has ended, since something was awaited. */
  rest(slots: readonly Slot[], payload: unknown, name: string, from: number, isNested: boolean, before: number): number | Promise<number>;
  /** The same for all at once, with those who have not ended. */
  restAtOnce(
    slots: readonly Slot[],
    payload: unknown,
    name: string,
    from: number,
    before: number,
    latch: Latch | undefined,
  ): number | Promise<number>;
  inTime(slot: Slot, thenable: PromiseLike<unknown>, name: string): Promise<void>;
  /** One more who has not ended. */
  counted(latch: Latch | undefined, slot: Slot, thenable: PromiseLike<unknown>, name: string): Latch;
}

/** Larger functions are not made fast as a whole. */
const MOST_CALLS = 24;

/** Equal source would share what V8 learns of its calls, and no call could be made for one handler any more. */
let made = 0;
let isForbidden = false;

/**
 * A loop has one place from which all handlers are called; here each has its own, so that it can be compiled into it. It is good for one version:
 * once that changes it ends by walking the rest. Nothing where the process forbids code from strings, or somebody is away.
 */
export function generate<C extends Emitted>(
  slots: readonly Slot[],
  channel: C,
  { nesting, fail, samples, timed }: EmitParts<C>,
): Generated | undefined {
  if (!canGenerate(slots)) return undefined;
  const end = slots.length;
  const { name, version } = channel;
  const rest = (payload: unknown, from: number, to: number): number => walk(slots, payload, name, fail, from, to);
  const changed = `channel.version !== ${version}`;

  /** The calls from one place in the table to another. */
  const part = (from: number, to: number): Source => {
    const { heads, given } = constantsOf(slots, from, to);
    const lines = heads.map((_, at) => {
      const i = from + at;
      const check = i + 1 < to ? `\n  if (${changed}) return n - ${to - i - 1} + rest(p, ${i + 1}, ${to});` : '';
      return `  try { const r = f${i}(p, name); if (r !== undefined) n -= settle(s${i}, r, name, fail); } catch (e) { fail(s${i}, e, name); }${check}`;
    });
    const body = `let n = ${to - from};\n${lines.join('\n')}\n  return n;`;
    return { heads, parameters: 'p', body, known: { given, channel, name, rest, settle, fail } };
  };

  /** All calls, in parts if they are many. */
  const whole = (): Source | undefined => {
    if (end <= MOST_CALLS) return part(0, end);
    const parts: unknown[] = [];
    for (let from = 0; from < end; from += MOST_CALLS) parts.push(make(part(from, Math.min(from + MOST_CALLS, end))));
    if (isForbidden) return undefined;
    const lines = parts.map((_, i) => {
      const after = (i + 1) * MOST_CALLS;
      const check = after < end ? `\n  if (${changed}) return n + rest(p, ${after}, ${end});` : '';
      return `  n += c${i}(p);${check}`;
    });
    const heads = parts.map((_, i) => `c${i} = given[${i}]`);
    const body = `let n = 0;\n${lines.join('\n')}\n  return n;`;
    return { heads, parameters: 'p', body, known: { given: parts, channel, name, rest } };
  };

  const source = whole();
  if (source === undefined) return undefined;
  // Whoever emits has just got it from the channel, which keeps none that is out of date.
  const body = `${timedTurn(samples, 'timed(channel, p)')}
  const depth = nesting.enter(name);
  channel.deliveries++;
  try {
  ${source.body}
  } finally { nesting.leave(depth); }`;
  return make<Generated>({ ...source, body, known: { ...source.known, nesting, timed } });
}

/**
 * Two functions: a synchronous one, which is enough as long as handlers are synchronous. The first of them that has to be
 * waited for hands over to an asynchronous one, which goes on at its place, unless all are called at once. Only for a table of moderate size: of more, the
 * waiting is what costs.
 */
export function generateAwaited<C extends Emitted>(
  slots: readonly Slot[],
  channel: C,
  { nesting, fail, samples, timed, rest, restAtOnce, inTime, counted }: AwaitedParts<C>,
): GeneratedAwaited | undefined {
  const end = slots.length;
  if (!canGenerate(slots) || end > MOST_CALLS) return undefined;
  const { heads, given } = constantsOf(slots, 0, end);
  // Of one there is nothing to do at once.
  const mayBeParallel = end > 1;
  const take = (i: number): string =>
    `try { r = f${i}(p, name); if (r !== undefined) r = due(r); } catch (e) { r = undefined; fail(s${i}, e, name); }`;
  const check = (i: number, isNested: boolean): string => {
    if (i + 1 === end) return '';
    const [from, before] = [i + 1, `n - ${end - i - 1}`];
    const goOn = `rest(slots, p, name, ${from}, ${isNested}, ${before})`;
    const goOnAtOnce = `restAtOnce(slots, p, name, ${from}, ${before}, latch)`;
    const rests = isNested ? goOn : `resolve(isParallel ? ${goOnAtOnce} : ${goOn})`;
    return `\n  if (channel.version !== ${channel.version}) return ${rests};`;
  };
  const wait = ({ deadline, owner: { gate } }: Slot, i: number): string => {
    if (deadline !== undefined) return `await inTime(s${i}, r, name);`;
    const settled = `try { await r; } catch (e) { fail(s${i}, e, name); }`;
    return gate === undefined ? settled : `g${i}.pending++; ${settled} if (--g${i}.pending === 0 && g${i}.isDraining) g${i}.drain();`;
  };
  const lines = slots.map(
    (_, i) => `  ${take(i)}
  if (r !== undefined) {
    if (r === SKIPPED) n--;${mayBeParallel ? `\n    else if (isParallel) latch = counted(latch, s${i}, r, name);` : ''}
    else return goOn(p, r, n, ${i});
  }${check(i, false)}`,
  );
  const steps = slots.map(
    (slot, i) => `  case ${i}:
  if (r !== undefined) { if (r === SKIPPED) n--; else { ${wait(slot, i)} } }${check(i, true)}${i + 1 < end ? `\n  d = nesting.enter(name); ${take(i + 1)} nesting.leave(d);` : ''}`,
  );
  const more = `async function goOn${made}(p, r, n, at) {
  let d;
  switch (at) {
${steps.join('\n')}
  }
  return n;
}`;
  const body = `${timedTurn(samples, 'timed(channel, p, isParallel)')}
  const depth = nesting.enter(name);
  channel.deliveries++;
  try {
  let n = ${end}, r${mayBeParallel ? ', latch' : ''};
${lines.join('\n')}
  return ${mayBeParallel ? 'latch === undefined ? resolve(n) : latch.closed(n)' : 'resolve(n)'};
  } finally { nesting.leave(depth); }`;
  const { name } = channel;
  const resolve = (delivered: number | Promise<number>): Promise<number> => Promise.resolve(delivered);
  const known = { given, slots, channel, name, nesting, fail, timed, rest, restAtOnce, inTime, counted, due, resolve, SKIPPED };
  const gates = slots.map((_, i) => `g${i} = s${i}.owner.gate`);
  return make<GeneratedAwaited>({ heads: [...heads, ...gates, `goOn = ${more}`], parameters: 'p, isParallel', body, known });
}

/** Some deliveries are timed instead, by walking. */
function timedTurn(samples: boolean, timed: string): string {
  return samples ? `if ((channel.deliveries & ${SAMPLED_HOT - 1}) === 0) return ${timed};` : '';
}

/** The `emit` of whoever holds one event: good for its code of one version, which is called from nowhere else. */
export function generateEmit(
  channel: { readonly version: number; readonly code: Generated | undefined },
  apart: { current(): unknown },
  otherwise: Generated,
): Generated | undefined {
  const isAsItWas = `channel.version === ${channel.version} && apart.current() === undefined`;
  const body = `return ${isAsItWas} ? channel.code(p) : otherwise(p);`;
  return make<Generated>({ heads: [], parameters: 'p', body, known: { channel, apart, otherwise } });
}

function canGenerate(slots: readonly Slot[]): boolean {
  return !isForbidden && slots.length > 0 && slots.every((slot) => slot.passes);
}

/** Each slot by its place, and the function that it has to be called. */
function constantsOf(slots: readonly Slot[], from: number, to: number): Pick<Source, 'heads'> & { readonly given: readonly unknown[] } {
  const heads: string[] = [];
  const given: unknown[] = [];
  for (let i = from; i < to; i++) {
    const slot = slots[i]!;
    heads.push(`s${i} = given[${given.length}], f${i} = given[${given.length + 1}]`);
    // V8 sees through a function that is bound, so that it costs a call nothing.
    given.push(slot, slot.thisArg === undefined ? slot.call : slot.call.bind(slot.thisArg));
  }
  return { heads, given };
}

interface Source {
  /** What is looked up once. */
  readonly heads: readonly string[];
  readonly parameters: string;
  readonly body: string;
  /** What the code knows besides, by name. */
  readonly known: Readonly<Record<string, unknown>>;
}

/** A function for one delivery; nothing where code from strings is forbidden. */
function make<F>({ heads, parameters, body, known }: Source): F | undefined {
  // What is a constant of the code is known to whoever compiles it; a parameter could change.
  const constants = [...Object.keys(known).map((each) => `${each} = known.${each}`), ...heads];
  const source = `'use strict';
const ${constants.join(', ')};
return function deliver${made++}(${parameters}) {
  ${body}
};`;
  try {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- nothing that comes from outside is in it
    return (new Function('known', source) as (known: Source['known']) => F)(known);
  } catch (refused) {
    if (!(refused instanceof EvalError)) throw refused;
    isForbidden = true;
    return undefined;
  }
}
