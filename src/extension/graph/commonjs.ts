/** Open this to see how the CommonJS and JSON files of a graph require each other, without Node remembering any of them. */
import { createRequire, Module } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Namespace } from './namespace.js';
import { isOwn } from './root.js';
import { requiredTarget, type Site, type Target } from './target.js';
import type { Unit } from './unit.js';

/** What stands for `module` in a file. */
interface CommonJsModule {
  exports: unknown;
  loaded: boolean;
  extension?: unknown;
  readonly id: string;
  readonly filename: string;
  readonly path: string;
  readonly children: readonly [];
  readonly paths: readonly [];
  readonly require: NodeJS.Require;
}

/** What the graph does for it. */
interface Surroundings {
  readonly mark: object;
  unit(file: string): Unit;
  importLater(specifier: string, importer: string): Promise<Namespace>;
}

export class CommonJsGraph {
  readonly #modules = new Map<string, CommonJsModule>();
  #facade: Namespace | undefined;

  constructor(
    readonly site: Site,
    readonly graph: Surroundings,
  ) {}

  /** What a CommonJS or JSON file exports. In a circle, what it exports so far. */
  load(file: string): unknown {
    const unit = this.graph.unit(file);
    return unit.kind === 'json' ? unit.value : this.module(file).exports;
  }

  module(file: string): CommonJsModule {
    const known = this.#modules.get(file);
    if (known !== undefined) return known;
    const unit = this.graph.unit(file) as Unit & { kind: 'commonjs' };
    const path = dirname(file);
    const require = this.requireFrom(file);
    const module: CommonJsModule = { exports: {}, loaded: false, id: file, filename: file, path, children: [], paths: [], require };
    this.#modules.set(file, module);
    const run = unit.make(this.graph.mark, (specifier) => this.graph.importLater(specifier, file));
    try {
      run.call(module.exports, module.exports, require, module, file, path);
      module.loaded = true;
    } catch (thrown) {
      // The next who requires it tries again, as with Node.
      this.#modules.delete(file);
      throw thrown;
    }
    return module;
  }

  /** The `require` of a file. */
  requireFrom(importer: string): NodeJS.Require {
    const native = createRequire(importer);
    const require = (specifier: string): unknown => {
      const target = requiredTarget(specifier, importer, this.site);
      if (target.kind === 'shared') return this.replacing(target.url)?.['default'] ?? native(pathOf(target));
      if (['commonjs', 'json'].includes(this.graph.unit(target.file).kind)) return this.load(target.file);
      const message = `require() of the ES module '${specifier}' from ${importer} is not supported: use import() (it is ${target.file})`;
      throw Object.assign(new Error(message), { code: 'ERR_REQUIRE_ESM' });
    };
    const resolve = Object.assign(
      (specifier: string, options?: NodeJS.RequireResolveOptions) =>
        options === undefined ? pathOf(requiredTarget(specifier, importer, this.site)) : native.resolve(specifier, options),
      { paths: native.resolve.paths },
    );
    return Object.assign(require, { resolve, main: undefined, cache: {}, extensions: {} as NodeJS.RequireExtensions });
  }

  /** `node:module` as a plugin sees it: a `createRequire` of Node's own would keep the files of the graph, and answer with old ones. */
  replacing(url: string): Namespace | undefined {
    if (url !== 'node:module') return undefined;
    const from = (where: string | URL): NodeJS.Require => {
      const path = String(where).startsWith('file:') ? fileURLToPath(where) : String(where);
      // A folder stands for a file in it, which need not be there.
      const file = path.endsWith('/') || path.endsWith(sep) ? join(path, 'noop.js') : path;
      return isOwn(file, this.site.root) ? this.requireFrom(file) : createRequire(where);
    };
    const main = new Proxy(Module, { get: (target, key) => (key === 'createRequire' ? from : Reflect.get(target, key)) as unknown });
    return (this.#facade ??= { ...(Module as unknown as Namespace), createRequire: from, Module: main, default: main });
  }
}

function pathOf(target: Target): string {
  if (target.kind === 'own') return target.file;
  return target.url.startsWith('file:') ? fileURLToPath(target.url) : target.url;
}
