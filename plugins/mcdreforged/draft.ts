/** Open this to see a change of plugins while it is put together, and how what was found stands in the list of a host. */
import { basename } from 'node:path';
import type { ExtensionSpec, MortiseHost, PluginInfo } from 'mortise';
import { refusing } from './dialect.js';
import { type Found, MEND, sourceOf } from './formats.js';

/** How a plugin is listed in the host; with `required: false` one that comes in nobody's place: without it the others go on. */
export function specOf(found: Found, home: string, flags: { readonly required?: false } = {}): ExtensionSpec {
  const file = sourceOf(found, home);
  if (file === undefined)
    return { extension: refusing(basename(found.path), found.refused ?? 'nothing was found', MEND[found.format], found.path), ...flags };
  return { file, dialect: 'mcdreforged', ...flags };
}

/** A change that is put together. */
export class Draft {
  /** In the place of what is unloaded. */
  readonly load: Found[] = [];
  /** In nobody's place. */
  readonly add: Found[] = [];
  readonly unload = new Set<string>();
  readonly reload = new Set<string>();
  /** By what somebody typed, which may be any name. */
  readonly failed = Object.create(null) as Record<string, string>;
  /** What is renamed when it is done. */
  readonly after: (() => unknown)[] = [];
  /** What is taken back when it is not. */
  readonly back: (() => void)[] = [];
}

/** The plugins of this dialect that a host knows. */
export const pluginsOf = (host: MortiseHost): PluginInfo[] => host.list().filter(({ dialect }) => dialect === 'mcdreforged');
