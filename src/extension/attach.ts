/** Open this to see step 2: the author's attach is called with a recorder as `this`, and whatever it does wrong becomes a problem. */
import { branded } from '../facts/brand.js';
import type { Attached, ExtensionContextView } from '../model/extension.js';
import { kept } from '../model/list.js';
import { isThenable } from '../model/thenable.js';
import type { ClockPort, ProblemSink } from '../model/ports.js';
import { preciseOf } from '../model/precise.js';
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { problem, type At } from '../problem/problem.js';
import { frozenCopy } from './frozen-copy.js';
import { checkHead, type Head } from './head.js';
import type { Read } from './read.js';
import { Recorder } from './recorder.js';
import { takesCallback } from './takes-callback.js';

/** How long a phase may take, in milliseconds. */
export interface Limits {
  readonly warn: number;
  readonly fail: number;
}

export interface AttachPorts {
  /** Calls code of the author. */
  readonly within?: <R>(work: () => R) => R;
  readonly clock: ClockPort;
  readonly limits: Limits;
  readonly report: ProblemSink;
  /** When it is aborted, nobody waits for an attach any more. */
  readonly aborted: AbortSignal;
  /** The part of `this` that does things, owned by the candidate. */
  readonly context: Site;
}

/** What an attach is given of its host, and what it may do. */
export type Site = Pick<ExtensionContextView, 'host' | 'app' | 'home' | 'log' | 'clock' | 'signal' | 'own' | 'setTimeout' | 'setInterval'>;

/** What came of an attach, or what will: a promise is made only where something is waited for. */
type Attaching = Attached | undefined | Promise<Attached | undefined>;

/** Calls `attach` once and waits for its end. Answers nothing where it failed; the problems say why. */
export function attach({ extension, source, dialect }: Read, options: unknown, ports: AttachPorts): Attaching {
  const head = checkHead(extension, source, ports.report);
  if (head === undefined) return undefined;
  let frozen: unknown;
  try {
    frozen = frozenCopy(options ?? {});
  } catch (cause) {
    const details = { spec: source.spec, expected: 'options that can be read', seen: `something that throws (${whyOf(cause)})` };
    ports.report(problem('spec.bad-field', details, { extension: head.name, phase: 'attach', field: 'options', cause }));
    return undefined;
  }
  const recorder = new Recorder(head.name, ports.report);
  const context = new AttachContext(head.name, frozen, ports.context, recorder);
  const attached = (well: boolean): Attached | undefined => {
    recorder.end();
    if (!well) return undefined;
    const { name, version, description, provider } = head;
    return {
      name,
      version,
      ...(description === undefined ? undefined : { description }),
      ...(provider === undefined ? undefined : { provider }),
      source,
      dialect,
      options: frozen,
      registrations: recorder.registrations,
      kinds: kept(recorder.kinds),
    };
  };
  const ended = new Ending(head, ports).of(context, frozen);
  return ended instanceof Promise ? ended.then(attached) : attached(ended);
}

// An object that is made of a context with Object.create has what is under a symbol, and would not have what is private.
const SITE = Symbol('site');
const RECORDER = Symbol('recorder');

/** `this` of one attach. What it does may be taken from it and called alone; each part is made when it is asked for. */
class AttachContext implements ExtensionContextView {
  readonly host: ExtensionContextView['host'];
  declare readonly app?: { readonly name: string };
  readonly home: string;
  readonly [SITE]: Site;
  readonly [RECORDER]: Recorder;

  constructor(
    readonly id: string,
    readonly options: unknown,
    site: Site,
    recorder: Recorder,
  ) {
    this.host = site.host;
    if (site.app !== undefined) this.app = site.app;
    this.home = site.home;
    this[SITE] = site;
    this[RECORDER] = recorder;
  }

  get log(): ExtensionContextView['log'] {
    return this[SITE].log;
  }

  get clock(): ExtensionContextView['clock'] {
    return this[SITE].clock;
  }

  get signal(): AbortSignal {
    return this[SITE].signal;
  }

  get own(): ExtensionContextView['own'] {
    return (effect) => this[SITE].own(effect);
  }

  get setTimeout(): ExtensionContextView['setTimeout'] {
    return (run, ms) => this[SITE].setTimeout(run, ms);
  }

  get setInterval(): ExtensionContextView['setInterval'] {
    return (run, ms) => this[SITE].setInterval(run, ms);
  }

  get registerPlugin(): ExtensionContextView['registerPlugin'] {
    return (...given: readonly unknown[]) => this[RECORDER].plugin(...given);
  }

  get registerKind(): ExtensionContextView['registerKind'] {
    return (kind) => this[RECORDER].kind(kind);
  }
}

branded(AttachContext.prototype);

type How = 'callback' | 'promise' | 'throw' | 'return' | 'time';

const FAILURE = { callback: 'attach.called-back-error', promise: 'attach.rejected', throw: 'attach.threw' } as const;

