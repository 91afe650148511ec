/** Open this to see how an entry of a list of extensions, in any of its forms, becomes one normal form. */
import type { ExtensionSpec } from '../model/extension.js';
import type { SourceInfo } from '../model/source.js';
import type { Problem } from '../model/problem.js';
import { problem } from '../problem/problem.js';
import { kindOf, quoted } from '../problem/text.js';

/** An entry in its one form: something to find, or something given. */
export interface NormalSpec {
  readonly target: { readonly module: string } | { readonly file: string } | { readonly value: unknown };
  readonly options: unknown;
  readonly required: boolean;
  readonly enabled: boolean;
  readonly dialect?: string;
  readonly source: SourceInfo;
}

const FLAGS = ['required', 'enabled'] as const;

/** Reads an entry; a wrong one is a problem that quotes it. */
export function normalSpec(entry: ExtensionSpec | unknown): NormalSpec | Problem {
  if (typeof entry === 'string') {
    const shape = problem('spec.shape', { spec: quoted(entry), seen: 'a text' }, { phase: 'read' });
    return { ...shape, hint: `Write { module: '${entry.slice(0, 80)}' } for a package or { file: '${entry.slice(0, 80)}' } for a path.` };
  }
  if (typeof entry === 'function') return given(entry, {}, 'class');
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return problem('spec.shape', { spec: kindOf(entry), seen: kindOf(entry) }, { phase: 'read' });
  }
  const spec = entry as Record<string, unknown>;
  const isSpec = typeof spec['attach'] !== 'function' && ('module' in spec || 'file' in spec || 'extension' in spec);
  if (!isSpec) return given(entry, {}, 'object');
  const shown = shownSpec(spec);
  for (const flag of FLAGS) {
    if (spec[flag] !== undefined && typeof spec[flag] !== 'boolean') {
      return problem('spec.bad-field', { spec: shown, expected: `${flag} to be true or false`, seen: kindOf(spec[flag]) }, { phase: 'read', field: flag });
    }
  }
  if (spec['dialect'] !== undefined && typeof spec['dialect'] !== 'string') {
    return problem('spec.bad-field', { spec: shown, expected: 'dialect to be a name', seen: kindOf(spec['dialect']) }, { phase: 'read', field: 'dialect' });
  }
  if (spec['extension'] !== undefined && spec['module'] === undefined && spec['file'] === undefined) {
    return given(spec['extension'], spec, typeof spec['extension'] === 'function' ? 'class' : 'object');
  }
  const { module, file } = spec;
  if ((module === undefined) === (file === undefined)) return problem('spec.module-or-file', { spec: shown, both: module !== undefined }, { phase: 'read' });
  const key = module === undefined ? 'file' : 'module';
  const name = module ?? file;
  if (typeof name !== 'string' || name === '' || name.includes('\0')) {
    return problem('spec.bad-field', { spec: shown, expected: `${key} to be a text`, seen: kindOf(name) }, { phase: 'read', field: key });
  }
  const target = key === 'module' ? { module: name } : { file: name };
  return { target, ...flagsOf(spec), source: { kind: key, spec: name } };
}

export function isProblem(value: NormalSpec | Problem): value is Problem {
  return 'code' in value;
}

function given(value: unknown, spec: Record<string, unknown>, kind: SourceInfo['kind']): NormalSpec {
  return { target: { value }, ...flagsOf(spec), source: { kind, spec: nameOf(value) } };
}

function flagsOf(spec: Record<string, unknown>) {
  return {
    options: spec['options'],
    required: spec['required'] === true,
    enabled: spec['enabled'] !== false,
    ...(typeof spec['dialect'] === 'string' ? { dialect: spec['dialect'] } : {}),
  };
}

function nameOf(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'an anonymous function' : value.name;
  for (const key of ['name', 'id']) {
    try {
      const name: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
      if (typeof name === 'string' && name !== '') return name.slice(0, 80);
    } catch {
      // A getter that throws says nothing about the name; the check of the extension reports it.
    }
  }
  return kindOf(value);
}

function shownSpec(spec: Record<string, unknown>): string {
  const parts = ['module', 'file', 'extension'].filter((key) => spec[key] !== undefined).map((key) => {
    const value = spec[key];
    return `${key}: ${typeof value === 'string' ? quoted(value) : kindOf(value)}`;
  });
  return `{ ${parts.join(', ')} }`;
}
