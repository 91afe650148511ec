/** Open this to see how one component, given as a class or as an object, becomes a part: how it is made, and what its facts say. */
import { constructorTokens, fieldTokens, tokenOf } from '../facts/constructor.js';
import { factsOf } from '../facts/facts.js';
import {
  COMPONENT, CONFIG, EVENT, FIELD, PLUGIN, PROVIDE, USE,
  type ComponentDefinition, type ComponentMeta, type HandlerDefinition, type OnEventMeta, type PluginDefinition, type ProvideMeta,
} from '../facts/keys.js'; // prettier-ignore
import type { Fact } from '../model/fact.js';
import type { Class, ComponentInfo, ComponentPart, LifecycleMethod, Provision, Token } from '../model/manifest.js';
import { problem, type At } from '../problem/problem.js';
import { kindOf } from '../problem/text.js';
import type { Complain } from './metadata.js';
import { parseNamespace } from './namespace.js';

const LIFECYCLE: readonly LifecycleMethod[] = ['beforeStart', 'start', 'afterStart', 'beforeStop', 'stop'];

/** Facts that describing uses up; all others are handlers or facts of kinds. */
const CONSUMED = new Set([PLUGIN, COMPONENT, PROVIDE, USE, CONFIG, FIELD]);

export interface Part {
  readonly part: ComponentPart;
  readonly info: ComponentInfo;
}

const DECORATORS: Readonly<Record<string, string>> = {
  [PLUGIN]: '@Plugin',
  [COMPONENT]: '@Component',
  [PROVIDE]: '@Provide',
  [USE]: '@Use',
  [EVENT]: '@OnEvent',
  [CONFIG]: '@Config',
  [FIELD]: '@Field',
};

/** What a person calls the decorator of a fact. */
export function decoratorOf(key: string): string {
  return DECORATORS[key] ?? `the decorator of ${key}`;
}

/** `Presence.onBind`, `the constructor of Presence, parameter 1`, `class Presence`. */
export function whereOf(component: string, fact: Pick<Fact, 'on' | 'member' | 'index'>): string {
  if (fact.on === 'parameter') return `parameter ${fact.index! + 1} of the constructor of ${component}`;
  return fact.on === 'member' ? `${component}.${String(fact.member)}` : `class ${component}`;
}

export function partOfClass(type: Class, complain: Complain, at: At): Part {
  const facts = factsOf(type);
  const own = facts.find((fact) => fact.key === COMPONENT)?.value as ComponentMeta | undefined;
  const name = componentName(own?.name, type.name === '' ? 'anonymous class' : type.name, complain, at);
  for (const fact of facts) {
    if (fact.misuse === undefined) continue;
    const where = { decorator: decoratorOf(fact.key), where: whereOf(name, fact), why: fact.misuse };
    complain(problem('manifest.misused-decorator', where, placed(at, fact)));
  }
  const usable = facts.filter((fact) => fact.misuse === undefined);
  const parameters = constructorTokens(type);
  const fields = fieldTokens(type);
  complainOfTokens(name, parameters, fields, complain, at);
  return {
    part: {
      name,
      make: { by: 'class', type },
      parameters,
      fields,
      facts: usable.filter((fact) => !CONSUMED.has(fact.key)),
      provides: usable.filter((fact) => fact.key === PROVIDE).flatMap((fact) => provision(name, fact.value as ProvideMeta, complain, placed(at, fact))),
    },
    info: { name, lifecycle: LIFECYCLE.filter((method) => isMethod(type.prototype as object, method)) },
  };
}

export function partOfDefinition(
  definition: ComponentDefinition | PluginDefinition,
  isComponent: boolean,
  fallback: string,
  complain: Complain,
  at: At,
): Part {
  const name = componentName(definition.name, fallback, complain, at);
  const { setup } = definition;
  if (setup !== undefined && typeof setup !== 'function') {
    complain(problem('manifest.bad-type', { field: `${name}.setup`, expected: 'a function', seen: kindOf(setup) }, { ...at, field: 'setup' }));
  }
  const instance = 'instance' in definition && typeof definition.instance === 'object' && definition.instance !== null ? definition.instance : definition;
  const parameters = (Array.isArray(definition.inject) ? (definition.inject as unknown[]) : []).map((token) => tokenOf(token));
  complainOfTokens(name, parameters, new Map(), complain, at);
  const made = typeof setup === 'function';
  for (const method of LIFECYCLE) {
    const value: unknown = Reflect.get(instance, method);
    if (!made && value !== undefined && typeof value !== 'function') {
      complain(problem('manifest.bad-type', { field: `${name}.${method}`, expected: 'a function', seen: kindOf(value) }, { ...at, field: method }));
    }
  }
  // Those of a plugin are read with its metadata.
  const namespaces = isComponent ? [(definition as ComponentDefinition).provides ?? []].flat() : [];
  return {
    part: {
      name,
      make: made ? { by: 'factory', factory: setup as (...args: unknown[]) => unknown } : { by: 'instance', instance },
      parameters,
      fields: new Map(),
      facts: handlerFacts(name, definition.on, made ? undefined : instance, complain, at),
      provides: namespaces.flatMap((namespace) => provision(name, { namespace }, complain, at)),
    },
    info: { name, lifecycle: LIFECYCLE.filter((method) => made || isMethod(instance, method)) },
  };
}

