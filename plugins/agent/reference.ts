/** Open this for references: what `$plugins:a:b`, `$service:name` and `$setting:key` mean, where they may stand, and how they are resolved once. */
import type { InjectToken } from 'mortise';
import { AgentError, isRecord, nearTo } from './errors.js';

/** A reference that was read. */
export interface ParsedReference {
  readonly text: string;
  readonly kind: 'plugins' | 'service' | 'setting';
  readonly path: readonly string[];
}

/** Some of Bodhi's pages write them in the plural. */
const KINDS: Readonly<Record<string, ParsedReference['kind']>> = {
  plugins: 'plugins',
  plugin: 'plugins',
  service: 'service',
  services: 'service',
  setting: 'setting',
  settings: 'setting',
};
const SHAPE = /^\$([A-Za-z]+):(.+)$/s;
const SEGMENT = /^[A-Za-z0-9_.-]{1,64}$/;

/** What a text refers to; nothing, if it is no reference. Throws `agent.bad-reference` for one that can't be. */
export function parseReference(text: unknown): ParsedReference | undefined {
  const [, word, rest] = typeof text === 'string' ? (SHAPE.exec(text) ?? []) : [];
  const kind = word !== undefined && Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
  if (kind === undefined || rest === undefined) return undefined;
  const path = rest.split(':');
  const wrong = path.find((segment) => !SEGMENT.test(segment) || segment === '.' || segment === '..');
  if (wrong !== undefined || path.length > 16)
    throw new AgentError('agent.bad-reference', {
      message: `'${text as string}' is no reference: ${path.length > 16 ? `it has ${path.length} segments` : `'${wrong}' can't be a segment`}.`,
      hint: "A segment has letters, digits, '_', '-' and '.'; there are at most 16.",
      details: { reference: text },
    });
  return { text: text as string, kind, path };
}

/** Every reference in a value, each once: in texts, lists and plain objects. */
export function referencesIn(value: unknown): ParsedReference[] {
  const found = new Map<string, ParsedReference>();
  walk(value, new Set(), (text) => {
    const reference = parseReference(text);
    if (reference !== undefined) found.set(reference.text, reference);
    return text;
  });
  return [...found.values()];
}

/** A copy of a value in which each reference is what it refers to. What is neither list nor plain object is handed on as it is. */
export function resolved(value: unknown, resolve: (reference: ParsedReference) => unknown): unknown {
  return walk(value, new Set(), (text) => {
    const reference = parseReference(text);
    return reference === undefined ? text : resolve(reference);
  });
}

function walk(value: unknown, above: Set<object>, visit: (text: string) => unknown): unknown {
  if (typeof value === 'string') return visit(value);
  const isList = Array.isArray(value);
  if (!isList && !isRecord(value)) return value;
  // What contains itself has nothing more to resolve.
  if (above.has(value)) return value;
  above.add(value);
  const copy: object = isList ? [] : {};
  // A key like __proto__ stays a key: it is defined, and not assigned.
  for (const key of Object.keys(value))
    Object.defineProperty(copy, key, {
      value: walk((value as Record<string, unknown>)[key], above, visit),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  above.delete(value);
  return copy;
}

/** The namespaces that a reference may mean, the longest first: what is left of it are members. */
export function namespacesOf({ kind, path }: ParsedReference): string[] {
  if (kind === 'service') return [`service/${path[0]!}`];
  return path.map((_, index) => path.slice(0, path.length - index).join('/'));
}

/** What the plugin of an element asks its host for, so that whoever it refers to starts before. */
export function tokensOf(references: readonly ParsedReference[]): InjectToken[] {
  return references
    .filter(({ kind }) => kind !== 'setting')
    .map((reference) => {
      const [use, ...or] = namespacesOf(reference) as [string, ...string[]];
      return { use, ...(or.length === 0 ? {} : { or }) };
    });
}

/** The value under a namespace, or a member of one; own members only. Throws `agent.dangling-reference` with names that are near. */
export function lookUp(reference: ParsedReference, find: (namespace: string) => unknown, known: () => Iterable<string>): unknown {
  const { path, kind } = reference;
  for (const namespace of namespacesOf(reference)) {
    const value = find(namespace);
    if (value === undefined) continue;
    const taken = kind === 'service' ? 1 : namespace.split('/').length;
    return membersOf(value, path.slice(taken), reference, path.slice(0, taken));
  }
  const prefix = kind === 'service' ? 'service/' : '';
  const names = [...known()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length).replaceAll('/', ':'));
  throw dangling(reference, `there is no ${kind === 'service' ? 'service' : 'plugin'} '${path.join(':')}'`, nearTo(path.join(':'), names));
}

function membersOf(value: unknown, members: readonly string[], reference: ParsedReference, at: readonly string[]): unknown {
  const [member, ...rest] = members;
  if (member === undefined) return value;
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!isObject || !Object.hasOwn(value, member)) {
    const own = isObject ? Object.keys(value) : [];
    throw dangling(reference, `'${at.join(':')}' has no member '${member}' of its own`, nearTo(member, own));
  }
  return membersOf((value as Record<string, unknown>)[member], rest, reference, [...at, member]);
}

export function dangling({ text }: ParsedReference, why: string, hint: string): AgentError {
  return new AgentError('agent.dangling-reference', {
    message: `'${text}' refers to nothing: ${why}.`,
    hint,
    details: { reference: text },
  });
}
