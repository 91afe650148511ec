/** Open this to see how the code of one plugin is loaded so that it can go away: its own files are evaluated anew, and belong to nobody but their graph. */
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommonJsGraph } from './commonjs.js';
import type { Compile } from './compile.js';
import type { KeptUnits } from './kept-units.js';
import { exportAll, isAmbiguous, nameDefault, namespaceOfExports, newNamespace, type Imported, type Namespace } from './namespace.js';
import { requiredTarget, targetOf, type Site, type Target } from './target.js';
import type { Texts } from './texts.js';
import { unitOf, type Unit, type UnitPorts } from './unit.js';

/** One module, evaluated or being evaluated. */
interface Evaluated extends Imported {
  /** When its top level has run. */
  done: Promise<void> | undefined;
  /** Until then not all of its exports may be known. */
  isOpen: boolean;
  /** Those whose evaluation waits for this one. */
  readonly waiting: Set<Evaluated>;
}

/** How modules get in that are not evaluated here: `file` is the URL of what is shared, or the path of a file that only Node can run. */
export interface ByNode {
  shared(url: string): Promise<Namespace>;
  native(file: string, graph: ModuleGraph): Promise<Namespace>;
}

/** The files of one generation. Nothing of it is kept by Node: who drops the graph drops the code. */
export class ModuleGraph {
  /** Alive as long as anything that its code made; plain CommonJS that needed no compiler does not keep it. */
  readonly mark: object = {};
  readonly #units = new Map<string, Unit>();
  readonly #links = new Map<string, readonly string[]>();
  readonly #modules = new Map<string, Evaluated>();
  readonly #namespaces = new Map<string, Namespace>();
  /** What imports lead to, by importer and specifier: it was looked for while linking, and stays so. */
  readonly #targets = new Map<string, Map<string, Target>>();
  /** What Node has answered, which it always will. */
  readonly #shared = new Map<string, Namespace>();
  readonly #site: Site;
  readonly #ports: UnitPorts;
  readonly #commonJs: CommonJsGraph;
  /** In a circle one module passes on everything of another that does not have everything yet. */
  readonly #stars: { readonly to: Namespace; readonly from: Namespace }[] = [];
  #hasCircle = false;

