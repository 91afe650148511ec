/** Open this to see how what an attach registered becomes manifests: one frozen JSON description for each plugin, whatever it was written as. */
import { isDefined } from '../facts/definition.js';
import { factsOf, ownFacts } from '../facts/facts.js';
import { COMPONENT, CONFIG, EVENT, FIELD, OWN_KEYS, PLUGIN, PROVIDE, type FieldMeta, type OnEventMeta, type PluginDefinition } from '../facts/keys.js';
import { checkSchema, issueProblem } from '../config/check-schema.js';
import { freeze } from '../model/freeze.js';
import type { Attached, Registration } from '../model/extension.js';
import type { Kind } from '../model/kind.js';
import type { Class, ConfigSchema, HandlerInfo, KindUse, Manifest, PluginParts, Provision, Token, Use } from '../model/manifest.js';
import type { Problem } from '../model/problem.js';
import type { VersionDialect } from '../model/version.js';
import { problem, type At } from '../problem/problem.js';
import { kindOf, near } from '../problem/text.js';
import { checkMetadata, type CheckedMetadata, type Complain } from './metadata.js';
import { derivedId, parseNamespace } from './namespace.js';
import { decoratorOf, partOfClass, partOfDefinition, placed, whereOf, type Part } from './part.js';

/** What describing must know of the host. */
export interface DescribeWorld {
  readonly versions: VersionDialect;
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Events without a namespace that somebody declares. */
  readonly events: ReadonlySet<string>;
}

/** A plugin as data, with its live side and with what is wrong with it. */
export interface Described {
  readonly manifest: Manifest;
  readonly parts: PluginParts;
  readonly problems: readonly Problem[];
}

/** Whether a class says anything to mortise. */
export function isDecorated(value: unknown): value is Class {
  return typeof value === 'function' && ownFacts(value).some((fact) => fact.on === 'class' && (fact.key === PLUGIN || fact.key === COMPONENT || fact.key === PROVIDE));
}

/** Describes every plugin of an extension. Pure: no constructor, factory or getter of a plugin's class is called. */
export function describe(attached: Attached, world: DescribeWorld): Described[] {
  return attached.registrations.map((registration) => describeOne(attached, registration, world));
}

function describeOne(attached: Attached, registration: Registration, world: DescribeWorld): Described {
  const { value, namespace } = registration;
  const problems: Problem[] = [];
  const fallback = namespace === undefined ? attached.name : derivedId(attached.name, namespace);
  const meta = metadataOf(value);
  // The id is needed to attribute problems before it is checked; a wrong one is reported under the fallback.
  const ownId = typeof meta?.raw === 'object' && meta.raw !== null ? (meta.raw as { id?: unknown }).id : undefined;
  const at: At = { plugin: typeof ownId === 'string' && ownId.length <= 214 ? ownId : fallback, extension: attached.name, phase: 'describe' };
  const complain: Complain = (found) => void problems.push(found);

  const checked = checkMetadata(meta?.raw ?? {}, world.versions, complain, at, meta?.definition === true);
  if (checked.id === undefined && ownId === undefined && namespace === undefined) {
    complain(problem('manifest.missing-id', { what: typeof value === 'function' ? `The class ${value.name}` : `The plugin of ${attached.source.spec}` }, at));
  }
  const main = mainPart(registration, meta, fallback, complain, at);
  const others = checked.components.flatMap((component, index) => otherPart(component, index, complain, at));
  // The class itself comes last: it starts when its components run.
  const parts = [...others, ...(main === undefined ? [] : [main])];
  checkParts(parts, complain, at);

  const values = new Map<string, unknown>();
  const provides: Provision[] = parts.flatMap((part) => part.part.provides);
  for (const [name, given] of checked.provides) {
    if ('value' in given) values.set(name, given.value);
    provides.push({ namespace: name, scope: 'singleton' });
  }
  if (namespace !== undefined && main === undefined) {
    values.set(namespace, value);
    provides.push({ namespace, scope: 'singleton' });
  }
  const configClass = readConfigClass(checked.config, complain, at);
  const manifest: Manifest = freeze({
    id: checked.id ?? fallback,
    ...identity(checked, attached, fallback),
    versions: world.versions.name,
    extension: attached.name,
    dialect: attached.dialect,
    source: attached.source,
    dependencies: checked.dependencies,
    uses: usesOf(parts),
    provides: distinct(provides),
    components: parts.map((part) => part.info),
    handlers: handlersOf(parts, world, complain, at),
    kinds: kindsOf(parts, world, complain, at),
    ...(configClass === undefined ? {} : { config: schemaOf(configClass, complain, at) }),
  });
  return {
    manifest,
    parts: {
      components: parts.map((part) => part.part),
      modules: checked.modules,
      values,
      options: attached.options,
      ...(configClass === undefined ? {} : { configClass }),
    },
    problems,
  };
}

