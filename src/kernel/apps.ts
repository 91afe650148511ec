/** Open this to see what a host keeps of its apps: a scope each, what it lists, and whether it should run. */
import type { LookupView } from '../model/context.js';
import type { AppOptions } from '../model/options.js';
import { failure } from '../problem/problem.js';
import { near } from '../problem/text.js';
import { appScope, type Scope } from '../wiring/scope.js';

export interface App {
  readonly name: string;
  readonly scope: Scope;
  readonly lookup: LookupView;
  readonly options: AppOptions;
  /** `file:line:column` of where it was made. */
  readonly madeAt: () => string | undefined;
  /** What it lists and has been loaded, by the names of the entries: a later start tries what is left. */
  readonly came: Set<string>;
}

/** The apps of one host, in the order in which they were made. */
export class Apps {
  readonly #apps = new Map<string, App>();
  /** Names of those that should run. */
  up: ReadonlySet<string> = new Set();

  constructor(
    readonly host: Scope,
    readonly lookupIn: (scope: Scope) => LookupView,
  ) {}

  has(name: string): boolean {
    return this.#apps.has(name);
  }

  /** Throws `host.duplicate-app`. */
  add(name: string, options: AppOptions, madeAt: () => string | undefined): App {
    if (this.#apps.has(name)) throw failure('host.duplicate-app', { app: name });
    const scope = appScope(name, this.host);
    const app: App = { name, scope, lookup: this.lookupIn(scope), options, madeAt, came: new Set() };
    this.#apps.set(name, app);
    return app;
  }

  /** Throws `host.unknown-app`. */
  get(name: string): App {
    const app = this.#apps.get(name);
    if (app === undefined) throw failure('host.unknown-app', { app: name, near: near(name, this.#apps.keys()) });
    return app;
  }

  all(): readonly App[] {
    return [...this.#apps.values()];
  }

  names(): readonly string[] {
    return [...this.#apps.keys()];
  }

  /** The scope of an app, or of the host. */
  scope(app: string | undefined): Scope {
    return app === undefined ? this.host : this.get(app).scope;
  }
}
