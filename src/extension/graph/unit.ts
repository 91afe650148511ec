/** Open this to see how Node's rules make a file an ECMAScript module, CommonJS or JSON, and how it gets ready to run. */
import { dirname, extname, join } from 'node:path';
import { isTyped, type Compile, type Compiled } from './compile.js';
import { commonJsFunction, compiledCommonJs, moduleFunction } from './evaluate.js';
import { parseJson } from './json.js';
import type { KeptUnits } from './kept-units.js';
import { specifiersIn, type Wanted } from './specifiers.js';
import type { Disk } from './texts.js';

type MakeModule = ReturnType<typeof moduleFunction>;
type MakeCommonJs = ReturnType<typeof compiledCommonJs>;

/** A file, ready to run. A native one only Node can run: it is a module, and there is no compiler. */
export type Unit = { readonly wanted: readonly Wanted[] } & (
  | { readonly kind: 'module'; readonly make: MakeModule; readonly seesRequire: boolean }
  | { readonly kind: 'commonjs'; readonly make: MakeCommonJs }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'native' }
);

/** What making one needs. */
export interface UnitPorts {
  readonly compile: Compile | undefined;
  readonly files: Disk;
  readonly sha256: (text: string) => string;
  /** What was compiled before. */
  readonly kept: KeptUnits<Unit>;
  /** What each folder's package.json says, as far as somebody has asked. */
  readonly types: Map<string, unknown>;
}

/** What a name says: `.mjs`, `.mts`, `.cjs`, `.cts`. */
const TYPES: Readonly<Record<string, string>> = { '.m': 'module', '.c': 'commonjs' };

/** Compiles a file. Throws a `SyntaxError` with place and code frame; nothing of the file has run then. */
export function unitOf(file: string, text: string, ports: UnitPorts): Unit {
  const extension = extname(file);
  if (extension === '.json') return { kind: 'json', value: parseJson(file, text), wanted: [] };
  const type = TYPES[extension.slice(0, 2)] ?? packageType(dirname(file), ports);
  return ports.kept.of(file, text, type, () => compiledUnit(file, text, type, ports));
}

function compiledUnit(file: string, text: string, type: unknown, { compile, sha256 }: UnitPorts): Unit {
  // One name for each text: an old generation that still runs keeps its own lines.
  const name = `${file}?${sha256(text).slice(0, 8)}`;
  if (type === 'commonjs' && !isTyped(file)) return commonJs(file, name, text, compile);
  if (type !== 'module' && !isTyped(file)) {
    // Neither its name nor its package says what it is: like Node, take it as CommonJS unless it can't be that.
    const found = tryTo(() => commonJs(file, name, text, compile));
    if (found !== undefined) return found;
  }
  if (compile === undefined) return { kind: 'native', wanted: specifiersIn(text) };
  const compiled = compile(file, text, 'module');
  const wanted = wantedBy(compiled, text);
  const seesRequire = type !== 'module' && isTyped(file);
  if (seesRequire && !hasModuleSyntax(compiled)) {
    const make = tryTo(() => compiledCommonJs(name, compiled.code, compiled.map));
    if (make !== undefined) return { kind: 'commonjs', make, wanted };
  }
  return { kind: 'module', make: moduleFunction(name, compiled.code, compiled.map), seesRequire, wanted };
}

function commonJs(file: string, name: string, text: string, compile: Compile | undefined): Unit {
  const run = placed(file, () => commonJsFunction(file, text));
  // Node would keep what it imports, so an import has to come here; the check above is stricter than the compiler.
  const compiled = compile !== undefined && /\bimport\s*\(/.test(text) ? compile(file, text, 'commonjs') : undefined;
  const make = compiled === undefined ? () => run : compiledCommonJs(name, compiled.code, compiled.map);
  return { kind: 'commonjs', make, wanted: specifiersIn(text) };
}

/** What the compiler found, and what a `require` of `createRequire` asks for. */
function wantedBy({ imports, laterImports }: Compiled, text: string): Wanted[] {
  const wanted = (specifiers: readonly string[], isStatic: boolean): Wanted[] =>
    specifiers.map((specifier) => ({ specifier, by: 'import', isStatic }));
  return [...wanted(imports, true), ...wanted(laterImports, false), ...specifiersIn(text).filter(({ by }) => by === 'require')];
}

function hasModuleSyntax({ code, imports }: Compiled): boolean {
  return imports.length > 0 || /__vite_ssr_(?!dynamic_import__)/.test(code);
}

/** The nearest package.json tells, and says nothing of what lies above a node_modules. */
function packageType(folder: string, ports: UnitPorts): unknown {
  const { files, types } = ports;
  if (types.has(folder)) return types.get(folder);
  const found = join(folder, 'package.json');
  const parent = dirname(folder);
  let type: unknown;
  if (files.kind(found) === 'file') ({ type } = parseJson(found, files.read(found)) as { type?: unknown });
  else if (folder !== parent) type = packageType(parent, ports);
  types.set(folder, type);
  return type;
}

function tryTo<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (cause) {
    // Not instanceof: the error comes from where V8 was asked.
    if ((cause as Error).name === 'SyntaxError') return undefined;
    throw cause;
  }
}

/** V8 tells the place of a mistake above the stack only. */
function placed<T>(file: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    const { message, stack = '' } = cause as Error;
    const found = /^.*:(\d+)\n(.*)\n( *)\^/.exec(stack);
    if (found === null) throw cause;
    const [, line, text, indent] = found as unknown as [string, string, string, string];
    const frame = `${line} | ${text}\n${' '.repeat(line.length)} | ${indent}^`;
    const error = new SyntaxError(`${message} (${file}:${line}:${indent.length + 1})\n${frame}`, { cause });
    error.stack = `SyntaxError: ${error.message}`;
    throw error;
  }
}
