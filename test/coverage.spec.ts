/** Open this to see which lines the coverage table counts, and when it is not good enough. */
import { describe, expect, it } from '@jest/globals';
import { codeLines } from './coverage/lines.js';
import { spans, table, type Covered } from './coverage/table.js';

describe('a line', () => {
  it('counts if something that runs begins on it', () => {
    const text = [
      '/** Open this. */',
      "import { a } from './a.js';",
      'export interface B {',
      '  b: string;',
      '}',
      'declare global {',
      '  interface C {}',
      '}',
      '// a comment with é',
      'export function f(x: B): void {',
      '  if (x.b === a) {',
      "    throw new Error('no');",
      '  }',
      '}',
      "export type { D } from './d.js';",
    ].join('\n');
    expect([...codeLines(text)].sort((a, b) => a - b)).toEqual([10, 11, 12]);
  });

  it('is one of none in a file of types', () => {
    expect(codeLines('export type A = 1;\nexport interface B {}\n').size).toBe(0);
  });
});

describe('the table', () => {
  const covered = (file: string, lines: number, ...missed: number[]): Covered => ({
    file,
    lines: new Set(Array.from({ length: lines }, (_, index) => index + 1)),
    missed,
  });

  it('adds up by folder and names what was not run', () => {
    const { text, short } = table([
      covered('src/host.ts', 40),
      covered('src/plan/plan.ts', 60, 3, 4, 5, 9),
      covered('decorators/plugin.ts', 10, 1),
    ]);
    expect(text.split('\n')).toEqual([
      'folder                  covered  lines',
      'decorators                    9     10    90.0 %',
      'src                          40     40   100.0 %',
      'src/plan                     56     60    93.3 %',
      '',
      'all of src                   96    100    96.0 %',
      'all of decorators             9     10    90.0 %',
      '  not run: src/plan/plan.ts:3-5, 9',
      '  not run: decorators/plugin.ts:1',
    ]);
    expect(short).toEqual(['decorators has 90.0 % of 95 %']);
  });

  it('joins neighbours', () => {
    expect([spans([]), spans([1]), spans([1, 2, 4, 6, 7, 8])]).toEqual(['', '1', '1-2, 4, 6-8']);
  });
});
