/** Open this to see how the components of a plugin are made: one list of arguments each, from the plugin's record first, from inversify last. */
import { markedMethods, USE_OPTIONS } from '../facts/constructor.js';
import { EVENT, type CommandMeta, type OnEventMeta } from '../facts/keys.js';
import { saysListed, saysNoMethod } from '../manifest/on.js';
import type { Class, ComponentPart, PluginParts, Token } from '../model/manifest.js';
import { NONE } from '../model/list.js';
import { isThenable } from '../model/thenable.js';
import { whyOf } from '../problem/cause.js';
import { failure } from '../problem/problem.js';
import { MortiseError } from '../problem/error.js';
import { quoted, unknownOption } from '../problem/text.js';
import { PluginContainer } from './plugin-container.js';
import type { Scope } from './scope.js';
import { Siblings } from './siblings.js';
import { whyUnresolved, type Elsewhere } from './unresolved.js';

/** Tokens of mortise and the configuration class, with what they stand for. */
export interface Services {
  get(type: Class): unknown;
  keys(): Iterable<Class>;
}

/** What the kernel gives for wiring one plugin. */
export interface WiringInput {
  readonly plugin: string;
  readonly parts: PluginParts;
  readonly scope: Scope;
  readonly services: Services;
  /** A stream of what is published under a name. */
  live(namespace: string): unknown;
  /** Who else has a class that nobody gives to this plugin. */
  elsewhere?(type: Class): Elsewhere | undefined;
  /** Notes that the plugin now holds a value of another one. */
  hold(owner: string): void;
  /** Notes that the plugin is made without what it would use under a name. */
  lack(namespace: string): void;
}

/** A component that is being made, or what inversify was asked for meanwhile. */
interface Making {
  readonly name: string;
  readonly part?: ComponentPart;
  /** How it asked for the next one. */
  asks: string;
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
  readonly siblings: Siblings;
  pending: readonly Pending[] = NONE;
  /** Few, and an array that something is pushed on keeps room for more. */
  #path: readonly Making[] = NONE;

  constructor(readonly input: WiringInput) {
    this.container = new PluginContainer(input.scope, this);
    this.siblings = new Siblings(input.parts.components);
  }

  /** What the plugin's own record says for a class: tokens of mortise, its configuration, its components. */
  answer(type: Class): unknown {
    const service = this.input.services.get(type);
    if (service !== undefined) return service;
    const part = this.siblings.find(type);
    return part === undefined ? undefined : this.make(part);
  }

  /** All classes that have an answer. */
  answered(): Set<Class> {
    const { services, parts } = this.input;
    return new Set([...services.keys(), ...parts.components.flatMap(({ make }) => (make.by === 'class' ? [make.type] : []))]);
  }

  /** Makes every component that lives as long as the plugin. Throws a `MortiseError` that names the component. */
  construct(): void {
    try {
      this.container.load(this.input.parts.modules);
    } catch (cause) {
      throw failure('wire.module-failed', { why: whyOf(cause) }, { plugin: this.input.plugin, phase: 'wire', cause });
    }
    for (const part of this.input.parts.components) if (isKept(part)) this.make(part);
  }

  /** A component: the one that is kept, or another one for `transient` and `request` scope. */
  make(part: ComponentPart): object {
    const made = this.siblings.madeOf(part);
    if (made !== undefined) return made;
    const before = this.#path.findIndex((step) => step.part === part);
    if (before >= 0) {
      const steps = this.#path.slice(before);
      const path = [...steps.map((step) => step.name), part.name];
      const asks = steps.map((step, index) => (step.part === undefined ? `${step.asks}, which needs ${path[index + 1]!}` : step.asks));
      const details = { path, asks };
      throw failure('wire.component-cycle', details, { plugin: this.input.plugin, phase: 'construct', place: `class ${part.name}` });
    }
    const path = this.#path;
    this.#path = path.concat({ name: part.name, part, asks: '' });
    try {
      const instance = this.#make(part);
      if (isKept(part)) this.siblings.keep({ part, instance });
      return instance;
    } finally {
      this.#path = path;
    }
  }

