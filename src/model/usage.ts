/** Open this to see what a host counts of its plugins: deliveries and failures of each handler, calls, and the time they took. All of it is JSON. */

/** What one handler was used for, or all handlers of one plugin that do the same. */
export interface HandlerUsage {
  /** Key of the plugin, or `host`. */
  readonly plugin: string;
  readonly component?: string;
  readonly method?: string;
  /** The name or pattern it was registered for; absent where handlers without a name in the code are gone and counted together. */
  readonly event?: string;
  /** How often an event came for it. */
  readonly deliveries: number;
  /** How often it threw or rejected. */
  readonly failures: number;
  /**
   * Deliveries that were timed: of each event the first, with at most eight handlers, and then one in 128 (of events that are
   * emitted so often that there is code for them, one in 1,024), with two handlers in turn.
   */
  readonly samples: number;
  /** Milliseconds that those took together, promises to their end. */
  readonly ms: number;
}

/** What one kind of work was done for: an action, a method with `@Around`, or whatever was tracked. */
export interface CallUsage {
  readonly plugin: string;
  readonly name: string;
  readonly calls: number;
  readonly failures: number;
  /** Milliseconds that all of them took together, promises to their end. */
  readonly ms: number;
  /** What went wrong the last time, as text. */
  readonly lastError?: string;
}

/** What was counted since the host was made. Of a plugin that has stopped, what its handlers did is forgotten; what it tracked is kept. */
export interface Usage {
  readonly handlers: readonly HandlerUsage[];
  readonly calls: readonly CallUsage[];
}

/** Counting, and what was counted. */
export interface UsageView {
  /** What was counted of all plugins, or of one. */
  read(plugin?: string): Usage;
  /**
   * Runs something and counts it under a name: a call, its time, and a failure when it throws or rejects. What it gives is given on, and what it
   * throws is thrown on; what is synchronous stays so. It counts for whoever calls this, or for the plugin that is named.
   */
  track<T>(name: string, work: () => T, options?: { readonly plugin?: string }): T;
}
