/** Open this to see step 2: the author's attach is called with a recorder as `this`, and whatever it does wrong becomes a problem. */
import type { ExtensionContextView } from '../model/extension.js';
import type { Attached, Extension, Registration } from '../model/extension.js';
import type { NamespaceLike } from '../model/name.js';
import type { SourceInfo } from '../model/source.js';
import type { Kind } from '../model/kind.js';
import type { ClockPort, ProblemSink } from '../model/ports.js';
import { OWN_KEYS } from '../facts/keys.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import { kindOf, quoted } from '../problem/text.js';
import { parseNamespace } from '../manifest/namespace.js';
import type { Read } from './read.js';

/** How long a phase may take, in milliseconds. */
export interface Limits {
  readonly warn: number;
  readonly fail: number;
}

export interface AttachPorts {
  readonly clock: ClockPort;
  readonly limits: Limits;
  readonly report: ProblemSink;
  /** When it is aborted, nobody waits for an attach any more. */
  readonly aborted: AbortSignal;
  /** The part of `this` that does things, owned by the candidate. */
  readonly context: Pick<ExtensionContextView, 'host' | 'app' | 'home' | 'log' | 'clock' | 'signal' | 'own' | 'setTimeout' | 'setInterval'>;
}

/** Calls `attach` once and waits for its end. Answers nothing where it failed; the problems say why. */
export async function attach(read: Read, options: unknown, ports: AttachPorts): Promise<Attached | undefined> {
  const { extension, source, dialect } = read;
  const head = checkHead(extension, source, ports.report);
  if (head === undefined) return undefined;
  const frozen = frozenCopy(options ?? {});
  const recorder = new Recorder(head.name, ports.report);
  const context = {
    ...ports.context,
    id: head.name,
    options: frozen,
    registerPlugin: (namespace: NamespaceLike | object, plugin?: object) =>
      plugin === undefined ? recorder.plugin(undefined, namespace) : recorder.plugin(namespace as NamespaceLike, plugin),
    registerKind: (kind: Kind) => recorder.kind(kind),
  } as ExtensionContextView;
  const ended = await callAttach(extension, context, frozen, head.name, ports);
  recorder.end();
  if (!ended) return undefined;
  return { ...head, source, dialect, options: frozen, registrations: recorder.registrations, kinds: recorder.kinds };
}

type Head = Pick<Attached, 'name' | 'version' | 'description' | 'provider'>;

function checkHead(extension: Extension, source: SourceInfo, report: ProblemSink): Head | undefined {
  const at = { extension: source.spec, phase: 'attach', ...(source.path === undefined ? {} : { place: source.path }) } as const;
  const wrong = (field: string, expected: string, seen: unknown): undefined => {
    report(problem('extension.bad-field', { spec: source.spec, expected, seen: kindOf(seen) }, { ...at, field }));
    return undefined;
  };
  let name: unknown, version: unknown, description: unknown, provider: unknown, attachMethod: unknown;
  try {
    ({ name, version, description, provider, attach: attachMethod } = extension as unknown as Record<string, unknown>);
  } catch (cause) {
    report(problem('extension.bad-field', { spec: source.spec, expected: 'fields that can be read', seen: 'a getter that throws' }, { ...at, cause }));
    return undefined;
  }
  if (typeof name !== 'string' || !/^[A-Za-z0-9@/_.~-]{1,214}$/.test(name)) {
    return wrong('name', "a name of letters, digits, '_', '.', '-', '/' and '@'", name);
  }
  if (typeof attachMethod !== 'function') return wrong('attach', 'attach to be a function', attachMethod);
  if (description !== undefined && typeof description !== 'string' && (typeof description !== 'object' || description === null)) {
    return wrong('description', 'description to be a text or a map from language to text', description);
  }
  if (provider !== undefined && typeof provider !== 'string') return wrong('provider', 'provider to be a text', provider);
  if (version !== undefined && (typeof version !== 'string' || !/^v?\d+(\.\d+){0,3}([-+].*)?$/.test(version))) {
    report(problem('extension.bad-version', { extension: name, seen: kindOf(version) }, { ...at, extension: name, field: 'version' }));
    version = undefined;
  }
  return {
    name,
    version: (version as string | undefined) ?? source.package?.version ?? '0.0.0',
    ...(description === undefined ? {} : { description: description as NonNullable<Attached['description']> }),
    ...(provider === undefined ? {} : { provider: provider as string }),
  };
}

