/** Open this to see how what an attach registered becomes manifests: one frozen JSON description for each plugin, whatever it was written as. */
import { definedAt, isDefined } from '../facts/definition.js';
import { factsOf, ownFacts } from '../facts/facts.js';
import { COMPONENT, PLUGIN, PROVIDE, type PluginDefinition } from '../facts/keys.js';
import { isFirstParty } from '../facts/place.js';
import { freeze, type Mutable } from '../model/freeze.js';
import type { Attached, Registration } from '../model/extension.js';
import type { Kind } from '../model/kind.js';
import { NONE } from '../model/list.js';
import type { Class, Manifest, PluginParts, Provision } from '../model/manifest.js';
import type { Problem } from '../model/problem.js';
import type { SourceInfo } from '../model/source.js';
import type { VersionDialect } from '../model/version.js';
import { whyOf } from '../problem/cause.js';
import { problem, type At } from '../problem/problem.js';
import { kindOf, quoted } from '../problem/text.js';
import { configClassOf, schemaOf, versionOf } from './config-class.js';
import { complainOfPlugin } from './exclusive.js';
import { commandsOf, handlersOf, kindsOf } from './handlers.js';
import { checkMetadata, type CheckedMetadata, type Complain } from './metadata.js';
import { derivedId, idProblem } from './namespace.js';
import { otherCopyOf } from './other-copy.js';
import { partOfClass, partOfDefinition, type Part } from './part.js';
import { checkParts, provisionsOf, usesOf, valuesOf } from './provisions.js';

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
  return (
    typeof value === 'function' &&
    ownFacts(value).some((fact) => fact.on === 'class' && (fact.key === PLUGIN || fact.key === COMPONENT || fact.key === PROVIDE))
  );
}

/** Describes every plugin of an extension. Pure: no constructor, factory or getter of a plugin's class is called. Never throws. */
export function describe(attached: Attached, world: DescribeWorld): Described[] {
  return attached.registrations.map((registration, index) => {
    const fallback = fallbackId(attached, registration, index);
    try {
      return describeOne(attached, registration, fallback, world);
    } catch (cause) {
      // A getter or a proxy of the author's threw: the plugin keeps its place, as a value that never starts.
      const details = { field: 'metadata', expected: 'values that can be read', seen: `something that throws (${whyOf(cause)})` };
      const found = problem('manifest.bad-type', details, { plugin: fallback, extension: attached.name, phase: 'describe', cause });
      return { ...describeOne(attached, { ...registration, value: {} }, fallback, world), problems: [found] };
    }
  });
}

/** What a plugin is called that has no valid id of its own. */
function fallbackId(attached: Attached, { namespace }: Registration, index: number): string {
  if (namespace !== undefined) return derivedId(attached.name, namespace);
  return attached.registrations.length === 1 ? attached.name : derivedId(attached.name, String(index + 1));
}

function describeOne(attached: Attached, registration: Registration, fallback: string, world: DescribeWorld): Described {
  const { value, namespace } = registration;
  const problems: Problem[] = [];
  const meta = metadataOf(value);
  const ownId =
    typeof meta?.raw === 'object' && meta.raw !== null && Object.hasOwn(meta.raw, 'id') ? (meta.raw as { id: unknown }).id : undefined;
  // The id is needed to attribute problems before it is checked; a wrong one is reported under the fallback.
  const at: At = { plugin: idProblem(ownId) === undefined ? (ownId as string) : fallback, extension: attached.name, phase: 'describe' };
  // One class may be met twice: as a component, and as what holds the settings.
  const complain: Complain = (found) => {
    if (!problems.some(({ message, place }) => message === found.message && place === found.place)) problems.push(found);
  };

  const checked = checkMetadata(meta?.raw ?? {}, world.versions, complain, at, meta?.definition === true);
  if (ownId === undefined && namespace === undefined && meta?.isBare !== true) {
    complain(
      problem(
        'manifest.missing-id',
        {
          what: typeof value === 'function' ? `The class ${value.name}` : `The plugin of ${attached.source.spec}`,
          ...(meta?.isComponent === true ? { component: (value as Class).name } : {}),
        },
        at,
      ),
    );
  }
  const id = checked.id ?? fallback;
  const parts: Part[] = [];
  checked.components.forEach((component, index) => {
    const part = otherPart(component, index, complain, at);
    if (part !== undefined) parts.push(part);
  });
  const main = mainPart(registration, meta, id, parts.length > 0, complain, at);
  // The class itself comes last: it starts when its components run.
  if (main !== undefined) parts.push(main);
  checkParts(parts, checked.provides, complain, at);
  const isValue = namespace !== undefined && main === undefined;
  const values = valuesOf(checked.provides, isValue ? registration : undefined);
  const provides = provisionsOf(parts, checked.provides, isValue ? namespace : undefined);
  const configClass = configClassOf(checked.config, complain, at);
  const versioned = versionOf(configClass, complain, at);
  const manifest = manifestOf(checked, attached, id, {
    version: checked.version ?? inherited(attached, checked.versions, complain, at),
    uses: usesOf(parts),
    provides,
    components: parts.map((part) => part.info),
    handlers: handlersOf(parts, world.events, complain, at),
    kinds: kindsOf(parts, world.kinds, complain, at),
  });
  const commands = commandsOf(parts);
  if (commands.length > 0) manifest.commands = commands;
  if (configClass !== undefined) manifest.config = schemaOf(configClass, complain, at);
  if (versioned.version !== 1) manifest.configVersion = versioned.version;
  // What else is wrong follows from that, or can't be told before it is mended.
  const foreign = meta === undefined ? undefined : otherCopyOf(value, id, parts, configClass, at);
  return {
    manifest: freeze<Manifest>(manifest),
    parts: {
      components: parts.map((part) => part.part),
      modules: checked.modules,
      values,
      options: attached.options,
      place: placeFrom(value, attached.source),
      ...(configClass === undefined ? undefined : { configClass }),
      ...(versioned.migrate === undefined ? undefined : { migrate: versioned.migrate }),
    },
    problems: foreign !== undefined ? [foreign] : problems.length === 0 ? NONE : problems,
  };
}

