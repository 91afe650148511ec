/** Open this to see how all plugins of the document are loaded, started and stopped at once, as changes of their host. */
import type { ExtensionSpec, MortiseHost, Report } from 'mortise';
import { notJoined } from './errors.js';

/** Those that are managed, by id. */
export interface Managed {
  ids(): readonly string[];
}

/**
 * Loads, starts and stops all classes of the document that a running host has. Each method is one change of the host, so what
 * fails is in its report, with plugin and place, and `host.undo()` takes it back. From ZerePy's `PluginManager`.
 */
export class PluginManager {
  readonly #managed: Managed;
  #host: MortiseHost | undefined;

  constructor(managed: Managed) {
    this.#managed = managed;
  }

  /** Tells which host it is; the host is given back. */
  join(host: MortiseHost): MortiseHost {
    this.#host = host;
    return host;
  }

  /** Loads plugins (classes, files, with their configuration as options) and starts none of them: they are registered, and listed as disabled. */
  loadPlugins(...specs: readonly ExtensionSpec[]): Promise<Report> {
    return this.#joined().load(...specs.map((spec) => ({ dialect: 'zerepy', ...asSpec(spec), enabled: false })));
  }

  /** Initialises all that are loaded and not running, in the order of their dependencies. */
  startPlugins(): Promise<Report> {
    const host = this.#joined();
    return host.enable(...this.#ids(host).filter((id) => !isEnabled(host, id)));
  }

  /** Cleans all up in reverse; they stay loaded, and `startPlugins` brings them back. */
  stopPlugins(): Promise<Report> {
    const host = this.#joined();
    return host.disable(...this.#ids(host).filter((id) => isEnabled(host, id)));
  }

  #ids(host: MortiseHost): readonly string[] {
    const managed = new Set(this.#managed.ids());
    return host
      .list()
      .filter(({ key }) => managed.has(key))
      .map(({ key }) => key);
  }

  #joined(): MortiseHost {
    if (this.#host === undefined) throw notJoined();
    return this.#host;
  }
}

function isEnabled(host: MortiseHost, id: string): boolean {
  return host.list().some(({ key, enabled }) => key === id && enabled);
}

function asSpec(spec: ExtensionSpec): object {
  const isEntry = typeof spec === 'object' && ('file' in spec || 'module' in spec || 'extension' in spec);
  return isEntry ? spec : { extension: spec };
}
