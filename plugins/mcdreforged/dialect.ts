/** Open this to see how a host recognises a plugin of MCDReforged, and what it makes of it. */
import { realpathSync } from 'node:fs';
import { basename, extname } from 'node:path';

import { type Dialect, type Extension, type ExtensionContext, MortiseError, type SourceInfo } from 'mortise';
import { MEND, shownPath } from './formats.js';
import { membersOf } from './listeners.js';
import { isRecord, type MetadataRead, readMetadata } from './metadata.js';
import { makePlugin } from './plugin.js';
import type { World } from './world.js';

/**
 * The dialect `mcdreforged`: a module that exports `PLUGIN_METADATA` (or `metadata`) and functions. What lies in the plugin directories is
 * recognised without metadata as well. Nothing of it runs before it is attached.
 */
export function dialectOf(world: World): Dialect {
  const foundAt = ({ path }: SourceInfo) => (path === undefined ? undefined : world.byEntry.get(realOf(path)));
  return {
    name: 'mcdreforged',
    recognises(exported, source) {
      if (typeof exported !== 'object' || exported === null || typeof Reflect.get(exported, 'attach') === 'function') return false;
      const found = foundAt(source);
      if (found?.metadata !== undefined) return isModule(exported);
      return metadataOf(exported) !== undefined || (found !== undefined && isModule(exported));
    },
    describe(exported, source): Extension<ExtensionContext> {
      const module = exported as object;
      const found = foundAt(source);
      const file = source.path ?? source.spec;
      const read: MetadataRead =
        found?.metadata === undefined
          ? readMetadata(
              metadataOf(module),
              { path: shownPath(file, world.settled.home), fallback: basename(file, extname(file)), from: 'PLUGIN_METADATA' },
              world.settled.grammar,
            )
          : { metadata: found.metadata, warnings: found.warnings };
      if ('refused' in read) return refusing(basename(file), read.refused, MEND.solo, file);
      const { metadata, warnings } = read;
      return {
        name: metadata.id,
        attach() {
          for (const warning of warnings) this.log.warn(warning);
          const made = makePlugin({ world, metadata, module, ...(found === undefined ? {} : { found }) });
          this.own(() => found?.dispose?.());
          this.own(() => made.removed());
          this.registerPlugin(made.definition);
        },
      };
    },
  };
}

/** Stands in the list in the place of what can't be loaded, and says why: `mcdreforged.not-loadable`, with the path. */
export function refusing(name: string, why: string, hint: string, place: string): Extension {
  return {
    name,
    attach(_options: unknown, callback: (error: Error) => void) {
      callback(new MortiseError({ code: 'mcdreforged.not-loadable', severity: 'error', blame: 'plugin', message: why, hint, place }));
    },
  };
}

/** What is declared, under either name. */
function metadataOf(exported: object): unknown {
  const members = isModule(exported) ? membersOf(exported) : new Map(Object.entries(exported));
  const declared = members.get('PLUGIN_METADATA');
  if (declared !== undefined) return declared;
  const metadata = members.get('metadata');
  return isRecord(metadata) && ('id' in metadata || 'version' in metadata) ? metadata : undefined;
}

const isModule = (value: object): boolean => Object.prototype.toString.call(value) === '[object Module]';

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
