/** Open this to see what registering in an attach does: it is written down, and nothing else. */
import { OWN_KEYS } from '../facts/keys.js';
import { parseNamespace } from '../manifest/namespace.js';
import type { Registration } from '../model/extension.js';
import type { Kind } from '../model/kind.js';
import type { ProblemSink } from '../model/ports.js';
import { problem } from '../problem/problem.js';
import { kindOf, quoted } from '../problem/text.js';

/** The list that one attach fills. It never throws at the author: what is wrong is reported and left out. */
export class Recorder {
  readonly registrations: Registration[] = [];
  readonly kinds: Kind[] = [];
  #namespaces: Set<string> | undefined;
  #ended = false;

  constructor(
    readonly extension: string,
    readonly report: ProblemSink,
  ) {}

  /** From now on everything is too late. */
  end(): void {
    this.#ended = true;
  }

  /** `registerPlugin(namespace, plugin)`, or `registerPlugin(plugin)` for one that has an id of its own. */
  plugin(...given: readonly unknown[]): void {
    const { extension } = this;
    const at = { extension, phase: 'attach' } as const;
    const [like, value] = given.length < 2 ? [undefined, given[0]] : given;
    const parsed = given.length < 2 ? undefined : parseNamespace(like);
    if (this.#ended)
      return this.#late(
        parsed === undefined ? 'a plugin' : `the plugin ${'namespace' in parsed ? quoted(parsed.namespace) : parsed.shown}`,
      );
    if (parsed !== undefined && !('namespace' in parsed)) {
      return this.report(problem('attach.bad-namespace', { extension, namespace: parsed.shown, why: parsed.why }, at));
    }
    const namespace = parsed?.namespace;
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
      return this.report(problem('attach.bad-plugin', { extension, namespace, seen: kindOf(value) }, at));
    }
    if (namespace === undefined) {
      this.registrations.push({ value });
    } else if (this.#namespaces?.has(namespace) === true) {
      this.report(problem('attach.duplicate-namespace', { extension, namespace }, at));
    } else {
      (this.#namespaces ??= new Set()).add(namespace);
      this.registrations.push({ namespace, value });
    }
  }

  kind(kind: Kind): void {
    const { extension } = this;
    if (this.#ended) return this.#late('a kind');
    const why = whyNoKind(kind);
    if (why !== undefined) return this.report(problem('attach.bad-kind', { extension, why }, { extension, phase: 'attach' }));
    this.kinds.push(kind);
  }

  #late(what: string): void {
    this.report(problem('attach.late-registration', { extension: this.extension, what }, { extension: this.extension, phase: 'attach' }));
  }
}

function whyNoKind(kind: Kind | undefined): string | undefined {
  if (typeof kind !== 'object' || kind === null || typeof kind.key !== 'string' || kind.key === '') return 'has no key';
  if (kind.key.startsWith(OWN_KEYS)) return `has the key ${quoted(kind.key)}, which is taken`;
  return typeof kind.bind === 'function' ? undefined : 'has no bind';
}
