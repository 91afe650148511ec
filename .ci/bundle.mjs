/** Open this to see how what tsc has compiled becomes what is published: a few files instead of hundreds, since each file that Node loads takes time. */
import { build } from 'esbuild';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { exports, imports, bin } = JSON.parse(readFileSync('package.json', 'utf8'));
const HOME = './dist/mortise/';

/** `plugins/pomelo` -> `dist/plugins/pomelo/index.js`: what becomes each entry point, from where its types are. */
const entryPoints = {};
const add = (target, source) => (entryPoints[target.slice(HOME.length, -'.js'.length)] = source);
for (const { types, default: target } of Object.values(exports))
  if (target?.startsWith(HOME)) add(target, types.replace(/\.d\.ts$/, '.js'));
for (const target of Object.values(imports['#packages'])) if (target.startsWith(HOME)) add(target, target.replace(HOME, './dist/src/'));
add(`./${bin.mortise}`, './dist/src/cli/bin.js');

/** Comments of members stay where esbuild finds them, and Node would read them at each start; the maps lead to sources that have them. Lines stay. */
const withoutDocs = {
  name: 'without docs',
  setup({ onLoad }) {
    onLoad({ filter: /\/dist\/(src|decorators|plugins)\/.*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(/^ +\/\*\*[\s\S]*?\*\/$/gm, (doc) => doc.replaceAll(/[^\n]/g, '')),
    }));
  },
};

const { metafile } = await build({
  entryPoints,
  outdir: HOME,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  // What several entry points use is in one file for all of them: there is only one of everything.
  splitting: true,
  // Also mortise itself: first-party plugins are in no file with it, so that in a stack one can tell them apart.
  packages: 'external',
  external: ['#packages'],
  // Whose `paths` lead 'mortise' to the sources.
  tsconfigRaw: {},
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // They go on from those of tsc to the sources.
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [withoutDocs],
  metafile: true,
});
// Nor does anybody read there from which file a line came.
for (const file of Object.keys(metafile.outputs).filter((name) => name.endsWith('.js')))
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/^\/\/ dist\/\S+\.js$/gm, ''));
// Only now, since something may run from there: what was there before and is no more.
const written = new Set(Object.keys(metafile.outputs));
for (const entry of readdirSync(HOME, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (entry.isFile() && !written.has(file)) rmSync(file);
}

// Types are published as tsc writes them; it leaves those of sources that are no more.
for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  const [, source, end] =
    /^dist\/((?:src|decorators|plugins)\/.*?)(\.js|\.d\.ts)(?:\.map)?$/.exec(join(entry.parentPath, entry.name)) ?? [];
  if (end !== undefined && !existsSync(`${source}.ts`)) rmSync(join(entry.parentPath, entry.name));
}