/** It keeps nothing else that describing needed. */
function placeFrom(value: unknown, { path, spec }: SourceInfo): () => string | undefined {
  // Of what comes with mortise people know how they listed it, and not its bundle.
  return () => placeOf(value) ?? (path !== undefined && isFirstParty(path) ? spec : undefined);
}

/** Where a plugin is declared. */
function placeOf(value: unknown): string | undefined {
  if (isDefined(value)) return definedAt(value);
  if (!isDecorated(value)) return undefined;
  const facts = factsOf(value).filter((fact) => fact.on === 'class');
  return (facts.find((fact) => fact.key === PLUGIN) ?? facts[0])?.place();
}

interface RawMetadata {
  readonly raw: unknown;
  readonly definition: boolean;
  /** `@Plugin` without its call, so there is no metadata. */
  readonly isBare?: boolean;
  /** A class of which decorators say that it is a component, and none that it is a plugin. */
  readonly isComponent?: boolean;
}

function metadataOf(value: unknown): RawMetadata | undefined {
  if (isDefined(value)) return { raw: value, definition: true };
  if (!isDecorated(value)) return undefined;
  const fact = factsOf(value).find((found) => found.key === PLUGIN && found.on === 'class');
  return { raw: fact === undefined ? {} : fact.value, definition: false, isBare: fact?.isBare === true, isComponent: fact === undefined };
}

/** The component that the registered value itself is, published under its namespace; a bare value is none. */
function mainPart(
  { value, namespace }: Registration,
  meta: RawMetadata | undefined,
  id: string,
  hasOthers: boolean,
  complain: Complain,
  at: At,
): Part | undefined {
  if (meta === undefined) return undefined;
  const made = meta.definition
    ? partOfDefinition(value as PluginDefinition, false, id, complain, at)
    : partOfClass(value as Class, complain, at);
  // A definition that only lists components does nothing itself, so it is none.
  const isIdle = made.info.lifecycle.length === 0 && made.part.facts.length === 0;
  if (namespace === undefined) return meta.definition && hasOthers && isIdle ? undefined : made;
  const provision: Provision = { namespace, component: made.part.name, scope: 'singleton' };
  return { ...made, part: { ...made.part, provides: [...made.part.provides, provision] } };
}

function otherPart(component: unknown, index: number, complain: Complain, at: At): Part | undefined {
  if (typeof component === 'function' && component.prototype !== undefined) {
    const part = partOfClass(component as Class, complain, at);
    complainOfPlugin(part.part.name, ownFacts(component), complain, at);
    return part;
  }
  if (typeof component === 'object' && component !== null)
    return partOfDefinition(component as never, true, `component ${index + 1}`, complain, at);
  const expected = 'a class or a component definition';
  complain(
    problem(
      'manifest.bad-type',
      { field: `components[${index}]`, expected, seen: kindOf(component) },
      { ...at, field: `components[${index}]` },
    ),
  );
  return undefined;
}

/** A field that says nothing is not there. */
function manifestOf(
  checked: CheckedMetadata,
  attached: Attached,
  id: string,
  parts: Pick<Manifest, 'version' | 'uses' | 'provides' | 'components' | 'handlers' | 'kinds'>,
): Mutable<Manifest> {
  const { dialect, source } = attached;
  const fromPackage = source.package;
  const manifest: Mutable<Manifest> = {
    id,
    version: parts.version,
    name: checked.name ?? id,
    authors: checked.authors.length > 0 || fromPackage?.author === undefined ? checked.authors : [fromPackage.author],
    versions: checked.versions.name,
    extension: attached.name,
    dialect,
    source,
    dependencies: checked.dependencies,
    uses: parts.uses,
    provides: parts.provides,
    components: parts.components,
    handlers: parts.handlers,
    kinds: parts.kinds,
  };
  const description = checked.description ?? attached.description ?? fromPackage?.description;
  const provider = checked.provider ?? attached.provider;
  const link = checked.link ?? fromPackage?.homepage;
  if (description !== undefined) manifest.description = description;
  if (provider !== undefined) manifest.provider = provider;
  if (link !== undefined) manifest.link = link;
  if (checked.category !== undefined) manifest.category = checked.category;
  if (checked.reload !== undefined) manifest.reload = checked.reload;
  return manifest;
}

/** The version of the extension, if it is one by the rules of the plugin: it may have been written by others. */
function inherited({ name, version }: Attached, versions: VersionDialect, complain: Complain, at: At): string {
  const parsed = versions.parse(version);
  if (parsed === undefined)
    complain(
      problem(
        'extension.bad-version',
        { extension: name, seen: `${quoted(version)} (${versions.name} rules)` },
        { ...at, field: 'version' },
      ),
    );
  return parsed ?? '0.0.0';
}
