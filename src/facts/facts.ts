/** Open this to see how decorators, under legacy and standard rules alike, leave facts on a class, and how they are read. */
import { reflectMetadata } from '#packages';
import type { Fact } from '../model/fact.js';
import { NONE } from '../model/list.js';
import type { Class } from '../model/manifest.js';
import { brand, isOther, type Brand } from './brand.js';
import { callSite } from './place.js';

// Before the first decorator: TypeScript writes the types of a constructor only where it is there already.
reflectMetadata();
// Compilers read Symbol.metadata when a class is evaluated; no Node of today defines it.
(Symbol as { metadata?: symbol }).metadata ??= Symbol.for('Symbol.metadata');
const METADATA: symbol = (Symbol as { metadata?: symbol }).metadata!;

/** Global, so that two copies of mortise find each other's facts. */
const SHEET = Symbol.for('mortise.facts');

interface Sheet {
  /** Every copy that wrote here. */
  readonly brands: Brand[];
  readonly facts: Fact[];
}

type Metadata = Record<symbol, Sheet | undefined>;

/** The context that standard decorators are given, as far as facts need it. */
interface StandardContext {
  readonly kind: string;
  readonly name?: string | symbol;
  readonly static?: boolean;
  readonly private?: boolean;
  readonly metadata: Metadata;
}

/** A decorator of classes, in both modes. */
export type ClassFactDecorator<C extends Class = Class> = (target: C, context?: ClassDecoratorContext) => void;

/** A decorator of methods, fields and accessors, in both modes. */
export interface MemberFactDecorator {
  (target: object, key: string | symbol, descriptor?: PropertyDescriptor): void;
  (value: unknown, context: ClassMemberDecoratorContext): void;
}

/** A decorator of members in both modes, and of constructor parameters in the legacy one. */
export interface PlaceFactDecorator extends MemberFactDecorator {
  (target: object, key: string | symbol | undefined, indexOrDescriptor?: number | PropertyDescriptor): void;
}

/**
 * Makes a decorator of classes that leaves one fact. A kind with the same key gives it a meaning; `by` says who registers that, in the words in
 * which an author is told who has not listed it: `createDatabase() of acme-db`. Without the kind the plugin waits (`manifest.unknown-kind`).
 *
 * ```ts
 * import { classFact } from 'mortise';
 *
 * const Connection = classFact<{ url: string }>('acme.connection');
 *
 * class Postgres {}
 * Connection({ url: 'postgres://localhost' })(Postgres); // or @Connection({ … })
 * ```
 */
export function classFact<V>(key: string, by?: string): (value: V) => ClassFactDecorator {
  return factFactory(key, ['class'], [isMember], (value) => value, by) as (value: V) => ClassFactDecorator;
}

/**
 * Makes a decorator of methods, fields and accessors that leaves one fact. As `classFact` besides.
 *
 * ```ts
 * import { memberFact } from 'mortise';
 *
 * const Every = memberFact<number>('acme.every');
 *
 * class Cleaner {
 *   sweep() {}
 * }
 * Every(60_000)(Cleaner.prototype, 'sweep'); // or @Every(60_000)
 * ```
 */
export function memberFact<V>(key: string, by?: string): (value: V) => MemberFactDecorator {
  return factFactory(key, ['member'], [isMember], (value) => value, by) as (value: V) => MemberFactDecorator;
}

/** Makes a decorator that leaves one fact on a member, or (legacy mode only) on a constructor parameter. As `classFact` besides. */
export function placeFact<V>(key: string, by?: string): (value: V) => PlaceFactDecorator {
  return factFactory(key, ['member', 'parameter'], [isMember], (value) => value, by) as (value: V) => PlaceFactDecorator;
}

type Given = readonly unknown[];

/** A decorator that mortise itself has: what it is given is never a class, so one given a class was written without its call. */
export function ownFact<A extends Given>(
  key: string,
  on: readonly Fact['on'][],
  valueOf: (...given: A) => unknown,
): (...given: Given) => unknown {
  return factFactory(key, on, [isMember, isClass], valueOf as (...given: Given) => unknown);
}

