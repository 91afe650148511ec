/** Open this to see which files of a directory are plugins, and that a broken one stops nothing. */
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { discover } from '../../src/extension/discover.js';
import type { FilesPort } from '../../src/model/ports.js';
import { nodeFiles } from '../../src/platform/files.js';
import { createTestHost } from '../../src/testing/index.js';
import { folder } from './folder.js';

const there = folder({
  'plugins/b.js': '',
  'plugins/a.mjs': '',
  'plugins/c.cjs': '',
  'plugins/notes.md': '',
  'plugins/types.ts': '',
  'plugins/data.json': '{}',
  'plugins/_draft.js': '',
  'plugins/.hidden.js': '',
  'plugins/off.js.disabled': '',
  'plugins/off.disabled/index.js': '',
  'plugins/_off/index.js': '',
  'plugins/node_modules/x/index.js': '',
  'plugins/package/package.json': '{ "main": "lib/main.js" }',
  'plugins/package/lib/main.js': '',
  'plugins/index/index.mjs': '',
  'plugins/index/part.js': '',
  'plugins/category/deep/one.js': '',
  'plugins/category/two.js': '',
  'plugins/empty/readme.md': '',
});
there.link('plugins/category/round', 'plugins/category');
there.link('plugins/category/deep/up', 'plugins');

function found(directory: string, files: FilesPort = nodeFiles) {
  return discover(join(there.path, directory), there.path, files);
}

describe('a directory', () => {
  it('has the plugins of its files, packages and categories, sorted, each once', () => {
    const { specs, problems } = found('plugins');
    expect(problems).toEqual([]);
    expect(specs.map(({ source }) => source.spec)).toEqual([
      './plugins/a.mjs',
      './plugins/b.js',
      './plugins/c.cjs',
      './plugins/category/deep/one.js',
      './plugins/category/two.js',
      './plugins/index',
      './plugins/package',
    ]);
    expect(specs[0]).toEqual({
      target: { file: join(there.path, 'plugins/a.mjs') },
      options: undefined,
      required: false,
      enabled: true,
      source: { kind: 'discovered', spec: './plugins/a.mjs' },
    });
  });

  it('outside of home is told by the way to it', () => {
    const specs = discover(join(there.path, 'plugins/category/deep'), join(there.path, 'plugins/index'), nodeFiles).specs;
    expect(specs[0]!.source.spec).toBe('../category/deep/one.js');
  });

  it('that is absent is extension.directory-unreadable', () => {
    expect(found('absent').problems).toMatchObject([
      {
        code: 'extension.directory-unreadable',
        blame: 'host',
        phase: 'read',
        field: 'directories',
        message: expect.stringMatching(/^The plugin directory '.*absent' can't be read: ENOENT/),
        cause: { code: 'ENOENT' },
      },
    ]);
  });

  it('with a folder in it that may not be read has the others', () => {
    const files: FilesPort = {
      ...nodeFiles,
      list(path) {
        if (path.endsWith('/deep')) throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
        return nodeFiles.list(path);
      },
    };
    const { specs, problems } = found('plugins/category', files);
    expect(specs.map(({ source }) => source.spec)).toEqual(['./plugins/category/two.js']);
    expect(problems).toMatchObject([{ code: 'extension.directory-unreadable', cause: { code: 'EACCES' } }]);
  });

  it('deeper than anybody builds is not gone through', () => {
    const deep = folder({ [`${'d/'.repeat(8)}in.js`]: '', [`${'d/'.repeat(10)}out.js`]: '' });
    expect(discover(deep.path, deep.path, nodeFiles).specs.map(({ source }) => source.spec)).toEqual([`./${'d/'.repeat(8)}in.js`]);
  });
});

describe('a host with directories', () => {
  const attach = (name: string) =>
    `export default { name: '${name}', version: '1.0.0', attach() { this.registerPlugin('${name}/value', {}); } };`;
  const home = folder({
    'plugins/package.json': '{ "type": "module" }',
    'plugins/good.js': attach('good'),
    'plugins/nested/fine.js': attach('fine'),
    'plugins/throws.js': 'throw new Error("at import");',
    'plugins/syntax.js': 'export default {',
    'plugins/nothing.js': 'export const a = 1;',
  });

  it('runs what is sound, and names what is broken', async () => {
    const test = createTestHost({ home: home.path, directories: ['./plugins', './absent'] });
    const report = await test.start();
    expect(report.plugins.map(({ id, state, source }) => [id, state, source])).toEqual([
      ['good:good/value', 'running', './plugins/good.js'],
      ['fine:fine/value', 'running', './plugins/nested/fine.js'],
    ]);
    expect(report.problems.map(({ code, extension }) => [code, extension])).toEqual([
      ['extension.directory-unreadable', undefined],
      ['extension.not-recognised', './plugins/nothing.js'],
      ['extension.import-failed', './plugins/syntax.js'],
      ['extension.import-failed', './plugins/throws.js'],
    ]);
    await test.stop();
    test.expectClean();
  });
});
