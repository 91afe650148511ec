/** Open this to see that each fault that an author or an owner can bring about has a test that carries its id. */
import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Attach, handlers and errors; lifecycle, metadata and resolution. Those of later systems come with them. */
const ROWS = [...[1, 2, 3, 4, 5, 6, 10, 11, 12, 13].map((row) => `A${row}`), ...[5, 6, 7, 8, 9, 10, 11, 12].map((row) => `B${row}`)];

const titles = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.spec.ts') && !name.includes('node_modules'))
  .flatMap((name) => [...readFileSync(join(import.meta.dirname, '..', name), 'utf8').matchAll(/(?:describe|it|\)|`)\(\s*['"`]([^'"`]+)/g)])
  .map(([, title]) => title!);

it.each(ROWS)('%s has a test', (row) => {
  const id = new RegExp(`^(?:[A-G]\\d+, )*${row}(?:, [A-G]\\d+)*: `);
  expect(titles.filter((title) => id.test(title))).not.toEqual([]);
});
