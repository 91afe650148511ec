import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '../../src/platform/state-file.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'mortise-state-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('a file is written whole, in a folder that is made for it', () => {
  const path = join(folder, 'a/b/state.json');
  writeWhole(path, 'one');
  writeWhole(path, 'two');
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(join(folder, 'a/b'))).toEqual(['state.json']);
});

it('what stands in the way is thrown, and leaves no draft', () => {
  mkdirSync(join(folder, 'state.json/full'), { recursive: true });
  expect(() => writeWhole(join(folder, 'state.json'), 'one')).toThrow();
  expect(readdirSync(folder)).toEqual(['state.json']);
  writeFileSync(join(folder, 'file'), '');
  expect(() => writeWhole(join(folder, 'file/state.json'), 'one')).toThrow();
});
