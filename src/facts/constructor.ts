/** Open this to see how constructor parameters and fields get their tokens: our facts first, then inversify's metadata, then emitted types. */
import type { Fact } from '../model/fact.js';
import { kept, NONE } from '../model/list.js';
import type { Class, Token } from '../model/manifest.js';
import { factsOf, ownFacts } from './facts.js';
import { COMPONENT, PLUGIN, USE, type ComponentMeta, type InjectToken, type UseMeta } from './keys.js';

/** Where inversify 8 keeps what its decorators wrote; read here, never written. */
const INVERSIFY = '@inversifyjs/core/classMetadataReflectKey';

interface InversifyElement {
  /** 0 many, 1 one, 2 unmanaged, 3 nothing but flags yet. */
  readonly kind: number;
  readonly value?: unknown;
  readonly optional?: boolean;
  readonly name?: string | number | symbol;
  readonly tags?: ReadonlyMap<string | number | symbol, unknown>;
}

interface InversifyMetadata {
  readonly constructorArguments: readonly (InversifyElement | undefined)[];
  readonly properties: ReadonlyMap<string | symbol, InversifyElement>;
  readonly lifecycle: {
    readonly postConstructMethodNames: ReadonlySet<string | symbol>;
    readonly preDestroyMethodNames: ReadonlySet<string | symbol>;
  };
}

function ownMetadata<T>(key: string, type: Class): T | undefined {
  return Reflect.getOwnMetadata(key, type) as T | undefined;
}

function baseOf(type: Class): Class | undefined {
  const base: unknown = Object.getPrototypeOf(type);
  return typeof base === 'function' && base !== Function.prototype ? (base as Class) : undefined;
}

function lineage(type: Class): Class[] {
  const levels: Class[] = [];
  for (let level: Class | undefined = type; level !== undefined; level = baseOf(level)) levels.push(level);
  return levels;
}

/**
 * What fills each parameter of the constructor; of the nearest base class that says anything, when the class itself does not.
 * An empty list, or an own constructor without parameters, says that there is nothing to fill.
 */
export function constructorTokens(type: Class): readonly Token[] {
  for (let level: Class | undefined = type; level !== undefined; level = baseOf(level)) {
    const inject = injectList(level);
    const uses = parameterUses(level);
    const theirs = ownMetadata<InversifyMetadata>(INVERSIFY, level)?.constructorArguments ?? NONE;
    const types = ownMetadata<unknown[]>('design:paramtypes', level);
    const emitted = types ?? NONE;
    const isSilent = inject === undefined && types === undefined && uses.length === 0 && theirs.length === 0;
    // What a function like EventEmitter takes is optional, or its own business: nothing of it can be injected.
    if (isSilent && level !== type && !isClassSyntax(level)) return NONE;
    const used = uses.reduce((most, fact) => Math.max(most, fact.index! + 1), 0);
    const count = Math.max(inject?.length ?? 0, theirs.length, emitted.length, level.length, used);
    if (count === 0 && isSilent) continue;
    const tokens: Token[] = [];
    for (let index = 0; index < count; index += 1) tokens.push(tokenAt(index, level, { inject, uses, theirs, emitted }));
    return kept(tokens);
  }
  return NONE;
}

/** What a class says of its constructor, in the order in which it counts. */
interface Said {
  readonly inject: readonly unknown[] | undefined;
  readonly uses: readonly Fact[];
  readonly theirs: readonly (InversifyElement | undefined)[];
  readonly emitted: readonly unknown[];
}

function tokenAt(index: number, type: Class, { inject, uses, theirs, emitted }: Said): Token {
  if (inject !== undefined && index < inject.length) return tokenOf(inject[index]);
  const use = uses.find((fact) => fact.index === index);
  if (use !== undefined) return tokenOfUse(use.value as UseMeta);
  const element = theirs[index];
  if (element !== undefined && element.kind <= 2) return elementToken(element);
  const isOptional = index >= type.length || element?.optional === true;
  if (inject !== undefined && emitted.length === 0 && !isOptional) return { kind: 'unknown', reason: endsBefore(inject) };
  return emittedToken(emitted[index], isOptional, emitted.length > 0);
}

function parameterUses(type: Class): readonly Fact[] {
  const facts = ownFacts(type);
  const isUse = ({ key, on, misuse }: Fact): boolean => key === USE && on === 'parameter' && misuse === undefined;
  return facts.some(isUse) ? facts.filter(isUse) : NONE;
}

const NO_FIELDS: ReadonlyMap<string | symbol, Token> = new Map();

/** What fills each field: `@Use` facts, and inversify's property injections along the base classes. */
export function fieldTokens(type: Class): ReadonlyMap<string | symbol, Token> {
  let fields: Map<string | symbol, Token> | undefined;
  for (const level of lineage(type).reverse()) {
    for (const [name, element] of ownMetadata<InversifyMetadata>(INVERSIFY, level)?.properties ?? NONE)
      (fields ??= new Map()).set(name, elementToken(element));
  }
  for (const fact of factsOf(type)) {
    if (fact.key === USE && fact.on === 'member' && fact.member !== undefined && fact.isStatic !== true && fact.misuse === undefined)
      (fields ??= new Map()).set(fact.member, tokenOfUse(fact.value as UseMeta));
  }
  return fields ?? NO_FIELDS;
}

