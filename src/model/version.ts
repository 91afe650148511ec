/** Open this to see what mortise asks of a way to write versions and the ranges that they must satisfy. */

/** A notation for versions and requirements: npm's, or that of a source system. No method throws, whatever text it is given. */
export interface VersionDialect {
  /** What a manifest calls it: `npm`, `mcdreforged`. */
  readonly name: string;
  /** The canonical form (`v1.2.0` is `1.2.0`), or nothing if it is not a version. */
  parse(version: string): string | undefined;
  isRange(range: string): boolean;
  /** False as well for what is no version or no range. */
  satisfies(version: string, range: string): boolean;
  /** Negative if `a` is the earlier version, positive if it is the later one. What is no version comes before every version. */
  compare(a: string, b: string): number;
  /** In one clause, why a text is no version; nothing where it is one, or where there is no more to say. */
  whyNotVersion?(text: string): string | undefined;
  /** The same of a range. */
  whyNotRange?(text: string): string | undefined;
}
