/** Open this to see that a plugin means the same under every compiler. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from '../child.js';
import { compilers, type Compiler } from './compilers.js';

const fixtures = join(import.meta.dirname, '../fixtures/compilers');
// Below dist, so that `mortise` is found as the package that the files are in.
const output = join(import.meta.dirname, '../../dist/.compilers');

async function runCompiled(compiler: Compiler, source: string, as: string): Promise<string> {
  const folder = join(output, compiler.name.replaceAll(/[^a-z0-9]+/gi, '-'));
  const file = join(folder, as);
  await compiler.compile(join(fixtures, source), file);
  const { stdout, stderr } = await runNode([file]);
  return stdout + stderr;
}

describe('a plugin in the form for every compiler', () => {
  beforeAll(() => rmSync(output, { recursive: true, force: true }));

  it.each(compilers.map((compiler) => [compiler.name, compiler] as const))(
    'does the same under %s',
    async (_, compiler) => {
      expect(await runCompiled(compiler, 'everything.standard.ts', 'everything.standard.js')).toBe(
        [
          'store 5 memory a true function',
          'later away',
          'recorder starts',
          'front starts true',
          'front plugin front',
          'later there',
          'front after start',
          'ok true running,running',
          'recorded 1',
          'front ada ADA',
          'counted 1 shout.now',
          'store says hello',
          'doubled 42',
          'made 1 true',
          'later away',
          'store stops false',
          '',
        ].join('\n'),
      );
    },
    60_000,
  );
});

const where = (index: number): string => `parameter ${index} of the constructor of user`;
const ERASED = /^manifest\.erased-type: Nothing is left of the type of (.*): the compiler emitted (\w+), as for (.*)\.$/;

describe('a constructor whose types are nothing at run time', () => {
  // What each makes of a class imported with `import type`.
  const left: Readonly<Record<string, string>> = { tsc: 'Function', swc: 'Object', oxc: 'Object' };

  it.each(compilers.filter((compiler) => compiler.mode === 'legacy with metadata').map((compiler) => [compiler.name, compiler] as const))(
    'is told with what %s left of each',
    async (name, compiler) => {
      const said = (await runCompiled(compiler, 'erased.ts', 'erased.js')).trim().split('\n');
      const emitted = left[name.replace(/\W.*/, '')]!;
      const imported = 'a class imported with `import type`';
      expect(said.slice(0, 2).map((line) => ERASED.exec(line)?.slice(1))).toEqual([
        [where(2), emitted, emitted === 'Function' ? imported : `an interface, or ${imported}`],
        [where(3), 'Object', `an interface, or ${imported}`],
      ]);
      expect(said.slice(2)).toEqual([
        `manifest.missing-token: Nothing says what ${where(4)} should get: the compiler emitted the type Number, which says nothing of what is meant.`,
      ]);
    },
    60_000,
  );

  it.each(compilers.filter((compiler) => compiler.mode !== 'legacy with metadata').map((compiler) => [compiler.name, compiler] as const))(
    'is told to list what it gets under %s',
    async (_, compiler) => {
      const why = 'there is no inject list, and the compiler emits no types';
      expect(await runCompiled(compiler, 'erased.ts', 'erased.js')).toBe(
        [1, 2, 3, 4].map((index) => `manifest.missing-token: Nothing says what ${where(index)} should get: ${why}.\n`).join(''),
      );
    },
    60_000,
  );
});

describe('parameter decorators and emitted types', () => {
  it.each(compilers.filter((compiler) => compiler.mode === 'legacy with metadata').map((compiler) => [compiler.name, compiler] as const))(
    'work under %s',
    async (_, compiler) => {
      expect(await runCompiled(compiler, 'legacy.ts', 'legacy.js')).toBe('user function cache helper true\nok true\n');
    },
    60_000,
  );
});
