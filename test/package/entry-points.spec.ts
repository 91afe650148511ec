/** Open this to see what the packed package promises about its entry points: `import` and `require()` find them, and nothing else is in there. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNode, type ChildResult } from '../child.js';
import { author, type Author } from './author.js';

const { exports } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
};
const entryPoints = Object.keys(exports).map((path) => path.replace(/^\./, 'mortise'));
const modules = entryPoints.filter((name) => name !== 'mortise/package.json');

describe('an entry point of the packed package', () => {
  let project: Author;
  beforeAll(async () => {
    project = await author();
    project.write({
      'package.json': JSON.stringify({ name: 'service' }),
      'require.cjs': 'process.stdout.write(Object.keys(require(process.argv[2])).join());',
      'import.mjs': 'process.stdout.write(Object.keys(await import(process.argv[2])).join());',
      'node_modules/late/package.json': JSON.stringify({ name: 'late', type: 'module', exports: './index.js' }),
      'node_modules/late/index.js': 'export default await 1;',
    });
  }, 120_000);
  afterAll(() => project.remove());

  const node = (...args: string[]): Promise<ChildResult> => runNode(args, { cwd: project.home });

  // A module that awaits at its top level, or imports one that does, cannot be required.
  it.each(entryPoints)(
    "is loaded by require('%s') of a CommonJS service, so it nowhere awaits at top level",
    async (name) => {
      const { code, stdout, stderr } = await node('require.cjs', name);
      expect(stderr.replace(/^\(node:.*\n/gm, '').replace(/^\(Use .*\n/gm, '')).toBe('');
      expect(stdout).not.toBe('');
      expect(code).toBe(0);
    },
    60_000,
  );

  it.each(modules)(
    "exports the same by import '%s'",
    async (name) => {
      const [required, imported] = await Promise.all([node('require.cjs', name), node('import.mjs', name)]);
      const named = (text: string): string[] =>
        text
          .split(',')
          .filter((key) => key !== '__esModule')
          .sort();
      expect(named(imported.stdout)).toEqual(named(required.stdout));
      expect(imported.stdout).not.toBe('');
    },
    60_000,
  );

  it('that awaited at top level would be noticed', async () => {
    const { code, stderr } = await node('require.cjs', 'late');
    expect(stderr).toContain('ERR_REQUIRE_ASYNC_MODULE');
    expect(code).toBe(1);
  });

  it('brings reflect-metadata into the bundle of a service, which nothing there asks for by name', async () => {
    const stdin = { contents: "import 'mortise/decorators';", resolveDir: project.home };
    const { outputFiles } = await build({ stdin, bundle: true, platform: 'node', format: 'esm', write: false, logLevel: 'silent' });
    expect(outputFiles[0]!.text).toContain('reflect-metadata/ReflectLite.js');
  });

  it('is the only way in', async () => {
    const { stderr } = await node('import.mjs', 'mortise/dist/mortise/index.js');
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

describe('the tarball', () => {
  it('has the compiled code, the preset, the license and the pages, and nothing of the workshop', async () => {
    const project = await author();
    project.remove();
    const tops = [
      ...new Set(
        project.packed.map((path) =>
          path
            .split('/')
            .slice(0, path.startsWith('dist/') ? 2 : 1)
            .join('/'),
        ),
      ),
    ].sort();
    expect(tops).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/decorators',
      'dist/mortise',
      'dist/plugins',
      'dist/src',
      'jest-preset',
      'package.json',
    ]);
    // The code is there once, and beside it are only the types.
    expect(project.packed.filter((path) => /^dist\/(?!mortise\/)/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
    expect(project.packed.filter((path) => /\.(tsbuildinfo|tgz)$|\.spec\.|(?<!\.d)\.ts$/.test(path))).toEqual([]);
    expect(project.packed).toEqual(
      expect.arrayContaining(['dist/mortise/bin.js', 'dist/src/index.d.ts', 'dist/mortise/plugins/pomelo.js']),
    );
  }, 120_000);
});
