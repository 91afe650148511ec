/** Open this to see how one component, given as a class or as an object, becomes a part: how it is made, and what its facts say. */
import { constructorTokens, fieldTokens, setupTokens, USE_OPTIONS } from '../facts/constructor.js';
import { factsOf, NO_OPTIONS } from '../facts/facts.js';
import {
  COMPONENT, CONFIG, FIELD, PLUGIN, PROVIDE, USE,
  type ComponentDefinition, type ComponentMeta, type PluginDefinition, type ProvideMeta,
} from '../facts/keys.js'; // prettier-ignore
import type { Fact } from '../model/fact.js';
import { kept, NONE } from '../model/list.js';
import type { Class, ComponentInfo, ComponentPart, LifecycleMethod, Provision, Token } from '../model/manifest.js';
import { problem, type At } from '../problem/problem.js';
import { kindOf, quotedList, unknownOption } from '../problem/text.js';
import { byPlace, complainOfExclusive, complainOfMembers } from './exclusive.js';
import type { Complain } from './metadata.js';
import { complainOfMisuse, decoratorOf, placed, whereOf } from './misuse.js';
import { parseNamespace } from './namespace.js';
import { aroundFacts, listedFacts, isMethod, ownOrInherited } from './on.js';

const LIFECYCLE: readonly LifecycleMethod[] = ['beforeStart', 'start', 'run', 'afterStart', 'onConfig', 'beforeStop', 'stop', 'health'];

/** All that mortise calls of a component. */
const METHODS: readonly string[] = [...LIFECYCLE, 'snapshot', 'restore'];

/** By which methods there are, a bit for each: many components have the same. */
const lifecycles: (readonly LifecycleMethod[] | undefined)[] = [];

function lifecycleOf(has: (method: LifecycleMethod) => boolean): readonly LifecycleMethod[] {
  let bits = 0;
  for (let at = 0; at < LIFECYCLE.length; at += 1) if (has(LIFECYCLE[at]!)) bits |= 1 << at;
  return (lifecycles[bits] ??= kept(LIFECYCLE.filter((_, at) => (bits & (1 << at)) !== 0)));
}

/** Facts that describing uses up; all others are handlers or facts of kinds. */
const CONSUMED = new Set([PLUGIN, COMPONENT, PROVIDE, USE, CONFIG, FIELD]);

/** What decorators leave that spread their options. */
const WITH_OPTIONS: ReadonlySet<string> = new Set([COMPONENT, PROVIDE, USE]);

const SCOPED: ReadonlySet<unknown> = new Set(['transient', 'request'] satisfies ProvideMeta['scope'][]);

export interface Part {
  readonly part: ComponentPart;
  readonly info: ComponentInfo;
}

const NO_FIELDS: ReadonlyMap<string | symbol, Token> = new Map();

export function partOfClass(type: Class, complain: Complain, at: At): Part {
  const facts = factsOf(type);
  const usable = facts.some((fact) => fact.misuse !== undefined) ? facts.filter((fact) => fact.misuse === undefined) : facts;
  const own = usable.find((fact) => fact.key === COMPONENT)?.value as ComponentMeta | undefined;
  const name = componentName(own?.name, type.name === '' ? 'anonymous class' : type.name, complain, at);
  if (usable !== facts) complainOfMisuse(name, facts, complain, at);
  const places = byPlace(usable);
  complainOfExclusive(type, name, places, complain, at);
  complainOfMembers(name, type, places, complain, at);
  complainOfClassFacts(name, usable, complain, at);
  const parameters = constructorTokens(type);
  const fields = fieldTokens(type);
  complainOfTokens(name, parameters, fields, usable, complain, at);
  // What a decorator makes a command or a handler may be called `run` all the same.
  const isOthers = (method: string): boolean => method === 'run' && usable.some((fact) => fact.on === 'member' && fact.member === method);
  const prototype = type.prototype as object | undefined;
  const lifecycle = lifecycleOf((method) => isMethod(prototype, method) && !isOthers(method));
  complainOfScope(name, usable, lifecycle, complain, at);
  return {
    part: {
      name,
      make: { by: 'class', type },
      parameters,
      fields,
      facts: kept(usable.filter((fact) => !CONSUMED.has(fact.key))),
      provides: providedBy(name, usable, complain, at),
    },
    info: { name, lifecycle },
  };
}

function providedBy(name: string, facts: readonly Fact[], complain: Complain, at: At): readonly Provision[] {
  const provides: Provision[] = [];
  for (const fact of facts) {
    if (fact.key !== PROVIDE) continue;
    const made = provision(name, fact.value as ProvideMeta, complain, () => placed(at, fact));
    if (made !== undefined) provides.push(made);
  }
  return kept(provides);
}

