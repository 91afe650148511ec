/** Open this to see what a host can prove of what went: that it is gone, or who holds it. All of it is JSON. */

/** Something that code of a plugin made past its context, and that is still there. */
export interface EscapeInfo {
  readonly kind: 'timeout' | 'interval' | 'listener' | 'socket' | 'server' | 'child-process' | 'worker' | 'watcher' | 'global';
  /** As a sentence may go on with it: `the interval of 1000 ms`. */
  readonly what: string;
  /** `file:line:column` of the code that made it. */
  readonly place: string;
  /** Whether it was ended by the host. */
  readonly released: boolean;
}

/** A generation of a plugin that went. */
export interface DepartedInfo {
  readonly plugin: string;
  readonly generation: number;
  readonly version: string;
  /**
   * `unloaded (leaked)`: something of it is alive although nobody should hold it. `unloaded (held)`: the generation after it, which runs, was
   * given code of it by a `snapshot` that is a module or a function.
   */
  readonly state: 'unloaded' | 'unloaded (leaked)' | 'unloaded (held)';
  /** Names of the classes of what is alive; `its code` where it is no class and no instance, but something else that its code made. */
  readonly alive: readonly string[];
  /** Who holds it, in words; only where the doctor was asked to look. */
  readonly holder?: string;
  /** From the root of the heap to it. */
  readonly path?: readonly string[];
}

/** How closely the doctor looks. */
export interface DoctorOptions {
  /** Looks in a heap snapshot for who holds what should be gone; the process stands still for seconds where the heap is large. Default false. */
  readonly holders?: boolean;
}

/** What the doctor found. */
export interface Doctor {
  /** True when nothing is alive that should be gone, and nothing was made past a context that nobody can take back. */
  readonly healthy: boolean;
  /** Generations that went since the last time all was well with them. */
  readonly departed: readonly DepartedInfo[];
  /** What code of plugins that run made past their contexts; only with `escapes: 'report'` or `'release'`. One file may hold several plugins. */
  readonly escapes: readonly (EscapeInfo & { readonly plugins: readonly string[] })[];
}
