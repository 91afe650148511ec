/** Open this to see what `why` is asked and what it answers: one causal tree with places and the fix, as data. */

/**
 * What somebody asks about. A plugin is named by its key; a handler is `<plugin>/<Component>.<method>`; a value of a configuration is
 * `<plugin>.<field>`; an order is two keys of plugins, the earlier one first.
 */
export type Subject =
  | { readonly plugin: string }
  | { readonly namespace: string; readonly app?: string }
  | { readonly event: string }
  | { readonly handler: string }
  | { readonly config: string }
  | { readonly order: readonly [earlier: string, later: string] };

/** One thing that is so, and why: what lies behind it comes below it. */
export interface Link {
  /**
   * The sentence. Of a problem it is the very message that the log and the report have; but of one that waits for another without what that one
   * said, which comes below.
   */
  readonly says: string;
  /** The code, where the link is a problem. */
  readonly code?: string;
  /** Key of the plugin it is about. */
  readonly plugin?: string;
  /** `file:line:column` of the decorator, the spec or the YAML, or the class and member. */
  readonly place?: string;
  readonly because: readonly Link[];
}

/** The answer to a why, as JSON. `String(explanation)` prints it. */
export interface Explanation extends Link {
  readonly about: Subject;
  /**
   * How it stands: the state of a plugin; `published`, `hidden` or `absent` of a namespace; `heard` or `unheard` of an event; `set`,
   * `default`, `refused`, `ignored` or `absent` of a value; `before`, `after` or `free` of an order; `active` or `silent` of a handler; `unknown` of what nobody
   * has or speaks of.
   */
  readonly state: string;
  /** What to do, most telling first; empty when nothing is wrong. */
  readonly fixes: readonly string[];
  toString(): string;
}
