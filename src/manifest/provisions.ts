/** Open this to see which namespaces a plugin provides and uses: what its components say, and what it lists itself. */
import { ownFacts } from '../facts/facts.js';
import { PROVIDE } from '../facts/keys.js';
import type { Registration } from '../model/extension.js';
import { kept } from '../model/list.js';
import type { ComponentPart, Provision, Token, Use } from '../model/manifest.js';
import { problem, type At } from '../problem/problem.js';
import { quoted } from '../problem/text.js';
import type { CheckedMetadata, Complain } from './metadata.js';
import { placed } from './misuse.js';
import { parseNamespace } from './namespace.js';
import type { Part } from './part.js';

/** Each component has a name of its own, and each namespace one that provides it. `declared` are those that code publishes. */
export function checkParts(parts: readonly Part[], declared: ReadonlyMap<string, unknown>, complain: Complain, at: At): void {
  // One alone has a name of its own.
  if (parts.length < 2 && declared.size === 0) return;
  const names = new Set<string>();
  const providers = new Map<string, string>();
  for (const { part } of parts) {
    if (names.has(part.name)) complain(problem('manifest.duplicate-component', { component: part.name }, at));
    names.add(part.name);
    for (const { namespace } of part.provides) {
      const first = providers.get(namespace);
      const isTaken = first !== undefined && first !== part.name;
      if (isTaken || declared.has(namespace)) {
        const why = `${quoted(namespace)} is ${isTaken ? `provided by ${first}` : 'among what the plugin provides'} already`;
        complain(problem('manifest.bad-fact', { decorator: '@Provide', where: `class ${part.name}`, why }, providedAt(part, at)));
      }
      providers.set(namespace, first ?? part.name);
    }
  }
}

/** The same attribution, at the line of the `@Provide` of a class. */
function providedAt({ make }: ComponentPart, at: At): At {
  const fact = make.by === 'class' ? ownFacts(make.type).find(({ key }) => key === PROVIDE) : undefined;
  return fact === undefined ? at : placed(at, fact);
}

/** What its components ask for by namespace. */
export function usesOf(parts: readonly Part[]): readonly Use[] {
  const uses: Use[] = [];
  const add = (token: Token, by: () => string): void => {
    // What is no namespace has been told of, and nobody can provide it.
    if (token.kind === 'namespace' && 'namespace' in parseNamespace(token.namespace)) {
      const { namespace, optional, live, or } = token;
      uses.push({ namespace, ...(or === undefined ? undefined : { or }), optional, live, by: by() });
    }
    // inversify's @inject('acme/cache') may mean a binding of the owner as well: it orders, but its absence is inversify's to judge.
    if (token.kind === 'identifier' && typeof token.id === 'string' && 'namespace' in parseNamespace(token.id)) {
      uses.push({ namespace: token.id, optional: true, live: false, by: by() });
    }
  };
  for (const { part } of parts) {
    // Joined, it is one text; put together piece by piece it would be kept in pieces.
    part.parameters.forEach((token, index) => add(token, () => [part.name, '.constructor[', index, ']'].join('')));
    for (const [member, token] of part.fields) add(token, () => `${part.name}.${String(member)}`);
  }
  return kept(uses);
}

const NO_VALUES: ReadonlyMap<string, unknown> = new Map();

/** What is published as it is: the values of a definition, or the value itself that was registered under a namespace. */
export function valuesOf(provides: CheckedMetadata['provides'], itself: Registration | undefined): ReadonlyMap<string, unknown> {
  if (provides.size === 0 && itself === undefined) return NO_VALUES;
  const values = new Map<string, unknown>();
  for (const [name, given] of provides) if ('value' in given) values.set(name, given.value);
  if (itself !== undefined) values.set(itself.namespace!, itself.value);
  return values;
}

/** Each namespace once, by whoever names it last. */
export function provisionsOf(
  parts: readonly Part[],
  declared: CheckedMetadata['provides'],
  itself: string | undefined,
): readonly Provision[] {
  const [only] = parts;
  if (parts.length === 1 && declared.size === 0 && itself === undefined && only!.part.provides.length < 2) return only!.part.provides;
  const provides = new Map<string, Provision>();
  for (const { part } of parts) for (const provision of part.provides) provides.set(provision.namespace, provision);
  for (const namespace of declared.keys()) provides.set(namespace, { namespace, scope: 'singleton' });
  if (itself !== undefined) provides.set(itself, { namespace: itself, scope: 'singleton' });
  return kept([...provides.values()]);
}
