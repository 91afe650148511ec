/** Open this to see how code is handed to V8 so that it can be collected: as functions that only their graph holds. */
import { Module } from 'node:module';
import { compileFunction, constants } from 'node:vm';
import type { Imported, Namespace } from './namespace.js';

/** A module: what the compiler makes of its top level. */
export type ModuleFunction = (
  importModule: (specifier: string, wants?: { readonly importedNames?: readonly string[] }) => Promise<Imported>,
  importLater: ImportLater,
  exported: Namespace,
  exportAll: (from: Namespace) => void,
  meta: ImportMeta,
) => Promise<void>;

export type ImportLater = (specifier: string) => Promise<Namespace>;

/** What CommonJS code finds around it, in this order. */
export type CommonJsScope = readonly [exports: unknown, require: unknown, module: unknown, filename: string, dirname: string];

type CommonJsFunction = (this: unknown, ...scope: CommonJsScope) => void;

const COMMONJS = ['exports', 'require', 'module', '__filename', '__dirname'];
const MODULE = '__vite_ssr_import__, __vite_ssr_dynamic_import__, __vite_ssr_exports__, __vite_ssr_exportAll__, __vite_ssr_import_meta__';

/** Node knows a source map as long as the module object is there, so whatever the code made keeps that: stacks stay readable as long as it runs. */
const KEPT = '__mortise_module__';
const KEEP = `const ${KEPT} = module;`;

/** What one generation gives all of its files: whatever code of theirs made keeps it, even where the next one has the same files. */
const MARK = '__mortise_generation__';

/** Nothing of it runs yet, but V8 has found every mistake of syntax. A module must not see the CommonJS names around it. */
export function moduleFunction(name: string, code: string, map: string): (mark: object, ...scope: CommonJsScope | []) => ModuleFunction {
  const head = `${KEEP} module.exports = (${MARK}, ${COMMONJS.join(', ')}) => async function (${MODULE}) { "use strict"; ${KEPT}; ${MARK};`;
  return compiledBy(name, `${head}\n${code}\n}`, map) as (mark: object, ...scope: CommonJsScope | []) => ModuleFunction;
}

/** CommonJS code that was compiled; its `import()` comes from outside. */
export function compiledCommonJs(name: string, code: string, map: string): (mark: object, importLater: ImportLater) => CommonJsFunction {
  // A function that has the mark around it makes V8 keep it; inside, it would stand before a "use strict".
  const head = `${KEEP} module.exports = (${MARK}, __vite_ssr_dynamic_import__) => (${KEPT}, () => ${MARK}, function (${COMMONJS.join(', ')}) {`;
  return compiledBy(name, `${head}\n${code}\n})`, map) as (mark: object, importLater: ImportLater) => CommonJsFunction;
}

/** CommonJS code as it is written. An `import()` in it goes to Node. */
export function commonJsFunction(file: string, text: string): CommonJsFunction {
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  return compileFunction(text, COMMONJS, { filename: file, importModuleDynamically } as object) as CommonJsFunction;
}

/**
 * By way of a module that Node does not keep: unlike a plain script, it follows the source map. `name` is what Node knows the map by, so
 * two edits of a file have two names; stacks tell the one that the map has.
 */
function compiledBy(name: string, code: string, map: string): unknown {
  const module = new Module(name) as Module & { _compile(code: string, name: string, format: 'commonjs'): void };
  // The head took the first line.
  const shifted = map.replace('"mappings":"', '"mappings":";');
  const comment = `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(shifted).toString('base64')}`;
  // Said to be CommonJS, Node does not try it as a module of its own, which it would keep.
  // oxlint-disable-next-line no-underscore-dangle -- the only way to have the source map followed
  module._compile(code + comment, name, 'commonjs');
  return module.exports;
}