interface RawMetadata {
  readonly raw: unknown;
  readonly definition: boolean;
}

function metadataOf(value: unknown): RawMetadata | undefined {
  if (isDefined(value)) return { raw: value, definition: true };
  if (!isDecorated(value)) return undefined;
  const fact = factsOf(value).find((found) => found.key === PLUGIN);
  return { raw: fact === undefined ? {} : fact.value, definition: false };
}

/** The component that the registered value itself is, published under its namespace; a bare value is none. */
function mainPart({ value, namespace }: Registration, meta: RawMetadata | undefined, fallback: string, complain: Complain, at: At): Part | undefined {
  if (meta === undefined) return undefined;
  const made = meta.definition ? partOfDefinition(value as PluginDefinition, false, fallback, complain, at) : partOfClass(value as Class, complain, at);
  if (namespace === undefined) return made;
  const provision: Provision = { namespace, component: made.part.name, scope: 'singleton' };
  return { ...made, part: { ...made.part, provides: [...made.part.provides, provision] } };
}

function otherPart(component: unknown, index: number, complain: Complain, at: At): Part[] {
  if (typeof component === 'function') return [partOfClass(component as Class, complain, at)];
  if (typeof component === 'object' && component !== null) return [partOfDefinition(component as never, true, `component ${index + 1}`, complain, at)];
  const expected = 'a class or a component definition';
  complain(problem('manifest.bad-type', { field: `components[${index}]`, expected, seen: kindOf(component) }, { ...at, field: `components[${index}]` }));
  return [];
}

function checkParts(parts: readonly Part[], complain: Complain, at: At): void {
  const names = new Set<string>();
  for (const { part, info } of parts) {
    if (names.has(part.name)) complain(problem('manifest.duplicate-component', { component: part.name }, at));
    names.add(part.name);
    const scoped = part.provides.find((provision) => provision.scope !== 'singleton');
    if (scoped !== undefined && (info.lifecycle.length > 0 || part.facts.length > 0)) {
      complain(problem('manifest.scope-with-lifecycle', { component: part.name, scope: scoped.scope }, at));
    }
  }
}

function identity(checked: CheckedMetadata, attached: Attached, fallback: string) {
  const fromPackage = attached.source.package;
  const description = checked.description ?? attached.description ?? fromPackage?.description;
  const provider = checked.provider ?? attached.provider;
  const link = checked.link ?? fromPackage?.homepage;
  return {
    version: checked.version ?? attached.version,
    name: checked.name ?? checked.id ?? fallback,
    authors: checked.authors.length > 0 || fromPackage?.author === undefined ? checked.authors : [fromPackage.author],
    ...(description === undefined ? {} : { description }),
    ...(provider === undefined ? {} : { provider }),
    ...(link === undefined ? {} : { link }),
    ...(checked.category === undefined ? {} : { category: checked.category }),
  };
}