/** The methods that inversify's `@postConstruct` or `@preDestroy` mark, base classes first. */
export function markedMethods(type: Class, mark: 'postConstruct' | 'preDestroy'): (string | symbol)[] {
  const names = new Set<string | symbol>();
  for (const level of lineage(type).reverse()) {
    const lifecycle = ownMetadata<InversifyMetadata>(INVERSIFY, level)?.lifecycle;
    for (const name of (mark === 'postConstruct' ? lifecycle?.postConstructMethodNames : lifecycle?.preDestroyMethodNames) ?? [])
      names.add(name);
  }
  return [...names];
}

function isClassSyntax(type: Class): boolean {
  return /^class\b/.test(Function.prototype.toString.call(type));
}

function injectList(type: Class): readonly unknown[] | undefined {
  for (const fact of ownFacts(type)) {
    if ((fact.key !== COMPONENT && fact.key !== PLUGIN) || fact.misuse !== undefined) continue;
    const inject = (fact.value as ComponentMeta | undefined)?.inject;
    if (Array.isArray(inject)) return inject;
  }
  return undefined;
}

/** A token of an inject list. */
export function tokenOf(token: InjectToken | unknown): Token {
  if (typeof token === 'string') return { kind: 'namespace', namespace: token, optional: false, live: false };
  if (typeof token === 'symbol' || typeof token === 'function') {
    return { kind: 'identifier', id: token as Class | symbol, optional: false, multiple: false };
  }
  if (typeof token === 'object' && token !== null && 'use' in token) {
    const { use, ...options } = token as { use: unknown } & UseOptions;
    return useToken(use, options);
  }
  return {
    kind: 'unknown',
    reason:
      token === undefined
        ? 'the inject list holds undefined there: the class was imported in a circle, or with import type'
        : 'the inject list holds something else than a namespace, a class, a symbol or { use }',
  };
}

/** What fills each parameter of the `setup` of a definition: nothing but its list says so. */
export function setupTokens(setup: unknown, inject: unknown): readonly Token[] {
  const listed = Array.isArray(inject) ? (inject as unknown[]) : [];
  const needed = typeof setup === 'function' ? setup.length : 0;
  if (listed.length + needed === 0) return NONE;
  return Array.from({ length: Math.max(listed.length, needed) }, (_, index) =>
    index < listed.length ? tokenOf(listed[index]) : { kind: 'unknown', reason: inject === undefined ? NO_LIST : endsBefore(listed) },
  );
}

const NO_LIST = 'there is no inject list';

function endsBefore({ length }: readonly unknown[]): string {
  return `the inject list has ${length === 0 ? 'nothing' : length === 1 ? 'only one entry' : `only ${length} entries`}`;
}

type UseOptions = Omit<UseMeta, 'namespace'>;

/** What may be said of a use. */
export const USE_OPTIONS = ['optional', 'live', 'or'] as const;
const OF_USE: ReadonlySet<string> = new Set(USE_OPTIONS);

function tokenOfUse({ namespace, ...options }: UseMeta): Token {
  return useToken(namespace, options);
}

function useToken(namespace: unknown, options: UseOptions): Token {
  const isList = Array.isArray(namespace) && namespace.every((segment) => typeof segment === 'string' && !segment.includes('/'));
  const text = typeof namespace === 'string' ? namespace : isList ? namespace.join('/') : undefined;
  if (text === undefined) return { kind: 'unknown', reason: 'a use wants a namespace: a text, or a list of segments' };
  const option = Object.keys(options).find((key) => !OF_USE.has(key));
  if (option !== undefined) return { kind: 'unknown', option };
  const or = Array.isArray(options.or) ? options.or.filter((other: unknown) => typeof other === 'string') : [];
  const token = { kind: 'namespace', namespace: text, optional: options.optional === true, live: options.live === true } as const;
  return or.length === 0 ? token : { ...token, or };
}

function elementToken(element: InversifyElement): Token {
  if (element.kind === 2) return { kind: 'value', value: undefined };
  let id = element.value;
  if (typeof id === 'object' && id !== null && 'unwrap' in id) id = (id as { unwrap(): unknown }).unwrap();
  if (typeof id !== 'string' && typeof id !== 'symbol' && typeof id !== 'function') {
    return { kind: 'unknown', reason: "inversify's @inject holds nothing there: the class was imported in a circle, or with import type" };
  }
  return {
    kind: 'identifier',
    id: id as Class | symbol | string,
    optional: element.optional === true,
    multiple: element.kind === 0,
    ...(element.name === undefined ? {} : { name: element.name }),
    ...(element.tags === undefined || element.tags.size === 0 ? {} : { tags: element.tags }),
  };
}

/** Types of the language say nothing about what is meant. */
const MEANINGLESS = new Set<unknown>([Object, Function, String, Number, Boolean, Symbol, Array, Promise, BigInt, undefined]);

function emittedToken(emitted: unknown, optional: boolean, anyEmitted: boolean): Token {
  if (!MEANINGLESS.has(emitted) && typeof emitted === 'function') {
    return { kind: 'identifier', id: emitted as Class, optional, multiple: false };
  }
  if (optional) return { kind: 'value', value: undefined };
  if (!anyEmitted) return { kind: 'unknown', reason: `${NO_LIST}, and the compiler emits no types` };
  const name = typeof emitted === 'function' ? emitted.name : 'undefined';
  if (name !== 'Object' && name !== 'Function')
    return { kind: 'unknown', reason: `the compiler emitted the type ${name}, which says nothing of what is meant` };
  const reason = `the compiler emitted the type ${name}, because it is an interface, or a class imported with import type`;
  return { kind: 'unknown', reason, emitted: name };
}
