/** Open this to see what `@Around` means at run time: a method of one instance is called between its events and interceptors. */
import { checkName } from '../events/name.js';
import { AROUND, type AroundMeta } from '../facts/keys.js';
import type { AroundCall, AroundEnd } from '../model/around.js';
import type { PluginContextView } from '../model/context.js';
import type { Kind } from '../model/kind.js';
import type { ProblemSink, Undo } from '../model/ports.js';
import { preciseOf } from '../model/precise.js';
import { isThenable } from '../model/thenable.js';
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { problem } from '../problem/problem.js';
import { kindOf, near, quoted } from '../problem/text.js';

const FIELDS = ['event', 'before', 'after'];
const RESERVED = /^(host|plugin|extension|handler|problem)\./;

type Method = (...args: unknown[]) => unknown;

/** The kind of one host: what interceptors throw in vain is reported to it. */
export function onAround(report: ProblemSink): Kind<AroundMeta> {
  return {
    key: AROUND,
    title: '@Around',
    // It touches the instance alone, and emits for its plugin.
    local: true,
    check: ({ value, isStatic }) =>
      isStatic === true ? 'a static method belongs to no instance, so nothing can be put around it' : whyNot(value),
    bind(instance, { value, member }, context) {
      const written: unknown = Reflect.get(instance, member!);
      if (typeof written !== 'function')
        throw new TypeError(`there is ${kindOf(written)} where a method should be, so there is nothing to put something around`);
      return put(instance, member!, written as Method, { value, member: String(member), context, report });
    },
  };
}

/** What stands around one method of one instance. */
interface Place {
  readonly layers: Set<Wrap>;
  /** Puts the layers together anew. */
  arrange(): void;
}

/** A definition is one instance for all its generations, and for all hosts that it is given to. */
const places = new WeakMap<object, Map<string | symbol, Place>>();

function put(instance: object, member: string | symbol, written: Method, wrap: Wrap): Undo {
  const members = places.get(instance) ?? new Map<string | symbol, Place>();
  places.set(instance, members);
  const place = members.get(member) ?? install(instance, member, written, () => members.delete(member));
  members.set(member, place);
  place.layers.add(wrap);
  place.arrange();
  return () => {
    if (place.layers.delete(wrap)) place.arrange();
  };
}

/** Puts a method in the place of another one, on the instance only, until nothing stands around it any more. */
function install(instance: object, member: string | symbol, written: Method, gone: () => void): Place {
  const layers = new Set<Wrap>();
  let composed = written;
  const value = function (this: unknown, ...args: unknown[]): unknown {
    return composed.apply(this, args);
  };
  const before = Object.getOwnPropertyDescriptor(instance, member);
  // A callback is asked for by the number of parameters.
  Object.defineProperties(value, { name: { value: written.name }, length: { value: written.length } });
  Object.defineProperty(instance, member, { value, configurable: true, writable: true, enumerable: before?.enumerable === true });
  return {
    layers,
    arrange() {
      composed = [...layers].filter((layer, _, all) => isNewest(layer, all)).reduce(wrapped, written);
      if (layers.size > 0) return;
      gone();
      // Somebody else may have put something in its place.
      if (Object.getOwnPropertyDescriptor(instance, member)?.value !== value) return;
      if (before === undefined) Reflect.deleteProperty(instance, member);
      else Object.defineProperty(instance, member, before);
    },
  };
}

/** Of two generations of one plugin, the newer one stands around it. */
function isNewest({ context, report }: Wrap, all: readonly Wrap[]): boolean {
  const last = all.findLast((other) => other.report === report && other.context.id === context.id);
  // Each generation of a plugin has a clock of its own, whichever of its contexts is asked.
  return last!.context.clock === context.clock;
}

interface Wrap {
  readonly value: AroundMeta;
  readonly member: string;
  readonly context: PluginContextView;
  readonly report: ProblemSink;
}

function wrapped(written: Method, { value: { event, before, after }, member, context, report }: Wrap): Method {
  const { id: plugin, clock, usage } = context;
  const component = context.component ?? plugin;
  const where = `${component}.${member}`;
  const tell = (moment: string, payload: object): void => {
    if (event === undefined) return;
    try {
      context.events.emit(`${event}.${moment}`, payload);
    } catch (thrown) {
      // What handlers throw was told, and is no business of the method. A circle has to be broken.
      if (thrown instanceof MortiseError && thrown.code === 'event.recursion') throw thrown;
    }
  };
  const failed = (cause: unknown): void =>
    report(problem('around.after-failed', { method: where, why: whyOf(cause) }, { plugin, place: where, cause }));

  return function (this: unknown, ...args: unknown[]): unknown {
    const call: AroundCall = { plugin, component, method: member, args };
    const began = preciseOf(clock);
    /** Tells how it ended, and gives what there is to wait for. */
    const end = (how: { ok: true; result: unknown } | { ok: false; error: unknown }): Promise<void> | undefined => {
      const told: AroundEnd = { ...call, ms: preciseOf(clock) - began, ...how };
      tell(how.ok ? 'success' : 'failure', told);
      try {
        const later = after?.call(this, told);
        return isThenable(later) ? Promise.resolve(later).then(() => undefined, failed) : undefined;
      } catch (thrown) {
        failed(thrown);
        return undefined;
      }
    };
    const run = (): unknown => {
      let result: unknown;
      try {
        result = usage.track(where, () => written.apply(this, args));
      } catch (error) {
        void end({ ok: false, error });
        throw error;
      }
      if (!isThenable(result)) {
        void end({ ok: true, result });
        return result;
      }
      return Promise.resolve(result).then(
        async (value) => {
          await end({ ok: true, result: value });
          return value;
        },
        async (error: unknown) => {
          await end({ ok: false, error });
          throw error;
        },
      );
    };
    tell('start', call);
    const refused = (error: unknown): never => {
      void end({ ok: false, error });
      throw error;
    };
    let first: unknown;
    try {
      first = before?.call(this, call);
    } catch (error) {
      return refused(error);
    }
    return isThenable(first) ? Promise.resolve(first).then(run, refused) : run();
  };
}

function whyNot(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return `it is given ${kindOf(value)} instead of a name or options`;
  for (const [name, given] of Object.entries(value)) {
    if (!FIELDS.includes(name)) {
      const [meant] = near(name, FIELDS);
      return `the option ${quoted(name)} means nothing${meant === undefined ? '' : ` (did you mean ${quoted(meant)}?)`}`;
    }
    if (given !== undefined && name !== 'event' && typeof given !== 'function') return `${name} is ${kindOf(given)} instead of a function`;
  }
  const { event, before, after } = value as AroundMeta;
  if (event === undefined) return before === undefined && after === undefined ? 'it says neither event, before nor after' : undefined;
  try {
    checkName(`${event}.start`);
  } catch (error) {
    return (error as MortiseError).problem.message.replace(/\.$/, '');
  }
  return typeof event === 'string' && !RESERVED.test(`${event}.`) ? undefined : `${quoted(event)} is a name of the host's own`;
}
