/** Open this to see that every example of the documentation compiles and runs. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { programsOf, programsOfComments, type Program } from './docs/blocks.js';
import { tryPrograms, type Failures } from './docs/try.js';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

function filesOf(folder: string, suffix: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(suffix) && !name.includes('node_modules'))
    .sort()
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

const pages = [...(existsSync(join(root, 'README.md')) ? ['README.md'] : []), ...filesOf('docs', '.md')];
const sources = [...filesOf('src', '.ts'), ...filesOf('decorators', '.ts'), ...filesOf('plugins', '.ts')];
const programs = [
  ...pages.flatMap((page) => programsOf(page, read(page))),
  ...sources.flatMap((file) => programsOfComments(file, read(file))),
];

describe('the documentation', () => {
  let failures: Failures;
  beforeAll(async () => {
    failures = await tryPrograms('pages', programs);
  }, 300_000);

  it('has examples', () => {
    expect(programs.length).toBeGreaterThan(0);
  });

  it.each(programs.map((program) => [program.place, program] as const))('%s', (_, program) => {
    expect(failures.get(program) ?? []).toEqual([]);
  });
});

describe('a block', () => {
  const page = (...lines: string[]): Program[] => programsOf('page.md', lines.join('\n'));

  it('is found with its place, whatever is around it', () => {
    expect(
      page(
        '# Title',
        '',
        '- item',
        '  ```ts',
        '  let a = 1;',
        '    a += 1;',
        '  ```',
        '```json',
        '{}',
        '```',
        '````md',
        '```ts',
        'no',
        '```',
        '````',
      ),
    ).toEqual([
      {
        place: 'page.md:5',
        runs: true,
        lines: [
          { text: 'let a = 1;', place: 'page.md:5' },
          { text: '  a += 1;', place: 'page.md:6' },
        ],
      },
    ]);
  });

  it('continues the one before it', () => {
    const [program, ...others] = page('```ts', 'a', '```', 'then', '```ts continued', 'b', '```');
    expect(others).toEqual([]);
    expect(program!.lines.map(({ place }) => place)).toEqual(['page.md:2', 'page.md:6']);
  });

  it('is not run if it says so, itself or a part of it', () => {
    expect(page('```ts no-run', 'a', '```', '```ts', 'b', '```', '```ts continued type-only', 'c', '```').map(({ runs }) => runs)).toEqual([
      false,
      false,
    ]);
  });

  it('says where it is wrong', () => {
    expect(() => page('```ts norun', 'a', '```')).toThrow("page.md:2: 'norun' is not known");
    expect(() => page('```ts continued', 'a', '```')).toThrow('page.md:2: there is no block that it could continue');
    expect(() => page('', '```ts', 'a')).toThrow('page.md:3: the block is not closed');
  });

  it('is found in doc comments, and only there', () => {
    const text = [
      '/**',
      ' * Says.',
      ' *',
      ' * ```ts',
      ' * const a = {',
      ' *   b: 1,',
      ' * };',
      ' * ```',
      ' */',
      'const text = `',
      '```ts',
      'no',
      '```',
      '`;',
    ].join('\n');
    expect(programsOfComments('src/x.ts', text)).toEqual([
      {
        place: 'src/x.ts:5',
        runs: true,
        lines: ['const a = {', '  b: 1,', '};'].map((line, index) => ({ text: line, place: `src/x.ts:${5 + index}` })),
      },
    ]);
  });
});

describe('an example that is wrong', () => {
  const page = [
    ['```ts', 'const a: number = 1;', "const b: number = 'b';", '```'],
    [
      '```ts',
      "import { existsSync } from 'node:fs';",
      'interface Text { length: number }',
      'const text: Text = [];',
      "if (existsSync('x')) throw new Error(`${text.length}`);",
      "throw new Error('at run time');",
      '```',
    ],
    ['```ts no-run', "throw new Error('never');", '```'],
    ['```ts', 'process.exit(7);', '```'],
    ['```ts', 'void Promise.reject(new Error("unheard"));', '```'],
    [
      '```ts',
      "import { readdirSync, writeFileSync } from 'node:fs';",
      "if (readdirSync('.').length > 0) throw new Error('not fresh');",
      "writeFileSync('x', '');",
      '```',
    ],
    ['```ts', "import { readdirSync } from 'node:fs';", "if (readdirSync('.').length > 0) throw new Error('not fresh');", '```'],
    ['```ts', 'const kept = (target: object) => { Object.assign(target, { kept: true }); };', '@kept class A {}', '```'],
    [
      '```ts continued',
      "if (!('kept' in A)) throw new Error('the decorator did not run');",
      "throw new Error('in the continuation');",
      '```',
    ],
  ].flat();

  it('is named with its file and line, and the right ones are not', async () => {
    const failures = await tryPrograms('wrong', programsOf('page.md', page.join('\n')));
    expect([...failures.values()].flat().sort()).toEqual(
      [
        "page.md:3 TS2322: Type 'string' is not assignable to type 'number'.",
        'page.md:10 Error: at run time',
        'page.md:16 ended the process with 7',
        'page.md:19 Error: unheard',
        'page.md:36 Error: in the continuation',
      ].sort(),
    );
  }, 120_000);
});
