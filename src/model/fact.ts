/** Open this to see what a decorator leaves behind: a fact, and nothing else. */

/** What a decorator wrote about a class, one of its members, or a constructor parameter. */
export interface Fact<V = unknown> {
  /** `mortise.plugin`, `mortise.event`, or the key of a kind of your own. */
  readonly key: string;
  /** Who registers the kind that gives it a meaning, as its decorator says. */
  readonly by?: string;
  readonly on: 'class' | 'member' | 'parameter';
  /** Only on members. */
  readonly member?: string | symbol;
  /** Only on members: true for a static one. */
  readonly isStatic?: boolean;
  /** Only on parameters of the constructor. */
  readonly index?: number;
  readonly value: V;
  /** Set when the decorator was used where it means nothing; the manifest check turns it into a problem. */
  readonly misuse?: string;
  /** The decorator was written without its call, `@OnEvent`, so nothing says what is meant; it is a misuse. */
  readonly isBare?: true;
  /** `file:line:column` of the decorator, read only when somebody asks. */
  place(): string | undefined;
}