/** Resolves when the attach has ended, by whichever of callback, promise, throw or time comes first; true if it ended well. */
function callAttach(extension: Extension, context: ExtensionContextView, options: unknown, name: string, ports: AttachPorts): Promise<boolean> {
  const { clock, limits, report } = ports;
  const at = { extension: name, phase: 'attach' } as const;
  return new Promise<boolean>((resolve) => {
    let ended: 'callback' | 'promise' | 'throw' | 'time' | undefined;
    const stopWarning = clock.setTimeout(() => report(problem('attach.slow', { extension: name, ms: limits.warn, limit: limits.fail }, at)), limits.warn);
    const stopWaiting = clock.setTimeout(() => {
      report(problem('attach.never-called', { extension: name, ms: limits.fail }, at));
      end('time', false);
    }, limits.fail);
    const giveUp = (): void => end('time', false);
    const end = (how: NonNullable<typeof ended>, well: boolean): void => {
      ended = how;
      stopWarning();
      stopWaiting();
      ports.aborted.removeEventListener('abort', giveUp);
      resolve(well);
    };
    ports.aborted.addEventListener('abort', giveUp, { once: true });
    const failed = (code: 'attach.threw' | 'attach.rejected' | 'attach.called-back-error', how: NonNullable<typeof ended>, cause: unknown): void => {
      if (ended === undefined) {
        report(problem(code, { extension: name, why: whyOf(cause) }, { ...at, cause }));
        end(how, false);
      } else if (ended !== 'time') {
        // An attach that throws what it has just called back with says the same thing twice.
        report(problem(code === 'attach.called-back-error' ? 'attach.called-twice' : 'attach.threw-after-callback',
          { extension: name, how: 'a callback with an error came later', why: whyOf(cause) }, { ...at, cause })); // prettier-ignore
      }
    };
    const callback = (error?: unknown): void => {
      if (error !== undefined && error !== null) failed('attach.called-back-error', 'callback', error);
      else if (ended === undefined) end('callback', true);
      else if (ended !== 'time' && ended !== 'promise') report(problem('attach.called-twice', { extension: name, how: 'the callback was called again' }, at));
    };
    let returned: unknown;
    try {
      returned = extension.attach.call(context, options, callback);
    } catch (cause) {
      failed('attach.threw', 'throw', cause);
      return;
    }
    if (isThenable(returned)) {
      returned.then(
        () => ended ?? end('promise', true),
        (cause: unknown) => failed('attach.rejected', 'promise', cause),
      );
    } else if (extension.attach.length < 2 && ended === undefined) {
      // It takes no callback and gives no promise: it is done.
      end('promise', true);
    }
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** Writes down what an attach registers, and does nothing else. */
class Recorder {
  readonly registrations: Registration[] = [];
  readonly kinds: Kind[] = [];
  readonly #namespaces = new Set<string>();
  #ended = false;

  constructor(
    readonly extension: string,
    readonly report: ProblemSink,
  ) {}

  end(): void {
    this.#ended = true;
  }

  plugin(like: NamespaceLike | undefined, value: unknown): void {
    const { extension } = this;
    const at = { extension, phase: 'attach' } as const;
    if (this.#ended) return this.#late(like === undefined ? 'a plugin' : `the plugin ${quoted(String(like).slice(0, 80))}`);
    if (like === undefined && (typeof value === 'string' || Array.isArray(value))) {
      const name = typeof value === 'string' ? value : value.join('/');
      return this.report(problem('attach.bad-plugin', { extension, namespace: name.slice(0, 80), seen: 'nothing' }, at));
    }
    const parsed = like === undefined ? undefined : parseNamespace(like);
    if (parsed !== undefined && !('namespace' in parsed)) {
      return this.report(problem('attach.bad-namespace', { extension, namespace: parsed.shown, why: parsed.why }, at));
    }
    const namespace = parsed?.namespace;
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
      return this.report(problem('attach.bad-plugin', { extension, namespace: namespace ?? '', seen: kindOf(value) }, at));
    }
    if (namespace !== undefined && this.#namespaces.has(namespace)) {
      return this.report(problem('attach.duplicate-namespace', { extension, namespace }, at));
    }
    if (namespace !== undefined) this.#namespaces.add(namespace);
    this.registrations.push({ value, ...(namespace === undefined ? {} : { namespace }) });
  }

  kind(kind: Kind): void {
    const { extension } = this;
    if (this.#ended) return this.#late('a kind');
    const why =
      typeof kind !== 'object' || kind === null || typeof kind.key !== 'string' || kind.key === ''
        ? 'has no key'
        : kind.key.startsWith(OWN_KEYS)
          ? `has the key ${quoted(kind.key)}, which is taken`
          : typeof kind.bind === 'function'
            ? undefined
            : 'has no bind';
    if (why !== undefined) return this.report(problem('attach.bad-kind', { extension, why }, { extension, phase: 'attach' }));
    this.kinds.push(kind);
  }

  #late(what: string): void {
    this.report(problem('attach.late-registration', { extension: this.extension, what }, { extension: this.extension, phase: 'attach' }));
  }
}

/** A frozen copy of plain data; functions and instances of classes are handed on as they are. */
export function frozenCopy(value: unknown, seen = new Map<object, unknown>()): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
  seen.set(value, copy);
  for (const [key, part] of Object.entries(value)) {
    if (key === '__proto__') continue;
    (copy as Record<string, unknown>)[key] = frozenCopy(part, seen);
  }
  return Object.freeze(copy);
}
