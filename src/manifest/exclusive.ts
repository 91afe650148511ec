/** Open this to see which decorators exclude each other, on a class, a member or a parameter, and what is said of those that stand together. */
import {
  AROUND,
  COMMAND,
  COMPONENT,
  CONFIG,
  EVENT,
  FIELD,
  OWN_KEYS,
  PLUGIN,
  PROVIDE,
  USE,
  type ComponentMeta,
  type ProvideMeta,
} from '../facts/keys.js';
import type { Fact } from '../model/fact.js';
import { NONE } from '../model/list.js';
import type { Class } from '../model/manifest.js';
import { problem, type At } from '../problem/problem.js';
import { quoted } from '../problem/text.js';
import type { Complain } from './metadata.js';
import { decoratorOf, placed, whereOf } from './misuse.js';
import { parseNamespace } from './namespace.js';

const SETTINGS = 'a class with @Config holds settings and does nothing else';
const ONE_CLASS = 'the class of a plugin is a component of it already, and @Plugin({ inject }) lists what it gets';
const ONE_FILLS = 'a setting is filled from the configuration, and a use with what another plugin publishes';
const ONE_CALLED = 'the one is for a method that is called, the other for a field that is filled';

/** Pairs that make no sense on one class, and why. */
const ON_CLASS = [
  [PLUGIN, COMPONENT, ONE_CLASS],
  [PLUGIN, CONFIG, SETTINGS],
  [COMPONENT, CONFIG, SETTINGS],
  [PROVIDE, CONFIG, SETTINGS],
] as const;

/** Pairs that make no sense on one member, and why. */
const ON_MEMBER = [
  [USE, FIELD, ONE_FILLS],
  [EVENT, USE, ONE_CALLED],
  [EVENT, FIELD, ONE_CALLED],
  [AROUND, USE, ONE_CALLED],
  [AROUND, FIELD, ONE_CALLED],
] as const;

/** What makes no sense beside what, both ways: of most keys one fact is enough. */
const EXCLUDES: ReadonlyMap<string, ReadonlySet<string>> = excluding([
  ...[...ON_CLASS, ...ON_MEMBER].map(([first, second]) => [first, second] as const),
  ...[PLUGIN, COMPONENT, CONFIG, PROVIDE, USE, FIELD].map((key) => [key, key] as const),
]);

function excluding(pairs: readonly (readonly [string, string])[]): Map<string, Set<string>> {
  const excludes = new Map<string, Set<string>>();
  for (const [first, second] of pairs)
    for (const [key, other] of [[first, second] as const, [second, first] as const])
      (excludes.get(key) ?? excludes.set(key, new Set()).get(key)!).add(other);
  return excludes;
}

/** Whether it is worth a closer look: almost no place has facts that exclude each other. */
function isSuspect(together: Together): boolean {
  for (let at = 1; at < together.length; at += 1) {
    const excluded = EXCLUDES.get(together[at]!.key);
    if (excluded === undefined) continue;
    for (let before = 0; before < at; before += 1) if (excluded.has(together[before]!.key)) return true;
  }
  return false;
}

/** Facts of one place together: of the class itself, of one member, or of one parameter of the constructor. */
export type Together = readonly Fact[];

/** Facts by their places, both in their order. */
export function byPlace(facts: readonly Fact[]): readonly Together[] {
  const places: Fact[][] = [];
  for (const fact of facts) {
    const place = places.find(([first]) => isSamePlace(first!, fact));
    if (place === undefined) places.push([fact]);
    else place.push(fact);
  }
  return places;
}

function isSamePlace(a: Fact, b: Fact): boolean {
  return a.on === b.on && a.member === b.member && a.index === b.index && a.isStatic === b.isStatic;
}

function factIn(together: Together, key: string): Fact | undefined {
  for (const fact of together) if (fact.key === key) return fact;
  return undefined;
}

