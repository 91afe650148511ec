/** Open this to see that what is measured is the built package, as whoever installs it has it. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// This folder is a package of its own, so by itself it would not find the one that it lies in.
const { resolve } = createRequire(new URL('../package.json', import.meta.url));

export const { createHost, definePlugin } = await import(pathToFileURL(resolve('mortise')).href);
