/** Open this to see how the components of a plugin are made: one list of arguments each, from the plugin's record first, from inversify last. */
import { markedMethods } from '../facts/constructor.js';
import type { Class, ComponentPart, PluginParts, Token } from '../model/manifest.js';
import { whyOf } from '../problem/cause.js';
import { failure } from '../problem/problem.js';
import { MortiseError } from '../problem/error.js';
import { quoted } from '../problem/text.js';
import { PluginContainer } from './plugin-container.js';
import type { Scope } from './scope.js';

/** What the kernel gives for wiring one plugin. */
export interface WiringInput {
  readonly plugin: string;
  readonly parts: PluginParts;
  readonly scope: Scope;
  /** Tokens of mortise and the configuration class, with what they stand for. */
  readonly services: ReadonlyMap<Class, unknown>;
  /** A stream of what is published under a name. */
  readonly live: (namespace: string) => unknown;
  /** Notes that the plugin now holds a value of another one. */
  readonly hold: (owner: string) => void;
}

/** A component that was made. */
export interface Built {
  readonly part: ComponentPart;
  readonly instance: object;
}

/** A `@postConstruct` method that has not ended yet. */
export interface Pending {
  readonly component: string;
  readonly method: string | symbol;
  readonly promise: Promise<unknown>;
}

/** The components of one plugin, as they are being made. */
export class Assembly {
  readonly container: PluginContainer;
  /** In the order in which they were made: needs first. */
  readonly built: Built[] = [];
  readonly pending: Pending[] = [];
  readonly #instances = new Map<ComponentPart, object>();
  readonly #path: ComponentPart[] = [];

