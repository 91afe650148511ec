/** Open this to see that what is measured is the built package, as whoever installs it has it. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// This folder is a package of its own, so by itself it would not find the one that it lies in.
const { resolve } = createRequire(new URL('../package.json', import.meta.url));
const load = (name) => import(pathToFileURL(resolve(name)).href);

/** The file of an entry point. */
export const fileOf = (name) => resolve(name);

export const { createHost, definePlugin, PluginContext, versionDialect } = await load('mortise');

/** The copies that plugins share with mortise. */
export const inversify = () => load('inversify');
export const semver = async () => (await load('semver')).default;