/** Where options are kept that are no object: spread into others, a text would become its letters, and a number nothing. */
export const NO_OPTIONS = Symbol.for('mortise.no-options');

/** Options, ready to be spread. */
export function optionsOf(given: unknown): object | undefined {
  const isNone = given !== undefined && (typeof given !== 'object' || Array.isArray(given));
  return isNone ? { [NO_OPTIONS]: given } : (given as object | undefined);
}

/** Makes decorators, and leaves a fact that says so where one is written without its call: `@OnEvent` instead of `@OnEvent('name')`. */
function factFactory(
  key: string,
  on: readonly Fact['on'][],
  decorated: readonly ((given: Given) => boolean)[],
  valueOf: (...given: Given) => unknown,
  by?: string,
): (...given: Given) => unknown {
  const written = { key, ...(by === undefined ? {} : { by }) };
  return (...given) => {
    if (!decorated.some((is) => is(given))) return decorator({ ...written, value: valueOf(...given) }, on);
    // What it returns would take the place of what it stands on.
    decorator({ ...written, value: {} }, on, true)(...(given as [unknown]));
    return undefined;
  };
}

/** What only a compiler gives, to a decorator of a member or parameter, or of anything under standard rules. */
function isMember([first, second, third]: Given): boolean {
  if (isStandard(second)) return true;
  if (typeof first === 'function') return typeof second === 'string' || typeof second === 'symbol' || typeof third === 'number';
  return (typeof second === 'string' || typeof second === 'symbol') && classOf(first) !== undefined;
}

function isClass([first, ...rest]: Given): boolean {
  return typeof first === 'function' && first.prototype !== undefined && rest.length === 0;
}

/** Never throws: a decorator in the wrong place leaves a fact that says so. */
function decorator(written: Pick<Fact, 'key' | 'by' | 'value'>, allowed: readonly Fact['on'][], isBare = false) {
  const place = callSite();
  return (target: unknown, second?: unknown, third?: unknown): void => {
    const seen = isStandard(second) ? readStandard(second) : readLegacy(target, second, third);
    if (seen === undefined) return;
    const wrong = seen.misuse ?? (allowed.includes(seen.on) ? undefined : `belongs on a ${allowed.map(spoken).join(' or ')}`);
    const misuse = isBare ? 'is written without its call' : wrong;
    const { facts, ...where } = seen;
    facts.push(Object.freeze({ ...written, place, ...where, ...(misuse === undefined ? {} : { misuse }), ...(isBare ? { isBare } : {}) }));
  };
}

function spoken(on: Fact['on']): string {
  return on === 'member' ? 'method or field' : on === 'parameter' ? 'constructor parameter' : 'class';
}

type Seen = Pick<Fact, 'on' | 'member' | 'isStatic' | 'index' | 'misuse'> & { facts: Fact[] };

function isStandard(second: unknown): second is StandardContext {
  return typeof second === 'object' && second !== null && 'kind' in second && 'metadata' in second;
}

function readStandard(context: StandardContext): Seen {
  const facts = sheetOf(context.metadata).facts;
  if (context.kind === 'class') return { on: 'class', facts };
  return {
    on: 'member',
    facts,
    ...(context.name === undefined ? {} : { member: context.name }),
    isStatic: context.static === true,
    ...(context.private === true ? { misuse: 'is private, so nobody can reach it' } : {}),
  };
}

function readLegacy(target: unknown, key: unknown, third: unknown): Seen | undefined {
  const isStatic = typeof target === 'function';
  const type = isStatic ? (target as unknown as Class) : classOf(target);
  // Called by hand on an object literal, or on what can't be written on: there is no class that could carry a fact.
  if (type === undefined || !canHold(type)) return undefined;
  const facts = sheetOf(metadataOf(type)).facts;
  const named = typeof key === 'string' || typeof key === 'symbol' ? { member: key } : {};
  if (typeof third === 'number') {
    return key === undefined
      ? { on: 'parameter', index: third, facts }
      : {
          on: 'parameter',
          index: third,
          facts,
          ...named,
          misuse: 'stands on a parameter of a method; only those of the constructor are injected',
        };
  }
  return key === undefined ? { on: 'class', facts } : { on: 'member', facts, ...named, isStatic };
}

