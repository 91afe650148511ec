/** Open this to see what becomes of a failure: whose it is, who hears of it, and why telling about it can't go round in circles. */
import type { ProblemSink } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import type { HandlerFailure } from '../model/registry.js';
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { problem } from '../problem/problem.js';
import { quoted, shown } from '../problem/text.js';
import type { Fail } from './dispatch.js';
import type { Listener } from './slot.js';

/** The events that tell of failures. A failure of their own handlers is reported and goes no further. */
const TELLING: ReadonlySet<string> = new Set(['handler.failed', 'problem.found']);

/** Everything that can go wrong on the way to a handler. No method throws. */
export interface Faults {
  readonly failed: Fail;
  /** The same for a strict host, where somebody wants the first failure as an error. */
  strictly(): { readonly failed: Fail; throwFirst(): void };
  late(listener: Listener, name: string, ms: number): void;
  throughFailed(listener: Listener, thrown: unknown): void;
  overflow(plugin: string, dropped: number, limit: number): void;
  /** Whether a problem must not be told by an event, because a handler of such an event caused it. */
  isQuiet(payload: unknown): boolean;
}

export function createFaults(sink: ProblemSink, publish: (failure: HandlerFailure) => void): Faults {
  const quiet = new WeakSet<object>();

  function report(found: Problem): void {
    try {
      sink(found);
    } catch {
      // There is nobody left to tell, and the delivery must go on.
    }
  }

  function failed(listener: Listener, thrown: unknown, name: string): Problem {
    const { owner } = listener;
    count(listener);
    const cause = describable(thrown);
    const details = { event: name, handler: sentenceStart(nameOf(listener)), why: whyOf(cause) };
    const found = problem('event.handler-failed', details, { ...where(listener), cause });
    const telling = TELLING.has(name);
    if (telling) quiet.add(found);
    report(found);
    if (!telling) {
      publish({
        event: name,
        plugin: owner.plugin,
        ...(owner.component === undefined ? {} : { component: owner.component }),
        ...(owner.method === undefined ? {} : { method: owner.method }),
        error: thrown,
      });
    }
    return found;
  }

  return {
    failed,
    strictly() {
      let first: MortiseError | undefined;
      return {
        failed(listener, thrown, name) {
          const found = failed(listener, thrown, name);
          first ??= new MortiseError(found, { cause: thrown });
        },
        throwFirst() {
          if (first !== undefined) throw first;
        },
      };
    },
    late(listener, name, ms) {
      report(problem('event.handler-late', { event: name, handler: sentenceStart(nameOf(listener)), ms }, where(listener)));
    },
    throughFailed(listener, thrown) {
      count(listener);
      const cause = describable(thrown);
      const details = { event: listener.event, handler: nameOf(listener), why: whyOf(cause) };
      report(problem('event.through-failed', details, { ...where(listener), cause }));
    },
    overflow(plugin, dropped, limit) {
      report(problem('event.overflow', { plugin, dropped, limit }, { plugin, phase: 'event' }));
    },
    isQuiet: (payload) => typeof payload === 'object' && payload !== null && quiet.has(payload),
  };
}

/** A listener as a sentence has it: `Presence.onBind of 'presence'`, `a subscriber of 'presence'`. */
export function nameOf({ kind, owner }: Listener): string {
  const { component, method, plugin } = owner;
  const code = component === undefined ? method : method === undefined ? component : `${component}.${method}`;
  const what = code === undefined ? (kind === 'stream' ? 'a subscriber' : 'a handler') : shown(code);
  return `${what} of ${plugin === 'host' ? 'the host' : quoted(plugin)}`;
}

export function where({ owner: { plugin, component, method } }: Listener) {
  const place = component !== undefined && method !== undefined ? `${component}.${method}` : undefined;
  return { plugin, phase: 'event', ...(place === undefined ? {} : { place }) } as const;
}

function count(listener: Listener): void {
  listener.failures++;
  listener.account.failures++;
}

function sentenceStart(name: string): string {
  return name.startsWith('a ') ? `A${name.slice(1)}` : name;
}

/** The text of a function is its author's to define, so it may throw; nobody needs it. */
function describable(thrown: unknown): unknown {
  return typeof thrown === 'function' ? 'a function was thrown' : thrown;
}