interface Ended {
  readonly how: How;
  readonly well: boolean;
  readonly cause?: unknown;
}

/** The end of one attach: by callback, promise, throw, return or time, whichever comes first; whatever comes later is only told. */
class Ending {
  #first: Ended | undefined;
  #calls = 0;
  #resolve: ((well: boolean) => void) | undefined;

  constructor(
    readonly head: Head,
    readonly ports: AttachPorts,
  ) {}

  /** Calls the attach; true if it ended well. */
  of(context: ExtensionContextView, options: unknown): boolean | Promise<boolean> {
    const { within = (work) => work(), clock } = this.ports;
    const began = preciseOf(clock);
    let returned: Promise<unknown> | undefined;
    try {
      returned = within(() => adopted(Reflect.apply(this.head.attach, context, [options, (error?: unknown) => this.#calledBack(error)])));
      // It takes no callback and gives no promise: it is done.
      if (returned === undefined && this.#soFar() === undefined && !takesCallback(this.head.attach)) this.#end('return', true);
    } catch (cause) {
      this.#failed('throw', cause);
    }
    returned?.then(
      () => {
        if (this.#soFar() === undefined) this.#end('promise', true);
      },
      (cause: unknown) => this.#failed('promise', cause),
    );
    // Most have ended by now, and nothing has to be waited for.
    const first = this.#soFar();
    if (first !== undefined) return first.well;
    return new Promise((resolve) => {
      const stopWaiting = this.#bound(Math.max(0, preciseOf(clock) - began));
      this.#resolve = (well) => {
        stopWaiting();
        resolve(well);
      };
    });
  }

  /** Warns when it takes long, and gives up when time is over or the host is stopped. Some of the time is gone already. */
  #bound(gone: number): () => void {
    const { clock, limits, aborted, report } = this.ports;
    const extension = this.head.name;
    const giveUp = (): void => this.#end('time', false);
    const slow = (): void => report(problem('attach.slow', { extension, ms: limits.warn, limit: limits.fail }, this.#at()));
    const undoWarning = limits.warn < limits.fail ? clock.setTimeout(slow, Math.max(0, limits.warn - gone)) : undefined;
    const undoEnd = clock.setTimeout(
      () => {
        report(problem('attach.never-called', { extension, ms: limits.fail }, this.#at()));
        giveUp();
      },
      Math.max(0, limits.fail - gone),
    );
    aborted.addEventListener('abort', giveUp, { once: true });
    return () => {
      undoWarning?.();
      undoEnd();
      aborted.removeEventListener('abort', giveUp);
    };
  }

  /** How it has ended by now; a host that is stopped waits for nothing. */
  #soFar(): Ended | undefined {
    if (this.#first === undefined && this.ports.aborted.aborted) this.#end('time', false);
    return this.#first;
  }

  #end(how: How, well: boolean, cause?: unknown): void {
    this.#first = { how, well, cause };
    this.#resolve?.(well);
  }

  #calledBack(error: unknown): void {
    this.#calls += 1;
    if (error !== undefined && error !== null) return this.#failed('callback', error);
    const first = this.#soFar();
    if (first === undefined) return this.#end('callback', true);
    // One callback beside a promise, or after a plain return, says nothing new; and nobody waits any more when time is over.
    if (first.how === 'time' || (first.well && this.#calls === 1)) return;
    const how = this.#calls > 1 ? 'the callback was called again' : 'the callback was called after it had failed';
    this.ports.report(problem('attach.called-twice', { extension: this.head.name, how }, this.#at()));
  }

  #failed(how: keyof typeof FAILURE, cause: unknown): void {
    const { report } = this.ports;
    const extension = this.head.name;
    const first = this.#soFar();
    const why = whyOf(cause);
    if (first === undefined) {
      report(problem(FAILURE[how], { extension, why }, this.#at(cause)));
      return this.#end(how, false, cause);
    }
    // Too late to matter, or the same thing said twice: an attach that throws what it has just called back with.
    if (first.how === 'time' || (!first.well && Object.is(first.cause, cause))) return;
    if (first.well && how !== 'callback') return report(problem('attach.threw-after-callback', { extension, why }, this.#at(cause)));
    const later = { callback: 'a callback with an error', promise: 'a rejection', throw: 'a throw' }[how];
    report(problem('attach.called-twice', { extension, how: `${later} came later` }, this.#at(cause)));
  }

  #at(cause?: unknown): At {
    // Whoever refuses with a problem knows better where it is.
    const { field, place } = cause instanceof MortiseError ? cause.problem : {};
    return {
      extension: this.head.name,
      phase: 'attach',
      ...(cause === undefined ? {} : { cause }),
      ...(field === undefined ? {} : { field }),
      ...(place === undefined ? {} : { place }),
    };
  }
}

/** A promise of our own for one of the author's, whose `then` may throw. */
function adopted(value: unknown): Promise<unknown> | undefined {
  return isThenable(value) ? Promise.resolve(value) : undefined;
}
