/** Open this to see how it is told where something was loaded from. */

/** Where an extension came from, in words a person recognises. */
export interface SourceInfo {
  readonly kind: 'class' | 'object' | 'module' | 'file' | 'discovered';
  /** What the owner wrote: `./plugins/billing`, `mortise-plugin-cache`, or the name of the class. */
  readonly spec: string;
  readonly path?: string;
  /** SHA-256 of the entry file. */
  readonly hash?: string;
  /** The package it belongs to, from the nearest package.json above it; none, if the home lies in that package as well. */
  readonly package?: PackageInfo;
}

/** What a package.json says, as far as it can fill gaps in metadata. */
export interface PackageInfo {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly author?: string;
  readonly homepage?: string;
}