function usesOf(parts: readonly Part[]): Use[] {
  const uses: Use[] = [];
  const add = (token: Token, by: string): void => {
    if (token.kind === 'namespace') uses.push({ namespace: token.namespace, optional: token.optional, live: token.live, by });
    // inversify's @inject('acme/cache') may mean a binding of the owner as well: it orders, but its absence is inversify's to judge.
    if (token.kind === 'identifier' && typeof token.id === 'string' && 'namespace' in parseNamespace(token.id)) {
      uses.push({ namespace: token.id, optional: true, live: false, by });
    }
  };
  for (const { part } of parts) {
    for (const [index, token] of part.parameters.entries()) add(token, `${part.name}.constructor[${index}]`);
    for (const [member, token] of part.fields) add(token, `${part.name}.${String(member)}`);
  }
  return uses;
}

function handlersOf(parts: readonly Part[], world: DescribeWorld, complain: Complain, at: At): HandlerInfo[] {
  const handlers: HandlerInfo[] = [];
  for (const { part } of parts) {
    for (const fact of part.facts) {
      if (fact.key !== EVENT) continue;
      const { event, priority, through, deadline, once } = fact.value as OnEventMeta;
      const where = whereOf(part.name, fact);
      if (typeof event === 'string' && !event.includes('.') && !event.includes('*') && !world.events.has(event)) {
        complain(problem('manifest.unknown-event', { event, where, near: near(event, world.events) }, placed(at, fact)));
      }
      handlers.push({
        event: String(event),
        component: part.name,
        method: String(fact.member),
        priority: priority ?? 1000,
        through: through !== undefined,
        once: once === true,
        ...(deadline === undefined ? {} : { deadline }),
      });
    }
  }
  return handlers;
}

/** Checks each fact by its kind, and lists those of kinds that are not mortise's own. */
function kindsOf(parts: readonly Part[], world: DescribeWorld, complain: Complain, at: At): KindUse[] {
  const uses: KindUse[] = [];
  for (const { part } of parts) {
    for (const fact of part.facts) {
      const kind = world.kinds.get(fact.key);
      const where = whereOf(part.name, fact);
      if (kind === undefined) {
        const known = near(fact.key, [...world.kinds.keys()].filter((key) => !key.startsWith(OWN_KEYS)));
        complain(problem('manifest.unknown-kind', { key: fact.key, where, known }, placed(at, fact)));
        continue;
      }
      const why = kind.check?.(fact);
      if (why !== undefined) complain(problem('manifest.bad-fact', { decorator: kind.title ?? decoratorOf(fact.key), where, why }, placed(at, fact)));
      if (!fact.key.startsWith(OWN_KEYS)) {
        uses.push({ key: fact.key, component: part.name, ...(fact.member === undefined ? {} : { member: String(fact.member) }) });
      }
    }
  }
  return uses;
}

function readConfigClass(config: unknown, complain: Complain, at: At): Class | undefined {
  if (config === undefined) return undefined;
  if (typeof config === 'function' && factsOf(config as Class).some((fact) => fact.key === CONFIG || fact.key === FIELD)) return config as Class;
  const seen = typeof config === 'function' ? `the class ${config.name}, which has no @Config` : kindOf(config);
  complain(problem('manifest.bad-type', { field: 'config', expected: 'a class with @Config', seen }, { ...at, field: 'config' }));
  return undefined;
}

function schemaOf(type: Class, complain: Complain, at: At): ConfigSchema {
  const schema: Record<string, FieldMeta> = {};
  for (const fact of factsOf(type)) {
    if (fact.key === FIELD && typeof fact.member === 'string' && fact.misuse === undefined) schema[fact.member] = fact.value as FieldMeta;
  }
  for (const issue of checkSchema(schema)) complain(issueProblem(issue, at));
  return schema;
}

function distinct(provides: readonly Provision[]): Provision[] {
  return [...new Map(provides.map((provision) => [provision.namespace, provision])).values()];
}
