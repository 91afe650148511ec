/** Open this to see how code gets in: what Node finds and imports, and what mortise loads itself, so that it can go away. */
import type { ModulesPort } from '../model/ports.js';
import { remember } from './graph/by-node.js';
import { installedCompiler } from './graph/compile.js';
import type { LoaderPorts } from './graph/load.js';
import { requiredFile } from './graph/target.js';
import { nodeModules } from './locate.js';

/** Node's own ways to find and import code, and the loader on a disk. The compiler is the one that is installed, if nothing else is said. */
export function modulesOn(ports: Omit<LoaderPorts, 'compiler'> & Partial<LoaderPorts>): ModulesPort {
  const loader: LoaderPorts = { compiler: installedCompiler, ...ports };
  return {
    ...nodeModules,
    // Node remembers for ever what the main of a package is. What it finds beyond that, and what it says when there is nothing, stays its own.
    resolveFile(path) {
      const found = requiredFile(path, loader.files);
      return found === undefined ? nodeModules.resolveFile(path) : loader.files.real(found);
    },
    import(path) {
      // With a compiler, what Node has of a file is never taken for a new generation of it.
      if (!loader.compiler.isInstalled()) remember(path, loader);
      return nodeModules.import(path);
    },
    async load(entry, root, options) {
      const { load } = await import('./graph/load.js');
      return load(entry, root, options ?? {}, loader);
    },
  };
}