/** Makes a part of a component definition, or of a plugin definition, whose name is the id and whose namespaces its metadata holds. */
export function partOfDefinition(
  definition: ComponentDefinition | PluginDefinition,
  isComponent: boolean,
  named: string,
  complain: Complain,
  at: At,
): Part {
  const name = isComponent ? componentName(definition.name, named, complain, at) : named;
  const { setup } = definition;
  if (setup !== undefined && typeof setup !== 'function') {
    complain(
      problem('manifest.bad-type', { field: `${name}.setup`, expected: 'a function', seen: kindOf(setup) }, { ...at, field: 'setup' }),
    );
  }
  const instance = instanceOf(definition, name, complain, at);
  complainOfInject(name, definition.inject, complain, () => at);
  const parameters = setupTokens(setup, definition.inject);
  complainOfTokens(name, parameters, NO_FIELDS, NONE, complain, at, 'setup');
  const made = typeof setup === 'function';
  if (made || instance !== definition) complainOfMisplaced(name, definition, made ? 'setup' : 'instance', complain, at);
  for (const method of LIFECYCLE) {
    const value = ownOrInherited(instance, method);
    if (!made && value !== undefined && typeof value !== 'function') {
      complain(
        problem('manifest.bad-type', { field: `${name}.${method}`, expected: 'a function', seen: kindOf(value) }, { ...at, field: method }),
      );
    }
  }
  // Those of a plugin are read with its metadata.
  const namespaces = isComponent ? [(definition as ComponentDefinition).provides ?? NONE].flat() : NONE;
  return {
    part: {
      name,
      make: made ? { by: 'factory', factory: setup as (...args: unknown[]) => unknown } : { by: 'instance', instance },
      parameters,
      fields: NO_FIELDS,
      facts: factsOfDefinition(name, definition, made ? undefined : instance, complain, at),
      provides: namespaces.flatMap((namespace) => provision(name, { namespace }, complain, () => at) ?? NONE),
    },
    info: { name, lifecycle: lifecycleOf((method) => made || isMethod(instance, method)) },
  };
}

/** Methods of the definition itself, where something else is the component. A slip of the pen beside them is told, so they must be too. */
function complainOfMisplaced(
  component: string,
  definition: ComponentDefinition | PluginDefinition,
  beside: 'setup' | 'instance',
  complain: Complain,
  at: At,
): void {
  const names = METHODS.filter((method) => method in definition && isMethod(definition, method));
  if (beside === 'setup' && 'instance' in definition && definition.instance !== undefined) names.push('instance');
  if (names.length > 0) complain(problem('manifest.misplaced-method', { component, beside, names }, { ...at, field: names[0]! }));
}

function factsOfDefinition(
  name: string,
  definition: ComponentDefinition | PluginDefinition,
  instance: object | undefined,
  complain: Complain,
  at: At,
): readonly Fact[] {
  const { on, commands, around } = definition;
  if (on === undefined && commands === undefined && around === undefined) return NONE;
  return [...listedFacts(name, definition, instance, complain, at), ...aroundFacts(name, around, instance, complain, at)];
}

function componentName(given: unknown, fallback: string, complain: Complain, at: At): string {
  if (given === undefined) return fallback;
  if (typeof given === 'string' && given !== '' && given.length <= 200) return given;
  complain(
    problem(
      'manifest.bad-type',
      { field: 'component name', expected: 'a text of 1 to 200 characters', seen: kindOf(given) },
      { ...at, field: 'name' },
    ),
  );
  return fallback;
}

function instanceOf(definition: ComponentDefinition | PluginDefinition, name: string, complain: Complain, at: At): object {
  if (!('instance' in definition) || definition.instance === undefined) return definition;
  if (typeof definition.instance === 'object' && definition.instance !== null) return definition.instance;
  const seen = kindOf(definition.instance);
  complain(problem('manifest.bad-type', { field: `${name}.instance`, expected: 'an object', seen }, { ...at, field: 'instance' }));
  return definition;
}

/** A component that is made for each who asks starts, stops and hears nothing: nobody would know which of them. */
function complainOfScope(component: string, facts: readonly Fact[], lifecycle: readonly string[], complain: Complain, at: At): void {
  const scoped = facts.find((fact) => fact.key === PROVIDE && SCOPED.has((fact.value as ProvideMeta).scope));
  if (scoped === undefined) return;
  const { scope } = scoped.value as ProvideMeta;
  const methods = lifecycle.length === 0 ? [] : [`the lifecycle ${lifecycle.length === 1 ? 'method' : 'methods'} ${quotedList(lifecycle)}`];
  const bound = facts.filter((fact) => !CONSUMED.has(fact.key)).map((fact) => `${decoratorOf(fact.key)} on ${whereOf(component, fact)}`);
  const has = [...methods, ...bound].join(', ');
  if (has !== '') complain(problem('manifest.scope-with-lifecycle', { component, scope: scope!, has }, placed(at, scoped)));
}