/** The class of a prototype. */
function classOf(target: unknown): Class | undefined {
  const type: unknown = typeof target === 'object' ? target?.constructor : undefined;
  return typeof type === 'function' && type.prototype === target ? (type as unknown as Class) : undefined;
}

function canHold(type: object): boolean {
  return Object.hasOwn(type, METADATA) || Object.isExtensible(type);
}

/** The metadata object of a class, made as standard decorators make it: inheriting from that of the base class. */
function metadataOf(type: Class): Metadata {
  const holder = type as unknown as Record<symbol, Metadata | undefined>;
  if (!Object.hasOwn(type, METADATA)) {
    const inherited = holder[METADATA] ?? null;
    Object.defineProperty(type, METADATA, { value: Object.create(inherited), configurable: true });
  }
  return holder[METADATA]!;
}

function sheetOf(metadata: Metadata): Sheet {
  if (!Object.hasOwn(metadata, SHEET)) Object.defineProperty(metadata, SHEET, { value: { brands: [], facts: [] } satisfies Sheet });
  const sheet = metadata[SHEET]!;
  if (!sheet.brands.includes(brand)) sheet.brands.push(brand);
  return sheet;
}

function ownSheet(type: object): Sheet | undefined {
  if (!Object.hasOwn(type, METADATA)) return undefined;
  const metadata = (type as Record<symbol, Metadata | undefined>)[METADATA];
  return metadata !== undefined && Object.hasOwn(metadata, SHEET) ? metadata[SHEET] : undefined;
}

/** The facts written on this very class. */
export function ownFacts(type: object): readonly Fact[] {
  return ownSheet(type)?.facts ?? NONE;
}

/** Another copy of mortise that wrote on a class or on one of its base classes, if one did. */
export function otherWriter(type: Class): Brand | undefined {
  for (let level: unknown = type; typeof level === 'function'; level = Object.getPrototypeOf(level)) {
    const other = ownSheet(level)?.brands.find(isOther);
    if (other !== undefined) return other;
  }
  return undefined;
}

function lineage(type: Class): Class[] {
  const levels: Class[] = [];
  for (let level: Class | null = type; typeof level === 'function'; level = Object.getPrototypeOf(level) as Class | null)
    levels.push(level);
  return levels;
}

/**
 * The facts of a class: its own about the class, and those about members along its base classes.
 * A member decorated again in a derived class keeps the derived facts of that key only.
 */
export function factsOf(type: Class): readonly Fact[] {
  // Few classes have a base that says anything.
  if (!isHeir(type)) return ownFacts(type);
  const found = new Map<string, Fact[]>();
  const symbols: symbol[] = [];
  for (const level of lineage(type).reverse()) {
    const here = new Map<string, Fact[]>();
    for (const fact of ownFacts(level)) {
      if (fact.on !== 'member' && level !== type) continue;
      const slot = slotOf(fact, symbols);
      here.set(slot, [...(here.get(slot) ?? []), fact]);
    }
    for (const [slot, facts] of here) found.set(slot, facts);
  }
  return [...found.values()].flat();
}

/** Whether there are facts on a base class. */
function isHeir(type: Class): boolean {
  for (let level: unknown = Object.getPrototypeOf(type); typeof level === 'function'; level = Object.getPrototypeOf(level))
    if (ownFacts(level).length > 0) return true;
  return false;
}

/** Facts of one key on one member share a slot; a derived class takes the whole slot over. */
function slotOf(fact: Fact, symbols: symbol[]): string {
  const { key, member } = fact;
  if (fact.on !== 'member') return `${fact.on}:${key}`;
  if (typeof member === 'symbol' && !symbols.includes(member)) symbols.push(member);
  const name = typeof member === 'symbol' ? `symbol ${symbols.indexOf(member)}` : `name ${member}`;
  return `${fact.isStatic === true ? 'static' : 'member'}:${key}:${name}`;
}