  #make(part: ComponentPart): object {
    const of = part.make.by === 'factory' ? 'setup' : 'the constructor';
    const values = part.parameters.map((token, index) => this.#answer(token, `parameter ${index + 1} of ${of} of ${part.name}`));
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
    if (make.by === 'instance') {
      if (!(make.instance instanceof Promise)) return make.instance;
      const details = { field: `${part.name}.instance`, expected: 'an object', seen: 'a promise' };
      throw failure('manifest.bad-type', details, { plugin: this.input.plugin, phase: 'construct', field: 'instance' });
    }
    const what = make.by === 'class' ? `The constructor of ${quoted(part.name)}` : `setup of ${quoted(part.name)}`;
    const instance = this.#guarded(what, () => {
      const made: unknown = make.by === 'class' ? Reflect.construct(make.type, values) : make.factory(...values);
      if (made === undefined) return {};
      if ((typeof made !== 'object' && typeof made !== 'function') || made === null)
        throw new TypeError('setup returned something else than an object');
      // An instance may have a method that is called then, unless it is a promise itself.
      if (make.by === 'class' && made instanceof make.type && !(made instanceof Promise)) return made;
      if (!isThenable(made)) return made;
      // It is refused already, so how it ends is of no interest.
      Promise.resolve(made).catch(() => undefined);
      const of = make.by === 'class' ? 'the constructor' : 'setup';
      throw new TypeError(`${of} returned a promise; it has to be synchronous, so leave the waiting to start`);
    });
    if (make.by === 'factory') this.#checkHandlers(part, instance);
    return instance;
  }

  /** The methods that `on` and `commands` name could not be looked for before `setup` had made what has them. */
  #checkHandlers({ name, facts }: ComponentPart, instance: object): void {
    for (const fact of facts) {
      const { member, value } = fact;
      const decorator = saysListed(fact);
      const isFunction = (value as { readonly handler?: unknown }).handler !== undefined;
      if (decorator === undefined || isFunction || typeof member !== 'string' || typeof Reflect.get(instance, member) === 'function')
        continue;
      const why = saysNoMethod(member, instance, ' on what setup returned');
      const field = fact.key === EVENT ? `on.${(value as OnEventMeta).event}` : `commands.${(value as CommandMeta).usage}`;
      throw failure('manifest.bad-fact', { decorator, where: name, why }, { plugin: this.input.plugin, phase: 'construct', field });
    }
  }

  #postConstruct(part: ComponentPart, instance: object, method: string | symbol): void {
    this.#guarded(`${part.name}.${String(method)} (@postConstruct)`, () => {
      const result: unknown = (Reflect.get(instance, method) as () => unknown).call(instance);
      if (!isThenable(result)) return;
      const promise = Promise.resolve(result);
      // Another component may fail before anybody waits for this one.
      promise.catch(() => undefined);
      this.pending = this.pending.concat({ component: part.name, method, promise });
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
    const making = this.#path.at(-1);
    if (making !== undefined) making.asks = `${where} asks for ${nameOf(token)}`;
    switch (token.kind) {
      case 'value':
        return token.value;
      case 'unknown':
        throw failure(
          'manifest.missing-token',
          { where, why: token.reason ?? unknownOption(token.option, USE_OPTIONS) },
          { plugin: this.input.plugin, phase: 'construct' },
        );
      case 'namespace':
        if (token.live) return this.input.live(token.namespace);
        return this.#published([token.namespace, ...(token.or ?? [])], token.optional, where);
      case 'identifier':
        return this.#identified(token, where);
    }
  }

  /** A namespace, or another that will do: of each the plugin's own component first, then what is visible. */
  #published(namespaces: readonly [string, ...string[]], optional: boolean, where: string): unknown {
    const { scope, parts, plugin } = this.input;
    for (const namespace of namespaces) {
      const own = this.siblings.find(namespace);
      if (own !== undefined) return this.make(own);
      if (parts.values.has(namespace)) return parts.values.get(namespace);
      const entry = scope.names.entry(namespace);
      if (entry === undefined) continue;
      this.input.hold(entry.owner);
      return entry.get();
    }
    if (optional) return this.input.lack(namespaces[0]);
    throw failure('wire.absent', { namespace: namespaces[0], where }, { plugin, phase: 'construct', place: where });
  }

  /** An identifier: the plugin's own record first, then inversify's containers. */
  #identified(token: Extract<Token, { kind: 'identifier' }>, where: string): unknown {
    const { id, optional, multiple } = token;
    if (typeof id === 'function') {
      const answer = this.answer(id as Class);
      if (answer !== undefined) return multiple ? [answer] : answer;
    }
    const { scope, parts, plugin } = this.input;
    const isPublished =
      typeof id === 'string' && (this.siblings.find(id) !== undefined || parts.values.has(id) || scope.names.entry(id) !== undefined);
    if (isPublished && !multiple) return this.#published([id], optional, where);
    const what = nameOf(token);
    const path = this.#path;
    this.#path = path.concat({ name: `inversify (${what})`, asks: `inversify makes ${what}` });
    try {
      return this.container.resolve(token);
    } catch (cause) {
      // Another component of the plugin, asked for by inversify, has said it better.
      if (cause instanceof MortiseError) throw cause;
      const isBound = typeof id === 'function' && this.container.get().isBound(id as never);
      const details = { what, where, ...whyUnresolved(id, cause, isBound, this.input) };
      throw failure('wire.unresolved', details, { plugin, phase: 'construct', place: where, cause });
    } finally {
      this.#path = path;
    }
  }
}

/** What a person calls what is asked for. */
function nameOf(token: Token): string {
  if (token.kind === 'namespace') return quoted(token.namespace);
  if (token.kind !== 'identifier') return 'a value';
  const { id, name, tags } = token;
  const what = typeof id === 'function' ? saysFunction(id) : typeof id === 'symbol' ? String(id) : quoted(id);
  const tag = [...(tags ?? [])].map(([key, value]) => `, tagged ${String(key)}: ${String(value)}`).join('');
  return `${what}${name === undefined ? '' : `, named ${String(name)}`}${tag}`;
}

/** A function that is no class is named as one only in an inject list, where it stands by mistake. */
function saysFunction({ name, prototype }: { readonly name: string; readonly prototype?: unknown }): string {
  const kind = prototype === undefined ? 'function' : 'class';
  return name === '' ? `a ${kind} without a name` : `the ${kind} ${name}`;
}

/** Made once and kept, unless it is provided with another scope. */
export function isKept(part: ComponentPart): boolean {
  return part.provides.every((provision) => provision.scope === 'singleton');
}
