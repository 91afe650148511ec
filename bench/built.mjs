/** Open this to see that what is measured is the built package, as whoever installs it has it. */
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// This folder is a package of its own, so by itself it would not find the one that it lies in.
const { resolve } = createRequire(new URL('../package.json', import.meta.url));
const load = (name) => import(pathToFileURL(resolve(name)).href);

const builtAt = (path) => statSync(new URL(path, new URL('../dist/', import.meta.url))).mtimeMs;
if (builtAt('.build.tsbuildinfo') > builtAt('mortise/index.js'))
  throw new Error('dist/mortise is older than what tsc has written: npm run build');

/** The file of an entry point. */
export const fileOf = (name) => resolve(name);

export const { createHost, definePlugin, dependencyGraph, PluginContext, versionDialect } = await load('mortise');

/** The copies that plugins share with mortise. */
export const inversify = () => load('inversify');
export const semver = async () => (await load('semver')).default;

// Packages are loaded by what needs them first. How long that takes is measured by S, and by no other item.
const first = createHost({ log: { level: 'silent' } });
void first.container;
first.events.on('bench.first').subscribe().unsubscribe();
versionDialect('npm').satisfies('1.0.0', '^1.0.0');