/** Complains of decorators that stand together where only one of them can be meant. The facts of all places are usable ones. */
export function complainOfExclusive(type: Class, name: string, places: readonly Together[], complain: Complain, at: At): void {
  const clash = (first: string, second: string, fact: Fact, why: string): void => {
    // A component may be named otherwise than its class, and it is the class that the two stand on.
    const where = whereOf(fact.on === 'class' && type.name !== '' ? type.name : name, fact);
    complain(problem('manifest.exclusive-decorators', { first, second, where, why }, placed(at, fact)));
  };
  const pairs = (together: Together, exclusive: typeof ON_CLASS | typeof ON_MEMBER): void => {
    for (const [first, second, why] of exclusive) {
      const found = factIn(together, first);
      if (found !== undefined && factIn(together, second) !== undefined) clash(decoratorOf(first), decoratorOf(second), found, why);
    }
  };
  const twice = (together: Together, keys: readonly string[], why: string): void => {
    for (const key of keys) {
      const nearest = factIn(together, key);
      for (const other of together) if (other.key === key && other !== nearest) clash(decoratorOf(key), decoratorOf(key), other, why);
    }
  };

  const ofClass = places.find(isClass) ?? NONE;
  if (isSuspect(ofClass)) {
    twice(ofClass, [PLUGIN, COMPONENT, CONFIG], 'only the one nearest to the class counts');
    pairs(ofClass, ON_CLASS);
    const provided = new Set<string>();
    for (const fact of ofClass) {
      const parsed = fact.key === PROVIDE ? parseNamespace((fact.value as ProvideMeta).namespace) : undefined;
      if (parsed === undefined || !('namespace' in parsed)) continue;
      if (provided.has(parsed.namespace)) clash('@Provide', '@Provide', fact, `both publish it under ${quoted(parsed.namespace)}`);
      provided.add(parsed.namespace);
    }
  }
  for (const together of places) {
    if (together[0]!.on !== 'member' || !isSuspect(together)) continue;
    twice(together, [USE, FIELD], 'only the one nearest to the member counts');
    pairs(together, ON_MEMBER);
  }
  const listing = ofClass.find((fact) => isComponent(fact) && Array.isArray((fact.value as ComponentMeta | undefined)?.inject));
  for (const together of places) {
    const use = together[0]!.on === 'parameter' ? factIn(together, USE) : undefined;
    if (use === undefined) continue;
    twice(together, [USE], 'only the one nearest to the parameter counts');
    if (listing === undefined || use.index! >= (listing.value as ComponentMeta).inject!.length) continue;
    clash('@Use', `the inject list of ${decoratorOf(listing.key)}`, use, 'both say what it gets');
  }
}

function isClass(together: Together): boolean {
  return together[0]!.on === 'class';
}

function isComponent({ key }: Fact): boolean {
  return key === PLUGIN || key === COMPONENT;
}

/** Complains of decorators on members that are not what the decorator is for, in the class of a component. */
export function complainOfMembers(name: string, type: Class, places: readonly Together[], complain: Complain, at: At): void {
  const misplaced = (fact: Fact, why: string): void => {
    const where = { decorator: decoratorOf(fact.key), where: whereOf(name, fact), why };
    complain(problem('manifest.misused-decorator', where, placed(at, fact)));
  };
  const ofClass = places.find(isClass) ?? NONE;
  const config = factIn(ofClass, CONFIG);
  if (config !== undefined && !ofClass.some(isComponent) && factIn(ofClass, PROVIDE) === undefined)
    misplaced(config, 'holds settings, so it is no component: name it in @Plugin({ config })');
  for (const together of places) {
    const { on, isStatic, member } = together[0]!;
    if (on !== 'member' || isStatic === true) continue;
    const is = memberOf(type, member!);
    const use = factIn(together, USE);
    const field = factIn(together, FIELD);
    const handler = factIn(together, EVENT);
    const around = factIn(together, AROUND);
    if (around !== undefined && use === undefined && field === undefined && is !== 'a method')
      misplaced(around, `stands on ${is}, and only around a method something can be put`);
    if (handler !== undefined && use === undefined && field === undefined && is !== 'a method') {
      misplaced(handler, `stands on ${is}, and only a method can be called with what happened`);
    }
    const command = factIn(together, COMMAND);
    if (command !== undefined && use === undefined && field === undefined && is !== 'a method')
      misplaced(command, `stands on ${is}, and only a method can be called with what was typed`);
    if (use !== undefined && handler === undefined && is !== 'a field') {
      misplaced(use, `stands on ${is}, which nothing can be written to`);
    }
    if (field !== undefined && use === undefined && handler === undefined) {
      misplaced(field, 'belongs in a class with @Config, named in @Plugin({ config }); a component gets that class injected');
    }
  }
}

/** Complains of decorators on what is only settings, that would be handlers or uses in a component. */
export function complainOfSettings(name: string, facts: readonly Fact[], complain: Complain, at: At): void {
  for (const fact of facts) {
    if (!fact.key.startsWith(OWN_KEYS) || fact.key === FIELD || fact.on === 'class') continue;
    const where = { decorator: decoratorOf(fact.key), where: whereOf(name, fact), why: `does nothing there: ${SETTINGS}` };
    complain(problem('manifest.misused-decorator', where, placed(at, fact)));
  }
}

/** Complains of a plugin that is listed as a component of another one. */
export function complainOfPlugin(name: string, facts: readonly Fact[], complain: Complain, at: At): void {
  const found = facts.find((fact) => fact.key === PLUGIN && fact.on === 'class');
  if (found === undefined) return;
  const why = 'makes it a plugin of its own, so it is no component of another: list it among the extensions';
  complain(problem('manifest.misused-decorator', { decorator: '@Plugin', where: whereOf(name, found), why }, placed(at, found)));
}

/** What a member is on the prototype, where fields are not. Calls nothing. */
function memberOf(type: Class, member: string | symbol): 'a method' | 'a getter without a setter' | 'a field' {
  for (
    let level = type.prototype as object | null;
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    const found = Object.getOwnPropertyDescriptor(level, member);
    if (found === undefined) continue;
    if (typeof found.value === 'function') return 'a method';
    return found.get !== undefined && found.set === undefined ? 'a getter without a setter' : 'a field';
  }
  return 'a field';
}
