/** Open this to see how what a decorator left behind is named in a complaint, and what is said of one in the wrong place. */
import { AROUND, COMMAND, COMPONENT, CONFIG, EVENT, FIELD, PLUGIN, PROVIDE, USE } from '../facts/keys.js';
import type { Fact } from '../model/fact.js';
import { problem, type At } from '../problem/problem.js';
import type { Complain } from './metadata.js';

const DECORATORS: Readonly<Record<string, string>> = {
  [PLUGIN]: '@Plugin',
  [COMPONENT]: '@Component',
  [PROVIDE]: '@Provide',
  [USE]: '@Use',
  [EVENT]: '@OnEvent',
  [COMMAND]: '@Command',
  [AROUND]: '@Around',
  [CONFIG]: '@Config',
  [FIELD]: '@Field',
};

/** How each is written. */
const CALLS: Readonly<Record<string, string>> = {
  [PLUGIN]: "@Plugin({ id: 'name', version: '1.0.0' })",
  [COMPONENT]: "@Component('name')",
  [PROVIDE]: "@Provide('acme/name')",
  [USE]: "@Use('acme/name')",
  [EVENT]: "@OnEvent('name')",
  [COMMAND]: "@Command('name')",
  [AROUND]: "@Around('acme.name')",
  [CONFIG]: '@Config()',
  [FIELD]: '@Field.string()',
};

/** What a person calls the decorator of a fact. */
export function decoratorOf(key: string): string {
  return DECORATORS[key] ?? `the decorator of ${key}`;
}

/** `Presence.onBind`, `parameter 1 of the constructor of Presence`, `class Presence`. */
export function whereOf(component: string, fact: Pick<Fact, 'on' | 'member' | 'index'>, of = 'the constructor'): string {
  if (fact.member !== undefined) return `${component}.${String(fact.member)}`;
  return fact.on === 'parameter' ? `parameter ${fact.index! + 1} of ${of} of ${component}` : `class ${component}`;
}

/** The same attribution, at the line of the decorator. */
export function placed(at: At, fact: Fact): At {
  const place = fact.place();
  return place === undefined ? at : { ...at, place };
}

/** Complains of each decorator that stands where it means nothing. */
export function complainOfMisuse(component: string, facts: readonly Fact[], complain: Complain, at: At): void {
  for (const fact of facts) {
    if (fact.misuse === undefined) continue;
    const where = { decorator: decoratorOf(fact.key), where: whereOf(component, fact) };
    complain(
      fact.isBare === true
        ? problem('manifest.bare-decorator', { ...where, call: CALLS[fact.key] ?? 'it with its parentheses' }, placed(at, fact))
        : problem('manifest.misused-decorator', { ...where, why: fact.misuse }, placed(at, fact)),
    );
  }
}
