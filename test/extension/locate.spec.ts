/** Open this to see which paths a module or file spec may lead to, and which are refused (G8). */
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { locateFile, locateModule, nodeModules, type Home, type Located } from '../../src/extension/locate.js';
import { nodeFiles } from '../../src/platform/files.js';
import type { Problem } from '../../src/model/problem.js';
import { folder } from './folder.js';

const outside = folder({ 'secret.js': '', 'package/index.js': '' });
const there = folder({
  'package.json': '{ "name": "shop", "version": "9.9.9", "type": "module" }',
  'plugins/tax.js': '',
  'plugins/rates.mjs': '',
  'plugins/old.cjs': '',
  'plugins/main/package.json':
    '{ "name": "acme-main", "version": "1.2.3", "main": "lib/start.js", "author": { "name": "Ada" }, "description": "Main", "homepage": "https://acme.example", "private": true }',
  'plugins/main/lib/start.js': '',
  'plugins/index/index.js': '',
  'plugins/odd/package.json': '{ broken',
  'plugins/odd/index.js': '',
  'plugins/mjs/index.mjs': '',
  'plugins/cjs/index.cjs': '',
  'plugins/empty/readme.md': '',
  'plugins/mainless/package.json': '{ "main": "./nope.js" }',
  'plugins/unreadable/package.json': '{ "main": ',
  'plugins/unreadable/index.js': '',
  'plugins/escape/package.json': `{ "main": "../../../${outside.path.split('/').at(-1)}/secret.js" }`,
  'node_modules/acme-cache/package.json':
    '{ "name": "acme-cache", "version": "2.0.0", "exports": { ".": "./lib/cache.js", "./extra": "./lib/extra.js" }, "author": "Grace" }',
  'node_modules/acme-cache/lib/cache.js': '',
  'node_modules/acme-cache/lib/extra.js': '',
  'node_modules/acme-old/package.json': '{ "name": "acme-old", "version": "1.0.0" }',
  'node_modules/acme-old/index.js': '',
  'node_modules/acme-old/two words.js': '',
});
there.link('plugins/linked.js', join(outside.path, 'secret.js'));
there.link('plugins/inner.js', 'plugins/tax.js');

const home: Home = { home: there.path, roots: [there.path] };

function file(path: string, at: Home = home): Located {
  return locateFile(path, at, nodeFiles, nodeModules);
}

function moduleOf(name: string): Located {
  return locateModule(name, home, nodeFiles, nodeModules);
}

/** The path below the folder, or the code of the problem. */
function shown(found: Located): string {
  return 'problem' in found ? found.problem.code : found.path.replace(`${there.path}/`, '');
}