export function placed(at: At, fact: Fact): At {
  const place = fact.place();
  return place === undefined ? at : { ...at, place };
}

function componentName(given: unknown, fallback: string, complain: Complain, at: At): string {
  if (given === undefined) return fallback;
  if (typeof given === 'string' && given !== '' && given.length <= 200) return given;
  complain(problem('manifest.bad-type', { field: 'component name', expected: 'a text of 1 to 200 characters', seen: kindOf(given) }, at));
  return fallback;
}

function isMethod(target: object, method: string): boolean {
  // A getter is not called: it may do anything, and nothing runs yet.
  for (let level: object | null = target; level !== null && level !== Object.prototype; level = Object.getPrototypeOf(level) as object | null) {
    const found = Object.getOwnPropertyDescriptor(level, method);
    if (found !== undefined) return typeof found.value === 'function';
  }
  return false;
}

function provision(component: string, meta: ProvideMeta, complain: Complain, at: At): Provision[] {
  const parsed = parseNamespace(meta.namespace);
  if (!('namespace' in parsed)) {
    complain(problem('manifest.bad-namespace', { namespace: parsed.shown, where: `@Provide of ${component}`, why: parsed.why }, at));
    return [];
  }
  const scope = meta.scope ?? 'singleton';
  if (scope !== 'singleton' && scope !== 'transient' && scope !== 'request') {
    complain(problem('manifest.bad-fact', { decorator: '@Provide', where: `class ${component}`, why: "scope is 'singleton', 'transient' or 'request'" }, at));
    return [];
  }
  return [{ namespace: parsed.namespace, component, scope }];
}

function complainOfTokens(
  component: string,
  parameters: readonly Token[],
  fields: ReadonlyMap<string | symbol, Token>,
  complain: Complain,
  at: At,
): void {
  const check = (token: Token, where: string): void => {
    if (token.kind === 'unknown') complain(problem('manifest.missing-token', { where, why: token.reason }, { ...at, place: where }));
    if (token.kind !== 'namespace') return;
    const parsed = parseNamespace(token.namespace);
    if (!('namespace' in parsed)) complain(problem('manifest.bad-namespace', { namespace: parsed.shown, where, why: parsed.why }, { ...at, place: where }));
  };
  for (const [index, token] of parameters.entries()) check(token, whereOf(component, { on: 'parameter', index }));
  for (const [member, token] of fields) check(token, whereOf(component, { on: 'member', member }));
}

function handlerFacts(component: string, on: unknown, instance: object | undefined, complain: Complain, at: At): Fact<OnEventMeta>[] {
  if (on === undefined) return [];
  if (typeof on !== 'object' || on === null) {
    complain(problem('manifest.bad-type', { field: `${component}.on`, expected: 'a map from event to handler', seen: kindOf(on) }, { ...at, field: 'on' }));
    return [];
  }
  return Object.entries(on as Record<string, HandlerDefinition>).flatMap(([event, given]) => {
    const { handler, ...options } = typeof given === 'object' && given !== null ? given : { handler: given };
    const usable = typeof handler === 'function' || (typeof handler === 'string' && (instance === undefined || isMethod(instance, handler)));
    if (!usable) {
      const why = typeof handler === 'string' ? `there is no method '${handler}'` : `the handler is ${kindOf(handler)}`;
      complain(problem('manifest.bad-fact', { decorator: `on['${event}']`, where: component, why }, { ...at, field: `on.${event}` }));
      return [];
    }
    const value: OnEventMeta = { ...options, event, ...(typeof handler === 'function' ? { handler } : {}) };
    return [{ key: EVENT, on: 'member' as const, member: typeof handler === 'string' ? handler : handler.name || event, value, place: () => undefined }];
  });
}