  constructor(readonly input: WiringInput) {
    const answers = new Map<Class, () => unknown>();
    for (const [type, service] of input.services) answers.set(type, () => service);
    for (const part of input.parts.components) {
      if (part.make.by === 'class' && !answers.has(part.make.type)) answers.set(part.make.type, () => this.#sibling(part));
    }
    this.container = new PluginContainer(input.scope, answers);
  }

  /** Makes every component that lives as long as the plugin. Throws a `MortiseError` that names the component. */
  construct(): void {
    try {
      this.container.load(this.input.parts.modules);
    } catch (cause) {
      throw failure('wire.module-failed', { why: whyOf(cause) }, { plugin: this.input.plugin, phase: 'wire', cause });
    }
    for (const part of this.input.parts.components) if (isKept(part)) this.#sibling(part);
  }

  /** Makes a component anew, for `transient` and `request` scope. */
  make(part: ComponentPart): object {
    return this.#sibling(part);
  }

  #sibling(part: ComponentPart): object {
    const made = this.#instances.get(part);
    if (made !== undefined) return made;
    if (this.#path.includes(part)) {
      const path = [...this.#path.slice(this.#path.indexOf(part)), part].map((step) => step.name);
      throw failure('wire.component-cycle', { path }, { plugin: this.input.plugin, phase: 'construct' });
    }
    this.#path.push(part);
    try {
      const instance = this.#make(part);
      if (isKept(part)) {
        this.#instances.set(part, instance);
        this.built.push({ part, instance });
      }
      return instance;
    } finally {
      this.#path.pop();
    }
  }

  #make(part: ComponentPart): object {
    const values = part.parameters.map((token, index) => this.#answer(token, `parameter ${index + 1} of the constructor of ${part.name}`));
    const instance = this.#instantiate(part, values);
    for (const [member, token] of part.fields) {
      const value = this.#answer(token, `${part.name}.${String(member)}`);
      // An absent optional use leaves what the class has put there itself.
      if (value !== undefined) Reflect.set(instance, member, value);
    }
    if (part.make.by === 'class') {
      for (const method of markedMethods(part.make.type, 'postConstruct')) this.#postConstruct(part, instance, method);
    }
    return instance;
  }

  #instantiate(part: ComponentPart, values: unknown[]): object {
    const { make } = part;
    if (make.by === 'instance') return make.instance;
    const what = make.by === 'class' ? `The constructor of ${quoted(part.name)}` : `setup of ${quoted(part.name)}`;
    return this.#guarded(what, () => {
      const made: unknown = make.by === 'class' ? Reflect.construct(make.type, values) : make.factory(...values);
      if (made === undefined) return {};
      if ((typeof made !== 'object' && typeof made !== 'function') || made === null)
        throw new TypeError('setup returned something else than an object');
      if (make.by === 'class' || !isThenable(made)) return made;
      // It is refused already, so how it ends is of no interest.
      Promise.resolve(made).catch(() => undefined);
      throw new TypeError('setup returned a promise; it has to be synchronous, so leave the waiting to start');
    });
  }

  #postConstruct(part: ComponentPart, instance: object, method: string | symbol): void {
    this.#guarded(`${part.name}.${String(method)} (@postConstruct)`, () => {
      const result: unknown = (Reflect.get(instance, method) as () => unknown).call(instance);
      if (!isThenable(result)) return;
      const promise = Promise.resolve(result);
      // Another component may fail before anybody waits for this one.
      promise.catch(() => undefined);
      this.pending.push({ component: part.name, method, promise });
    });
  }

  /** Runs code of the author; what it throws names it. */
  #guarded<T>(what: string, run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw failure('wire.construct-failed', { what, why: whyOf(cause) }, { plugin: this.input.plugin, phase: 'construct', cause });
    }
  }

  #answer(token: Token, where: string): unknown {
    switch (token.kind) {
      case 'value':
        return token.value;
      case 'unknown':
        throw failure('manifest.missing-token', { where, why: token.reason }, { plugin: this.input.plugin, phase: 'construct' });
      case 'namespace':
        if (token.live) return this.input.live(token.namespace);
        return this.#published(token.namespace, token.optional, where);
      case 'identifier':
        return this.#identified(token, where);
    }
  }

  /** A namespace: the plugin's own component first, then what is visible. */
  #published(namespace: string, optional: boolean, where: string): unknown {
    const { scope, parts, hold, plugin } = this.input;
    const own = this.#ownProvider(namespace);
    if (own !== undefined) return this.#sibling(own);
    if (parts.values.has(namespace)) return parts.values.get(namespace);
    const entry = scope.names.entry(namespace);
    if (entry !== undefined) {
      hold(entry.owner);
      return entry.get();
    }
    if (optional) return undefined;
    throw failure('wire.absent', { namespace, where }, { plugin, phase: 'construct', place: where });
  }

  #ownProvider(namespace: string): ComponentPart | undefined {
    return this.input.parts.components.find((part) => part.provides.some((provision) => provision.namespace === namespace));
  }

  /** An identifier: the plugin's own record first, then inversify's containers. */
  #identified(token: Extract<Token, { kind: 'identifier' }>, where: string): unknown {
    const { id, optional, multiple } = token;
    if (typeof id === 'function') {
      const answer = this.container.answers.get(id);
      if (answer !== undefined) return multiple ? [answer()] : answer();
    }
    const { scope, parts, plugin } = this.input;
    const isPublished =
      typeof id === 'string' && (this.#ownProvider(id) !== undefined || parts.values.has(id) || scope.names.entry(id) !== undefined);
    if (isPublished && !multiple) return this.#published(id, optional, where);
    try {
      return this.container.resolve(token);
    } catch (cause) {
      // Another component of the plugin, asked for by inversify, has said it better.
      if (cause instanceof MortiseError) throw cause;
      const what = typeof id === 'function' ? `the class ${id.name}` : typeof id === 'symbol' ? String(id) : quoted(id);
      const unknown = typeof id === 'function' && !this.container.get().isBound(id as never);
      const why = unknown
        ? 'it is no component of this plugin, no token of mortise, and bound in no container.'
        : `inversify says: ${whyOf(cause)}`;
      throw failure('wire.unresolved', { what, where, why }, { plugin, phase: 'construct', place: where, cause });
    }
  }
}

/** Made once and kept, unless it is provided with another scope. */
export function isKept(part: ComponentPart): boolean {
  return part.provides.every((provision) => provision.scope === 'singleton');
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
