/** Open this to see what an extension has to say of itself, and how that is checked before its attach is called. */
import type { AttachCallback, Attached, Extension } from '../model/extension.js';
import type { ProblemSink } from '../model/ports.js';
import type { SourceInfo } from '../model/source.js';
import { problem } from '../problem/problem.js';
import { kindOf } from '../problem/text.js';
import { versionDialect, versionDialects } from '../version/dialects.js';

const NAME = /^[A-Za-z0-9@/_.~-]{1,214}$/;

/** The fields of an extension after the check. */
export interface Head extends Pick<Attached, 'name' | 'version' | 'description' | 'provider'> {
  readonly attach: (this: unknown, options: unknown, callback: AttachCallback) => unknown;
}

/** A name that mortise made from a path or the name of a class, in the letters that names have. */
export function legibleName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9@/_.~-]+/g, '-').slice(0, 214) || 'plugin';
}

/** Reads every field once. Answers nothing where one that matters is wrong; a wrong version only counts as none. */
export function checkHead(extension: Extension, source: SourceInfo, report: ProblemSink): Head | undefined {
  const at = { extension: source.spec, phase: 'attach', ...(source.path === undefined ? {} : { place: source.path }) } as const;
  const wrong = (field: string, expected: string, seen: unknown): undefined => {
    report(problem('extension.bad-field', { spec: source.spec, expected, seen: kindOf(seen) }, { ...at, field }));
    return undefined;
  };
  let fields: Record<'name' | 'version' | 'description' | 'provider' | 'attach', unknown>;
  let texts: [string, unknown][];
  try {
    const { name, version, description, provider, attach } = extension as unknown as typeof fields;
    fields = { name, version, description, provider, attach };
    texts = typeof description === 'object' && description !== null ? Object.entries(description) : [];
  } catch (cause) {
    report(
      problem(
        'extension.bad-field',
        { spec: source.spec, expected: 'fields that can be read', seen: 'a getter that throws' },
        { ...at, cause },
      ),
    );
    return undefined;
  }
  const { name, version, description, provider, attach } = fields;
  if (typeof name !== 'string' || !NAME.test(name)) return wrong('name', "a name of letters, digits, '_', '.', '-', '/' and '@'", name);
  if (typeof attach !== 'function') return wrong('attach', 'attach to be a function', attach);
  const isMap =
    typeof description === 'object' &&
    description !== null &&
    !Array.isArray(description) &&
    texts.every(([, text]) => typeof text === 'string');
  if (description !== undefined && typeof description !== 'string' && !isMap) {
    return wrong('description', 'description to be a text or a map from language to text', description);
  }
  if (provider !== undefined && typeof provider !== 'string') return wrong('provider', 'provider to be a text', provider);
  if (version !== undefined && !isVersion(version)) {
    report(problem('extension.bad-version', { extension: name, seen: kindOf(version) }, { ...at, extension: name, field: 'version' }));
  }
  return {
    name,
    version: [version, source.package?.version].find(isVersion) ?? '0.0.0',
    ...(description === undefined
      ? {}
      : { description: typeof description === 'string' ? description : (Object.fromEntries(texts) as Record<string, string>) }),
    ...(provider === undefined ? {} : { provider }),
    attach: attach as Head['attach'],
  };
}

/** In any way of writing versions that a manifest may name. */
function isVersion(version: unknown): version is string {
  return typeof version === 'string' && versionDialects.some((name) => versionDialect(name)?.parse(version) !== undefined);
}