  constructor(
    readonly texts: Texts,
    compile: Compile | undefined,
    readonly sha256: (text: string) => string,
    readonly byNode: ByNode,
    kept: KeptUnits<Unit>,
  ) {
    this.#ports = { compile, files: texts, sha256, kept, types: new Map() };
    this.#site = { root: texts.root, files: texts };
    this.#commonJs = new CommonJsGraph(this.#site, {
      mark: this.mark,
      unit: (file) => this.#unit(file),
      importLater: (specifier, importer) => this.#importLater(specifier, importer),
    });
  }

  /** Reads and compiles whatever can be known before anything runs; so a mistake in any file comes before any effect. */
  link(entry: string): void {
    const queue = [entry];
    for (const file of queue) {
      if (this.#units.has(file)) continue;
      const unit = unitOf(file, this.texts.of(file), this.#ports);
      this.#units.set(file, unit);
      const links = unit.wanted.flatMap(({ specifier, by, isStatic }) => {
        const target = this.#find(by === 'import' ? this.#target : requiredTarget, specifier, file, isStatic);
        return target?.kind === 'own' ? [target.file] : [];
      });
      this.#links.set(file, links);
      queue.push(...links);
    }
  }

  /** Files that only Node can run, and that it then keeps. */
  natives(): string[] {
    return [...this.#units].filter(([, { kind }]) => kind === 'native').map(([file]) => file);
  }

  /** A file with everything that it leads to, as far as that is written down. */
  reach(file: string): string[] {
    const found = new Set([file]);
    for (const each of found) for (const next of this.#links.get(each) ?? []) found.add(next);
    return [...found];
  }

  /** What the file exports, once it has run. */
  async namespace(file: string): Promise<Namespace> {
    const { namespace } = await this.#load({ kind: 'own', file }, undefined);
    // The agent's documents write `module.extension = …`, which is no export, but stays on the module.
    const extension = this.#unit(file).kind === 'commonjs' ? this.#commonJs.module(file).extension : undefined;
    return extension === undefined ? namespace : { ...namespace, extension };
  }

  /** What can't be found is told when it is asked for: it may stand in a branch that nobody takes. Not so a static import. */
  #find(
    find: (specifier: string, importer: string, site: Site) => Target,
    specifier: string,
    importer: string,
    isStatic: boolean,
  ): Target | undefined {
    try {
      return find(specifier, importer, this.#site);
    } catch (cause) {
      if (isStatic) throw cause;
      return undefined;
    }
  }

  readonly #target = (specifier: string, importer: string): Target => {
    let targets = this.#targets.get(importer);
    if (targets === undefined) this.#targets.set(importer, (targets = new Map()));
    let target = targets.get(specifier);
    if (target === undefined) targets.set(specifier, (target = targetOf(specifier, importer, this.#site)));
    return target;
  };

  /** A file whose name was computed is linked when it is asked for. */
  #unit(file: string): Unit {
    if (!this.#units.has(file)) this.link(file);
    return this.#units.get(file)!;
  }

  async #import(specifier: string, importer: string, evaluated: Evaluated, names: readonly string[] = []): Promise<Imported> {
    const target = this.#target(specifier, importer);
    const imported = await this.#load(target, evaluated);
    const { namespace } = imported;
    const missing = names.find((name) => !(name in namespace) && (isAmbiguous(namespace, name) || !this.#mayGet(namespace, target)));
    if (missing === undefined) return imported;
    throw new SyntaxError(
      isAmbiguous(namespace, missing)
        ? `The requested module '${specifier}' contains conflicting star exports for name '${missing}' (imported from ${importer})`
        : `The requested module '${specifier}' does not provide an export named '${missing}' (imported from ${importer}; a type needs 'import type')`,
    );
  }

  /** `import()`: as with Node, an export that is called `then` is called. */
  async #importLater(specifier: string, importer: string): Promise<Namespace> {
    return (await this.#load(this.#target(specifier, importer), undefined)).namespace;
  }

  /** Whether a module may still get an export. */
  #mayGet(namespace: Namespace, target: Target): boolean {
    const isOpen = target.kind === 'own' && this.#modules.get(target.file)?.isOpen === true;
    return isOpen || this.#stars.some(({ to }) => to === namespace);
  }

  /** The namespace of a target, when it has been evaluated; or as far as it is, for one that it waits for itself. */
  async #load(target: Target, importer: Evaluated | undefined): Promise<Imported> {
    if (target.kind === 'shared') {
      const shared = this.#shared.get(target.url) ?? this.#commonJs.replacing(target.url) ?? (await this.byNode.shared(target.url));
      this.#shared.set(target.url, shared);
      return { namespace: shared };
    }
    const unit = this.#unit(target.file);
    if (unit.kind === 'native') return { namespace: await this.byNode.native(target.file, this) };
    if (unit.kind !== 'module') return { namespace: this.#once(target.file, () => namespaceOfExports(this.#commonJs.load(target.file))) };
    const evaluated = this.#evaluated(target.file);
    // A circle: it waits for its importer already.
    if (importer !== undefined && waits(evaluated, importer)) {
      this.#hasCircle = true;
      return evaluated;
    }
    // Noted before it begins, since what it imports asks who waits for it.
    if (importer !== undefined) evaluated.waiting.add(importer);
    try {
      await (evaluated.done ??= Promise.resolve().then(() => this.#evaluate(target.file, unit, evaluated)));
    } finally {
      if (importer !== undefined) evaluated.waiting.delete(importer);
    }
    return evaluated;
  }

  #once(file: string, make: () => Namespace): Namespace {
    const known = this.#namespaces.get(file);
    if (known !== undefined) return known;
    const namespace = make();
    this.#namespaces.set(file, namespace);
    return namespace;
  }

  #evaluated(file: string): Evaluated {
    const known = this.#modules.get(file);
    if (known !== undefined) return known;
    const evaluated: Evaluated = { namespace: newNamespace(), done: undefined, isOpen: true, waiting: new Set() };
    this.#modules.set(file, evaluated);
    return evaluated;
  }

  async #evaluate(file: string, { make, seesRequire }: Unit & { kind: 'module' }, evaluated: Evaluated): Promise<void> {
    const scope = seesRequire ? ([undefined, this.#commonJs.requireFrom(file), undefined, file, dirname(file)] as const) : ([] as const);
    await make(this.mark, ...scope)(
      (specifier, { importedNames } = {}) => this.#import(specifier, file, evaluated, importedNames),
      (specifier) => this.#importLater(specifier, file),
      evaluated.namespace,
      (from) => this.#exportAll(evaluated.namespace, from),
      this.#meta(file),
    );
    evaluated.isOpen = false;
    nameDefault(evaluated.namespace);
    // What one of a circle passes on, another may pass on in turn.
    while (this.#stars.filter(({ to, from: next }) => exportAll(to, next)).length > 0);
  }

  #exportAll(to: Namespace, from: Namespace): void {
    exportAll(to, from);
    if (this.#hasCircle) this.#stars.push({ to, from });
  }

  #meta(file: string): ImportMeta {
    const url = pathToFileURL(file).href;
    const resolve = (specifier: string): string => {
      const target = this.#find(targetOf, specifier, file, !/^(?:\.{1,2}\/|\/|file:)/.test(specifier));
      // Node makes an address of any path, whether something is there or not.
      if (target === undefined) return new URL(specifier, url).href;
      return target.kind === 'shared' ? target.url : pathToFileURL(target.file).href;
    };
    return Object.assign(Object.create(null) as ImportMeta, { dirname: dirname(file), filename: file, resolve, url });
  }
}

/** Whether one is, directly or through others, waiting for another. */
function waits(one: Evaluated, another: Evaluated): boolean {
  const waiting = new Set([another]);
  for (const each of waiting) {
    if (each === one) return true;
    for (const further of each.waiting) waiting.add(further);
  }
  return false;
}