describe('a file', () => {
  it.each([
    ['./plugins/tax.js', 'plugins/tax.js'],
    ['plugins/tax.js', 'plugins/tax.js'],
    ['./plugins/tax', 'plugins/tax.js'],
    ['./plugins/../plugins/tax.js', 'plugins/tax.js'],
    [join(there.path, 'plugins/tax.js'), 'plugins/tax.js'],
    ['./plugins/rates.mjs', 'plugins/rates.mjs'],
    ['./plugins/old.cjs', 'plugins/old.cjs'],
    ['./plugins/main', 'plugins/main/lib/start.js'],
    ['./plugins/index', 'plugins/index/index.js'],
    ['./plugins/index/', 'plugins/index/index.js'],
    ['./plugins/mjs', 'plugins/mjs/index.mjs'],
    ['./plugins/cjs', 'plugins/cjs/index.cjs'],
    ['./plugins/inner.js', 'plugins/tax.js'],
  ])('%s is %s', (path, expected) => {
    expect(shown(file(path))).toBe(expected);
  });

  it.each([
    ['./plugins/absent.js', 'there is no such file.'],
    ['./plugins/Tax.js', 'there is no such file.'],
    ['./plugins/tax.js/more', 'there is no such file.'],
    ['./plugins/empty', 'the directory has neither a main nor an index.js.'],
  ])('%s is extension.not-found', (path, why) => {
    const found = file(path);
    expect(found).toMatchObject({
      problem: { code: 'extension.not-found', phase: 'read', field: 'file', cause: { code: 'MODULE_NOT_FOUND' } },
    });
    expect('problem' in found && found.problem.message).toBe(`The extension '${path}' was not found from ${there.path}: ${why}`);
  });

  it.each([
    '../secret.js',
    '..',
    './plugins/../../x.js',
    '/etc/passwd',
    join(outside.path, 'secret.js'),
    `${there.path}-sibling/x.js`,
    './plugins/linked.js',
    './plugins/escape',
  ])('%s is extension.outside-root', (path) => {
    expect(file(path)).toMatchObject({ problem: { code: 'extension.outside-root', phase: 'read', field: 'file', blame: 'host' } });
  });

  it.each([
    [
      './plugins/mainless',
      "its package.json names './nope.js' as main, which is not there.",
      'Correct main in its package.json, or add that file.',
    ],
    ['./plugins/unreadable', /^its package\.json can't be read: SyntaxError/, 'Mend its package.json.'],
  ])('%s is extension.not-found, with what its package.json has to do with it', (path, why, hint) => {
    const { problem } = file(path) as { problem: Problem };
    expect([problem.code, problem.hint]).toEqual(['extension.not-found', hint]);
    const told = problem.message.replace(`The extension '${path}' was not found from ${there.path}: `, '');
    if (typeof why === 'string') expect(told).toBe(why);
    else expect(told).toMatch(why);
  });

  it('may lie under any root, however the root is written, and the message does not tell what exists outside', () => {
    expect(shown(file(join(outside.path, 'package'), { home: there.path, roots: [there.path, outside.path] }))).toBe(
      join(outside.path, 'package/index.js'),
    );
    expect(shown(file(join(outside.path, 'package'), { home: there.path, roots: [`${outside.path}/package/../`] }))).toBe(
      join(outside.path, 'package/index.js'),
    );
    const [absent, present] = ['absent.js', 'secret.js'].map((name) => file(join(outside.path, name)));
    expect('problem' in absent! && absent.problem.message.replace('absent', 'secret')).toBe(
      'problem' in present! && present.problem.message,
    );
  });

  it('may be reached through a link to the home itself', () => {
    const linked = folder();
    linked.link('home', there.path);
    const at = join(linked.path, 'home');
    expect(shown(file('./plugins/tax.js', { home: at, roots: [at] }))).toBe('plugins/tax.js');
  });

  it('knows the package it belongs to, unless that is the one of its owner', () => {
    expect(file('./plugins/main')).toMatchObject({
      package: { name: 'acme-main', version: '1.2.3', description: 'Main', author: 'Ada', homepage: 'https://acme.example' },
    });
    expect(file('./plugins/tax.js')).toEqual({ path: join(there.path, 'plugins/tax.js') });
    // Whether a package.json that can't be read stands in the way of its code is for Node to say.
    const found = locateFile('./plugins/odd/index.js', home, nodeFiles, { ...nodeModules, resolveFile: (path) => path });
    expect(found).toEqual({ path: join(there.path, 'plugins/odd/index.js') });
    const below = { home: join(there.path, 'plugins'), roots: [there.path] };
    expect(file('../plugins/tax.js', below)).toEqual({ path: join(there.path, 'plugins/tax.js') });
  });
});

describe('a module', () => {
  it.each([
    ['acme-cache', 'node_modules/acme-cache/lib/cache.js'],
    ['acme-cache/extra', 'node_modules/acme-cache/lib/extra.js'],
    ['acme-old', 'node_modules/acme-old/index.js'],
    ['acme-old/index.js', 'node_modules/acme-old/index.js'],
    ['acme-old/two words.js', 'node_modules/acme-old/two words.js'],
    ['node:fs', 'node:fs'],
  ])('%s is %s', (name, expected) => {
    expect(shown(moduleOf(name))).toBe(expected);
  });

  it('knows its package', () => {
    expect(moduleOf('acme-cache')).toMatchObject({ package: { name: 'acme-cache', version: '2.0.0', author: 'Grace' } });
  });

  it.each([
    ['acme-absent', "Cannot find package 'acme-absent'"],
    ['acme-cache/lib/cache.js', 'is not defined by'],
    ['./plugins/tax.js', 'module wants the name of a package; write file for a path.'],
    ['../x', 'module wants the name of a package'],
    ['.', 'module wants the name of a package'],
    ['/etc/passwd', 'module wants the name of a package'],
    ['file:///etc/passwd', 'module wants the name of a package'],
    [String.raw`C:\x.js`, 'module wants the name of a package'],
    ['data:text/javascript,1', 'module wants the name of a package'],
    ['https://acme.example/x.js', 'module wants the name of a package'],
    ['acme-old/../../plugins/tax.js', 'module wants the name of a package'],
    ['acme-old/%2e%2e/%2E%2e/plugins/tax.js', 'module wants the name of a package'],
    ['acme-old/./index.js', 'module wants the name of a package'],
    [String.raw`acme-old\..\x`, 'module wants the name of a package'],
    // An address is read without what is blank around it, and without tabs and line ends anywhere.
    [' file:///etc/passwd', 'module wants the name of a package'],
    ['\u{1}file:///etc/passwd', 'module wants the name of a package'],
    ['fi\tle:///etc/passwd', 'module wants the name of a package'],
    ['acme-old/.\t./.\n./plugins/tax.js', 'module wants the name of a package'],
    ['acme-old/.. ', 'module wants the name of a package'],
    ['acme-old ', 'module wants the name of a package, and this has a space at an end or a control character in it.'],
    [' acme-old', 'and this has a space at an end'],
    ['acme\told', 'and this has a space at an end or a control character in it.'],
  ])('%s is extension.not-found', (name, why) => {
    const found = moduleOf(name);
    expect(found).toMatchObject({ problem: { code: 'extension.not-found', phase: 'read', field: 'module' } });
    expect('problem' in found && found.problem.message).toContain(why);
  });

  it('that is not there is told without the name of a file that nobody has', () => {
    const found = moduleOf('acme-absent');
    expect('problem' in found && found.problem.message).toBe(
      `The extension 'acme-absent' was not found from ${home.home}: Cannot find package 'acme-absent'.`,
    );
  });
});
