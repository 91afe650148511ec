/** Open this to see how an entry of a list of extensions, in any of its forms, becomes one normal form. */
import type { ExtensionSpec } from '../model/extension.js';
import type { SourceInfo } from '../model/source.js';
import type { LoadOptions } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { problem } from '../problem/problem.js';
import { kindOf, near, quoted } from '../problem/text.js';

/** Where the code of an entry was found: evaluated as it was, it need not be there any more. */
export interface Place {
  readonly source: SourceInfo & { readonly path: string };
  /** Its own files lie below it. */
  readonly root: string;
}

/** An entry in its one form: something to find, or something given. */
export interface NormalSpec {
  readonly target: { readonly module: string } | { readonly file: string } | { readonly value: unknown };
  readonly options: unknown;
  readonly required: boolean;
  /** A change that unloads something goes on without it. */
  readonly isSpared?: boolean | undefined;
  readonly enabled: boolean;
  readonly dialect?: string | undefined;
  readonly source: SourceInfo;
  /** It is loaded again: its files are read anew, or evaluated as they were. */
  readonly again?: LoadOptions & { readonly place?: Place };
  /** `file:line:column` of the entry in the list; read only when somebody asks. */
  readonly at?: PlaceOfSpec | undefined;
}

type PlaceOfSpec = () => string | undefined;

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});
const TARGETS = ['module', 'file', 'extension'] as const;
const FLAGS = ['required', 'enabled'] as const;
const FIELDS: readonly string[] = [...TARGETS, ...FLAGS, 'options', 'dialect'];

/** Reads an entry, with the place where it is listed; a wrong one is a problem that quotes it. */
export function normalSpec(entry: ExtensionSpec | unknown, at?: PlaceOfSpec): NormalSpec | Problem {
  try {
    return specOf(entry, at);
  } catch (cause) {
    const seen = 'something that throws when it is looked at';
    return problem('spec.shape', { spec: seen, seen }, { phase: 'read', cause });
  }
}

function specOf(entry: unknown, at: PlaceOfSpec | undefined): NormalSpec | Problem {
  if (typeof entry === 'string') {
    const shape = problem('spec.shape', { spec: quoted(entry), seen: 'a text' }, { phase: 'read' });
    return { ...shape, hint: `Write { module: '${entry.slice(0, 80)}' } for a package or { file: '${entry.slice(0, 80)}' } for a path.` };
  }
  if (typeof entry === 'function') return given(entry, NOTHING, 'class', at);
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return problem('spec.shape', { spec: kindOf(entry), seen: kindOf(entry) }, { phase: 'read' });
  }
  const fields = specFields(entry);
  return fields === undefined ? given(entry, NOTHING, 'object', at) : checkedSpec(fields, at);
}

/** The fields of what is a spec; nothing for what is an extension itself, or has fields that throw, which is told where extensions are checked. */
function specFields(entry: object): Record<string, unknown> | undefined {
  try {
    const isSpec = typeof Reflect.get(entry, 'attach') !== 'function' && TARGETS.some((target) => target in entry);
    return isSpec ? { ...entry } : undefined;
  } catch {
    return undefined;
  }
}

function checkedSpec(spec: Record<string, unknown>, at: PlaceOfSpec | undefined): NormalSpec | Problem {
  const shown = shownSpec(spec);
  const wrong = (field: string, expected: string): Problem =>
    problem('spec.bad-field', { spec: shown, expected, seen: kindOf(spec[field]) }, { phase: 'read', field });
  const unknown = Object.keys(spec).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined)
    return problem('spec.unknown-field', { spec: shown, field: unknown, near: near(unknown, FIELDS) }, { phase: 'read', field: unknown });
  for (const flag of FLAGS) {
    if (spec[flag] !== undefined && typeof spec[flag] !== 'boolean') return wrong(flag, `${flag} to be true or false`);
  }
  if (spec['dialect'] !== undefined && typeof spec['dialect'] !== 'string') return wrong('dialect', 'dialect to be a name');
  const named = TARGETS.filter((target) => spec[target] !== undefined);
  const key = named[0];
  if (key === undefined || named.length > 1) return problem('spec.module-or-file', { spec: shown, named }, { phase: 'read' });
  const target = spec[key];
  if (key === 'extension') return given(target, spec, typeof target === 'function' ? 'class' : 'object', at);
  if (typeof target !== 'string' || target === '' || target.includes('\0')) return wrong(key, `${key} to be a text`);
  return normal(key === 'module' ? { module: target } : { file: target }, spec, { kind: key, spec: target }, at);
}

export function isProblem(value: NormalSpec | Problem): value is Problem {
  return 'code' in value;
}

function given(value: unknown, spec: Record<string, unknown>, kind: SourceInfo['kind'], at: PlaceOfSpec | undefined): NormalSpec {
  return normal({ value }, spec, { kind, spec: nameOf(value) }, at);
}

/** All of them have one shape, which spreads would not give them. */
function normal(
  target: NormalSpec['target'],
  { options, required, enabled, dialect }: Record<string, unknown>,
  source: SourceInfo,
  at: PlaceOfSpec | undefined,
): NormalSpec {
  return {
    target,
    options,
    required: required === true,
    isSpared: required === false ? true : undefined,
    enabled: enabled !== false,
    dialect: typeof dialect === 'string' ? dialect : undefined,
    source,
    at,
  };
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, 80);
  if (typeof value === 'function') return value.name === '' ? 'an anonymous function' : value.name;
  for (const key of ['id', 'name']) {
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
  const named: readonly string[] = TARGETS.filter((key) => spec[key] !== undefined);
  // Without a target, what else is there tells which entry it is.
  const keys = named.length > 0 ? named : Object.keys(spec).filter((key) => spec[key] !== undefined);
  const parts = keys.slice(0, 3).map((key) => {
    const value = spec[key];
    return `${key}: ${typeof value === 'string' ? quoted(value) : kindOf(value)}`;
  });
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}
