import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { nodeFiles } from '../../src/platform/files.js';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-files-')));
afterAll(() => rmSync(home, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
}

describe('files', () => {
  it('are told from directories and from nothing, also behind links', () => {
    const path = file('a.txt', 'a');
    symlinkSync(path, join(home, 'link'));
    symlinkSync(join(home, 'nowhere'), join(home, 'broken'));
    expect(
      ['a.txt', 'link', '', 'broken', 'a.txt/below', 'b.txt', 'x\0y', 'z'.repeat(5000)].map((name) => nodeFiles.kind(join(home, name))),
    ).toEqual(['file', 'file', 'directory', 'absent', 'absent', 'absent', 'absent', 'absent']);
  });

  it('are absent when reading them could wait for ever', () => {
    const pipe = join(home, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(nodeFiles.kind(pipe)).toBe('absent');
  });

  it('are read as UTF-8 without a byte-order mark', () => {
    expect(nodeFiles.read(file('b.txt', '\ufeffgrüße\n'))).toBe('grüße\n');
    expect(nodeFiles.read(file('c.txt', ''))).toBe('');
  });

  it('are listed in the order of their names', () => {
    mkdirSync(join(home, 'list'));
    for (const name of ['b', 'B', 'a', '_']) file(`list/${name}`, '');
    expect(nodeFiles.list(join(home, 'list'))).toEqual(['B', '_', 'a', 'b']);
  });

  it('have one real path, whichever link leads to them', () => {
    const path = file('d.txt', 'd');
    symlinkSync(home, join(home, 'round'));
    expect(nodeFiles.real(join(home, 'round', 'round', 'd.txt'))).toBe(path);
  });

  it('have the SHA-256 of their bytes', () => {
    expect(nodeFiles.hash(file('e.txt', 'abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(nodeFiles.hash(file('f.txt', '\ufeffabc'))).not.toBe(nodeFiles.hash(file('e.txt', 'abc')));
  });

  it.each(['read', 'list', 'real', 'hash'] as const)('throw what Node throws: %s', (method) => {
    expect(() => nodeFiles[method](join(home, 'nowhere'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});
