/** Open this to see what @Around puts around a method: events that tell of each call, and code before and after it. */

/** One call of a method with `@Around`. */
export interface AroundCall {
  /** Key of the plugin. */
  readonly plugin: string;
  readonly component: string;
  readonly method: string;
  /** The arguments, as they are given to the method; a list of its own for each call. */
  readonly args: readonly unknown[];
}

/** How a call has ended. */
export type AroundEnd = AroundCall & {
  /** Milliseconds until it returned or threw, or until its promise had settled. */
  readonly ms: number;
} & ({ readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: unknown });

/** What stands around a method. */
export interface AroundOptions {
  /**
   * Emits `<event>.start` with an `AroundCall` before each call, and `<event>.success` or `<event>.failure` with an `AroundEnd` after it. A name in
   * a namespace of your own: `billing.charge`. Whoever listens gets the arguments and the result, so leave it out where those are secret.
   */
  readonly event?: string;
  /** Runs before the method, which waits for its promise. What it throws is thrown instead of calling the method. `this` is the component. */
  readonly before?: (call: AroundCall) => unknown;
  /** Runs after the method; a promise of it is waited for where the method gave one. What it throws is reported, and changes nothing. */
  readonly after?: (end: AroundEnd) => unknown;
}
