/** Open this to see what is said of something that was listed and is no plugin: what it is instead, and what was probably meant. */
import type { Problem } from '../model/problem.js';
import type { SourceInfo } from '../model/source.js';
import { isThenable } from '../model/thenable.js';
import { problem } from '../problem/problem.js';
import { didYouMean, kindOf, near, quoted, shown } from '../problem/text.js';
import { isPluginClass } from './dialects.js';

/** What was looked at before it was given up. */
export interface Unrecognised {
  readonly source: SourceInfo;
  /** What was given; or what a module exports, best first, and the module itself last. */
  readonly candidates: readonly unknown[];
  /** What a function among them returned. */
  readonly produced?: { readonly by: string; readonly value: unknown };
  /** Names of the dialects that were asked. */
  readonly dialects: readonly string[];
  /** The text of the file, to find the line of a class. */
  readonly textOf?: (path: string) => string;
}

interface Meant {
  readonly what: string;
  readonly fix: string;
  readonly place?: string | undefined;
}

const MOST_EXPORTS = 8;
/** The fields by which entries, definitions and extensions are known. */
const TELLING = ['file', 'module', 'extension', 'id', 'name', 'attach'];

/** The problem `extension.not-recognised`. Calls nothing of what it is about, and never throws. */
export function unrecognised({ source, candidates, produced, dialects, textOf }: Unrecognised): Problem {
  const isModule = source.path !== undefined;
  const seen = isModule ? exportsOf(candidates.at(-1)) : kindOf(candidates[0]);
  let meant: Meant | undefined;
  try {
    meant = produced === undefined ? whatIs(mainOf(candidates, isModule), lineOf(source.path, textOf)) : whatCame(produced);
    if (isModule && candidates.length === 1) meant ??= whatIsNamed(candidates[0]);
  } catch {
    // A proxy or a getter of the author's: then its kind is all there is to tell.
  }
  const details = {
    spec: source.spec,
    seen,
    dialects,
    ...(meant === undefined ? {} : { is: `${isModule ? 'exports' : 'is'} ${meant.what}`, fix: meant.fix }),
  };
  const place = meant?.place ?? source.path;
  return problem('extension.not-recognised', details, { extension: source.spec, phase: 'read', ...(place === undefined ? {} : { place }) });
}

/** `rates, tax and 3 more`. */
function exportsOf(namespace: unknown): string {
  const names = Object.keys(Object(namespace) as object);
  const more = names.length - MOST_EXPORTS;
  const head = names.slice(0, MOST_EXPORTS).map(shown).join(', ');
  return names.length === 0 ? 'nothing' : `${head}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What somebody most probably means to be the plugin: the default export, else the first class of a module. */
function mainOf(candidates: readonly unknown[], isModule: boolean): unknown {
  if (!isModule || candidates.length > 1) return candidates[0];
  const values: unknown[] = Object.values(Object(candidates[0]) as object);
  return values.find(isClass) ?? values.find((value) => isThenable(value));
}

function whatIs(value: unknown, line: (name: string) => string | undefined): Meant | undefined {
  if (isClass(value)) {
    const isNamed = value.name !== '' && value.name !== 'default';
    const name = isNamed ? `the class ${shown(value.name)}` : 'a class without a name';
    const base = basesOf(value).find(isPluginClass);
    const place = isNamed ? line(value.name) : undefined;
    const call = "@Plugin({ id: 'name', version: '1.0.0' })";
    return base === undefined
      ? { what: `${name}, which has no @Plugin`, fix: `Put ${call} on the class.`, place }
      : {
          what: `${name}, which extends the plugin class ${shown(base.name)} and has no @Plugin of its own`,
          fix: `@Plugin is not inherited: put ${call} on the class, with an id of its own.`,
          place,
        };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (isThenable(value))
    return { what: 'a promise', fix: 'Await it; a function that returns a promise of the plugin may be given as it is.' };
  const type: unknown = (Object.getPrototypeOf(value) as { constructor?: unknown } | null)?.constructor;
  if (isClass(type) && [type, ...basesOf(type)].some(isPluginClass)) {
    const name = shown(type.name);
    return { what: `an instance of the plugin class ${name}`, fix: `List the class itself, ${name}; mortise makes the instance.` };
  }
  for (const field of Object.keys(value)) {
    const names = near(field, TELLING);
    if (names.length === 0 || TELLING.includes(field)) continue;
    return { what: `an object with a field ${quoted(field)}, which means nothing`, fix: `Correct its name.${didYouMean(names)}` };
  }
  return undefined;
}

/** What a function gave that was asked for the plugin. */
function whatCame({ by, value }: NonNullable<Unrecognised['produced']>): Meant {
  const told = whatIs(value, () => undefined);
  const came = told?.what ?? kindOf(value);
  const name = by === '' || by === 'default' ? 'a function' : `the function ${shown(by)}`;
  return { what: `${name}, which returned ${came}`, fix: told?.fix ?? 'Return the plugin from it.' };
}

/** A plugin that a module exports under a name at which nobody looks. */
function whatIsNamed(namespace: unknown): Meant | undefined {
  for (const [name, value] of Object.entries(Object(namespace) as object)) {
    if (typeof value !== 'object' || value === null) continue;
    const { id, attach } = value as { readonly id?: unknown; readonly attach?: unknown };
    const what = typeof attach === 'function' ? 'an extension' : typeof id === 'string' ? 'a definition' : undefined;
    if (what === undefined) continue;
    const fix = 'Write export default, or call it extension: one of the two is looked for.';
    return { what: `${what} as ${quoted(name)}, and not as default`, fix };
  }
  return undefined;
}

type AnyClass = abstract new (...given: never[]) => unknown;

/** Written as a class, or compiled to a function with methods. */
function isClass(value: unknown): value is AnyClass {
  if (typeof value !== 'function') return false;
  if (/^class\b/.test(Function.prototype.toString.call(value))) return true;
  const prototype: unknown = value.prototype;
  return (
    typeof prototype === 'object' && prototype !== null && Object.getOwnPropertyNames(prototype).some((name) => name !== 'constructor')
  );
}

function basesOf(type: AnyClass): AnyClass[] {
  const bases: AnyClass[] = [];
  for (let base: unknown = Object.getPrototypeOf(type); isClass(base); base = Object.getPrototypeOf(base)) bases.push(base);
  return bases;
}

/** Where a class of that name stands in the file, if its text says so. */
function lineOf(path: string | undefined, textOf: Unrecognised['textOf']): (name: string) => string | undefined {
  return (name) => {
    if (path === undefined || textOf === undefined) return undefined;
    const text = textOf(path);
    const at = text.search(new RegExp(`\\bclass\\s+${name.replaceAll('$', '\\$')}(?![\\w$])`));
    if (at < 0) return undefined;
    const before = text.slice(0, at).split('\n');
    return `${path}:${before.length}:${before.at(-1)!.length + 1}`;
  };
}
