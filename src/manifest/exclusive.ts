/** Open this to see which decorators exclude each other, on a class, a member or a parameter, and what is said of those that stand together. */
import {
  AROUND,
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

/** Complains of decorators that stand together where only one of them can be meant. `facts` are usable ones, those of a class are on one. */
export function complainOfExclusive(type: Class, name: string, facts: readonly Fact[], complain: Complain, at: At): void {
  const clash = (first: string, second: string, fact: Fact, why: string): void => {
    // A component may be named otherwise than its class, and it is the class that the two stand on.
    const where = whereOf(fact.on === 'class' && type.name !== '' ? type.name : name, fact);
    complain(problem('manifest.exclusive-decorators', { first, second, where, why }, placed(at, fact)));
  };
  const pairs = (together: readonly Fact[], exclusive: typeof ON_CLASS | typeof ON_MEMBER): void => {
    for (const [first, second, why] of exclusive) {
      const found = together.find((fact) => fact.key === first);
      if (found !== undefined && together.some((fact) => fact.key === second)) clash(decoratorOf(first), decoratorOf(second), found, why);
    }
  };
  const twice = (together: readonly Fact[], keys: readonly string[], why: string): void => {
    for (const key of keys) {
      const [, ...others] = together.filter((fact) => fact.key === key);
      for (const other of others) clash(decoratorOf(key), decoratorOf(key), other, why);
    }
  };

  twice(facts, [PLUGIN, COMPONENT, CONFIG], 'only the one nearest to the class counts');
  pairs(facts, ON_CLASS);
  const provided = new Set<string>();
  for (const fact of facts.filter(({ key }) => key === PROVIDE)) {
    const parsed = parseNamespace((fact.value as ProvideMeta).namespace);
    if (!('namespace' in parsed)) continue;
    if (provided.has(parsed.namespace)) clash('@Provide', '@Provide', fact, `both publish it under ${quoted(parsed.namespace)}`);
    provided.add(parsed.namespace);
  }
  for (const together of grouped(facts.filter((fact) => fact.on === 'member'))) {
    twice(together, [USE, FIELD], 'only the one nearest to the member counts');
    pairs(together, ON_MEMBER);
  }
  const listing = facts.find((fact) => isComponent(fact) && Array.isArray((fact.value as ComponentMeta | undefined)?.inject));
  for (const together of grouped(facts.filter((fact) => fact.on === 'parameter' && fact.key === USE))) {
    twice(together, [USE], 'only the one nearest to the parameter counts');
    const [use] = together;
    if (listing === undefined || use!.index! >= (listing.value as ComponentMeta).inject!.length) continue;
    clash('@Use', `the inject list of ${decoratorOf(listing.key)}`, use!, 'both say what it gets');
  }
}

function isComponent({ key }: Fact): boolean {
  return key === PLUGIN || key === COMPONENT;
}

/** Facts of one member or parameter together, in their order. */
function grouped(facts: readonly Fact[]): Fact[][] {
  const groups: Fact[][] = [];
  for (const fact of facts) {
    const group = groups.find(
      ([first]) => first!.member === fact.member && first!.index === fact.index && first!.isStatic === fact.isStatic,
    );
    if (group === undefined) groups.push([fact]);
    else group.push(fact);
  }
  return groups;
}

/** Complains of decorators on members that are not what the decorator is for, in the class of a component. */
export function complainOfMembers(name: string, type: Class, facts: readonly Fact[], complain: Complain, at: At): void {
  const misplaced = (fact: Fact, why: string): void => {
    const where = { decorator: decoratorOf(fact.key), where: whereOf(name, fact), why };
    complain(problem('manifest.misused-decorator', where, placed(at, fact)));
  };
  if (!facts.some(isComponent) && !facts.some(({ key }) => key === PROVIDE)) {
    const config = facts.find(({ key }) => key === CONFIG);
    if (config !== undefined) misplaced(config, 'holds settings, so it is no component: name it in @Plugin({ config })');
  }
  for (const together of grouped(facts.filter((fact) => fact.on === 'member' && fact.isStatic !== true))) {
    const is = memberOf(type, together[0]!.member!);
    const has = (key: string): Fact | undefined => together.find((fact) => fact.key === key);
    const [handler, use, field, around] = [has(EVENT), has(USE), has(FIELD), has(AROUND)];
    if (around !== undefined && use === undefined && field === undefined && is !== 'a method')
      misplaced(around, `stands on ${is}, and only around a method something can be put`);
    if (handler !== undefined && use === undefined && field === undefined && is !== 'a method') {
      misplaced(handler, `stands on ${is}, and only a method can be called with what happened`);
    }
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
