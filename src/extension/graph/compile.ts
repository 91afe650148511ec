/** Open this to see how a source file becomes code that can be evaluated and let go again: the compiler behind one small interface. */
import { importMetaResolve } from '#packages';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A file as the body of a module function, and where each of its lines came from. */
export interface Compiled {
  readonly code: string;
  /** A source map, as JSON. */
  readonly map: string;
  /** What it imports before it runs, as it is written. */
  readonly imports: readonly string[];
  /** What it imports when it comes to it, as far as that is written down. */
  readonly laterImports: readonly string[];
}

/** Compiles a module, TypeScript or not. Throws a `SyntaxError` that names `file:line:column` and has a code frame. */
export type Compile = (file: string, source: string, as: 'module' | 'commonjs') => Compiled;

/** What to install; `oxc-transform` writes imports of the second, and the third joins its two source maps. */
export const COMPILER_PACKAGES = ['oxc-transform', '@oxc-project/runtime', '@jridgewell/remapping'] as const;
/** Where each is looked for; the runtime has no main, and is imported by what is compiled. */
const NEEDED = ['oxc-transform', '@oxc-project/runtime/helpers/decorate', '@jridgewell/remapping'];

/** Where types are stripped. */
export function isTyped(file: string): boolean {
  return /\.(?:[cm]?ts|tsx)$/.test(file);
}

/** Where the compiler comes from. */
export interface Compiler {
  /** Whether it can be had; nothing is loaded to find out. */
  isInstalled(): boolean;
  load(): Promise<Compile | undefined>;
}

let isFound: boolean | undefined;
let loaded: Promise<Compile | undefined> | undefined;

/** The compiler of the optional peers. They are loaded when code is first loaded, and once. */
export const installedCompiler: Compiler = {
  // All of them: better missed now than in the middle of somebody's plugin. It is asked for every file, and found once.
  isInstalled: () => (isFound ??= NEEDED.every(isThere)),
  load: () => (loaded ??= installedCompiler.isInstalled() ? loadCompiler() : Promise.resolve(undefined)),
};

function isThere(name: string): boolean {
  try {
    importMetaResolve().resolve(name, import.meta.url);
    return true;
  } catch {
    return false;
  }
}

async function loadCompiler(): Promise<Compile> {
  const [{ transformSync, moduleRunnerTransformSync }, { default: remapping }] = await Promise.all([
    import('oxc-transform'),
    import('@jridgewell/remapping'),
  ]);
  return (file, written, as) => {
    // A hashbang may only be the very first thing, and soon no longer is.
    const source = written.replace(/^#!/, '//');
    const stripped = isTyped(file) ? checked(file, file, transformSync(file, source, OPTIONS)) : undefined;
    const name = nameOf(file, as);
    const run = checked(file, name, moduleRunnerTransformSync(name, stripped?.code ?? source, { sourcemap: true }));
    const named = (map: object | undefined) => ({ ...map, file, sources: [pathToFileURL(file).href], sourcesContent: [written] }) as never;
    let depth = 0;
    const map = remapping(named(run.map), () => (depth++ === 0 && stripped !== undefined ? named(stripped.map) : null));
    return {
      code: run.code.replaceAll(IMPORT, 'const { namespace: $1 } = await '),
      map: JSON.stringify(map),
      imports: run.deps,
      laterImports: run.dynamicDeps,
    };
  };
}

/**
 * Where a static import is awaited. A namespace can't be: it may have an export that is called `then`. Whatever stands before it in its line, as
 * comments do, it is found: of one that was missed, all names would be undefined.
 */
const IMPORT = /\bconst (__vite_ssr_import_\d+__) = await (?=__vite_ssr_import__\()/g;

const OPTIONS = {
  typescript: {},
  decorator: { legacy: true, emitDecoratorMetadata: true },
  sourcemap: true,
  target: 'es2022',
} as const;

/** The name says how a file is parsed, and by then the types are gone. */
function nameOf(file: string, as: 'module' | 'commonjs'): string {
  return `${file.slice(0, file.length - extname(file).length)}${as === 'module' ? '.mjs' : '.cjs'}`;
}

interface Result {
  readonly code: string;
  readonly map?: object;
  readonly errors: readonly { readonly severity: string; readonly message: string; readonly codeframe?: string | null }[];
}

function checked<R extends Result>(file: string, name: string, result: R): R {
  const failed = result.errors.find(({ severity }) => severity === 'Error');
  if (failed === undefined) return result;
  const frame = (failed.codeframe ?? '').replace(/\n+$/, '').replace(`[${name}:`, `[${file}:`);
  const at = /:(\d+:\d+)\]/.exec(frame)?.[1];
  const error = new SyntaxError(`${failed.message} (${file}${at === undefined ? '' : `:${at}`})${frame}`);
  // Where the compiler was called says nothing about the file.
  error.stack = `SyntaxError: ${error.message}`;
  throw error;
}
