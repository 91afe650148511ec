/** Open this to see which configuration a command finds, and what it says of one that it can't take. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main.js';

let home: string;
const cwd = process.cwd();

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-config-')));
  process.chdir(home);
});
afterEach(() => {
  process.chdir(cwd);
  rmSync(home, { recursive: true });
});

/** What a command says that finds no configuration. */
async function refused(...line: string[]): Promise<string> {
  const talked: string[] = [];
  const code = await main(line, { data: (text) => void talked.push(`data: ${text}`), talk: (text) => void talked.push(text) });
  expect(code).toBe(2);
  return talked.join('\n');
}

describe('the configuration of a command', () => {
  it.each([
    ['main.ts', 'main.js'],
    ['lib/main.mts', 'lib/main.mjs'],
    ['main.cts', 'main.cjs'],
  ])('is not %s, which is to be compiled', async (name, compiled) => {
    mkdirSync('lib');
    writeFileSync(name, 'export default 5 as number;\n');
    expect(await refused('run', name)).toBe(
      `mortise: ${join(home, name)} is TypeScript, and is not run as it is.\n  Compile it, and name what comes of it: mortise run ${compiled}`,
    );
    expect(await refused('list', '--config', name)).toContain(`: mortise list --config ${compiled}`);
  });

  it.each(['mortise.yml', 'mortise.json'])('is not %s by itself, but may be', async (name) => {
    mkdirSync('sub');
    for (const folder of ['.', 'sub']) writeFileSync(join(folder, name), '{}\n');
    expect(await refused('run')).toBe(`mortise: there is no mortise.yaml here, but ${name}.\n  Name it: mortise run ${name}`);
    const there = `mortise: there is no file ${join(home, 'sub/mortise.yaml')}, but ${name}.\n  Name it: mortise check sub/${name}`;
    expect(await refused('check', 'sub')).toBe(there);
    expect(await refused('check', 'sub/mortise.yaml')).toBe(there);
    expect(await refused('check', 'sub/other.yaml')).not.toContain(name);
  });
});