/** What the decorators of the class itself say. */
function complainOfClassFacts(component: string, facts: readonly Fact[], complain: Complain, at: At): void {
  // The list of a plugin is checked with its metadata.
  const named = facts.find((fact) => fact.key === COMPONENT);
  if (named !== undefined) {
    const meta = named.value as ComponentMeta;
    complainOfOptions('@Component', component, meta, ['name', 'inject'], complain, () => placed(at, named));
    complainOfInject(component, meta.inject, complain, () => placed(at, named));
  }
  for (const fact of facts) {
    if (!WITH_OPTIONS.has(fact.key)) continue;
    const complainOf = (why: string): void =>
      complain(problem('manifest.bad-fact', { decorator: decoratorOf(fact.key), where: whereOf(component, fact), why }, placed(at, fact)));
    if (fact.key === USE && fact.isStatic === true) complainOf('a static field belongs to no instance');
    const { [NO_OPTIONS]: given } = fact.value as { readonly [NO_OPTIONS]?: unknown };
    if (given !== undefined) complainOf(`the options are an object, and not ${kindOf(given)}`);
  }
}

/** A place is read from a stack, so it is asked for only when there is something to tell. */
function complainOfInject(component: string, inject: unknown, complain: Complain, at: () => At): void {
  if (inject === undefined || Array.isArray(inject)) return;
  const details = { field: `${component}.inject`, expected: 'a list of namespaces and classes', seen: kindOf(inject) };
  complain(problem('manifest.bad-type', details, { ...at(), field: 'inject' }));
}

/** A slip of the pen must not be passed over: whoever wrote it believes that it counts. */
function complainOfOptions(
  decorator: string,
  component: string,
  given: object,
  known: readonly string[],
  complain: Complain,
  at: () => At,
): void {
  const unknown = Object.keys(given).find((option) => !known.includes(option));
  if (unknown === undefined) return;
  complain(problem('manifest.bad-fact', { decorator, where: `class ${component}`, why: unknownOption(unknown, known) }, at()));
}

/** A place is read from a stack, so it is asked for only when there is something to tell. */
function provision(component: string, meta: ProvideMeta, complain: Complain, at: () => At): Provision | undefined {
  const parsed = parseNamespace(meta.namespace);
  if (!('namespace' in parsed)) {
    complain(problem('manifest.bad-namespace', { namespace: parsed.shown, where: `@Provide of ${component}`, why: parsed.why }, at()));
    return undefined;
  }
  complainOfOptions('@Provide', component, meta, ['namespace', 'scope'], complain, at);
  const scope = meta.scope ?? 'singleton';
  if (scope !== 'singleton' && scope !== 'transient' && scope !== 'request') {
    const why = "scope is 'singleton', 'transient' or 'request'";
    complain(problem('manifest.bad-fact', { decorator: '@Provide', where: `class ${component}`, why }, at()));
    return undefined;
  }
  return { namespace: parsed.namespace, component, scope };
}

function complainOfTokens(
  component: string,
  parameters: readonly Token[],
  fields: ReadonlyMap<string | symbol, Token>,
  facts: readonly Fact[],
  complain: Complain,
  attribution: At,
  of?: 'setup',
): void {
  const check = (token: Token, place: Pick<Fact, 'on' | 'index' | 'member'>): void => {
    const parsed = token.kind === 'namespace' ? parseNamespace(token.namespace) : undefined;
    if (token.kind !== 'unknown' && (parsed === undefined || 'namespace' in parsed)) return;
    const where = whereOf(component, place, of);
    const asks = ({ key, on, index, member }: Fact): boolean =>
      key === USE && on === place.on && index === place.index && member === place.member;
    const fact = facts.find(asks) ?? facts.find(({ on }) => on === 'class');
    const at = fact === undefined ? { ...attribution, place: where } : placed(attribution, fact);
    if (parsed !== undefined && 'why' in parsed)
      complain(problem('manifest.bad-namespace', { namespace: parsed.shown, where, why: parsed.why }, at));
    else if (token.kind === 'unknown' && token.option !== undefined) {
      const why = unknownOption(token.option, USE_OPTIONS);
      complain(problem('manifest.bad-fact', { decorator: fact?.key === USE ? '@Use' : '{ use }', where, why }, at));
    } else if (token.kind === 'unknown')
      complain(
        token.emitted === undefined
          ? problem('manifest.missing-token', { where, why: token.reason }, at)
          : problem('manifest.erased-type', { where, emitted: token.emitted }, at),
      );
  };
  parameters.forEach((token, index) => check(token, { on: 'parameter', index }));
  for (const [member, token] of fields) check(token, { on: 'member', member });
}
