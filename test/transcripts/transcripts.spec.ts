/** Open this to see that the pages print what the command prints. With UPDATE_TRANSCRIPTS=1 they are written anew. */
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rewritten, stepsOf } from './page.js';
import { Shell } from './shell.js';

const ROOT = join(import.meta.dirname, '../..');
/** What a page says that is typed in a checkout. */
const IN_THE_SHOP = '<!-- typed in a checkout, with the shop running -->';
const FOLDERS = ['docs/guide', 'test/transcripts'];
const pages = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`)).filter(
  (path) => path.endsWith('.md') && stepsOf(readFileSync(join(ROOT, path), 'utf8')).some(({ kind }) => kind === 'command'),
);

/** Milliseconds and the time of day are what they are, and columns are as wide as they need. */
function settled(text: string): string {
  return text
    .replace(/\b\d\d:\d\d:\d\d\.\d{3}\b/g, '12:00:00.000')
    .replace(/ +(\d+) {2}(running|starting)/g, ' 1  $2')
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2026-05-04T08:30:00.000Z')
    .replace(/\b\d{4}-\d\d-\d\d( at)? \d\d:\d\d(:\d\d)?\b/g, '2026-05-04$1 08:30')
    .replace(/\b\d+ ms\b/g, '1 ms')
    .replace(/\bms=\d+/g, 'ms=1')
    .replace(/("ms": )\d+(\.\d+)?/g, '$11')
    .replace(/("pid": )\d+/g, '$11')
    .replace(/ {2,}(?=\S)/g, (gap, at: number, all: string) => (at === 0 || all[at - 1] === '\n' ? gap : '  '));
}

describe('the command prints what these pages say', () => {
  it('there are pages', () => expect(pages.length).toBeGreaterThan(1));

  it.each(pages)(
    '%s',
    async (path) => {
      const page = readFileSync(join(ROOT, path), 'utf8');
      const shell = new Shell();
      if (page.includes(IN_THE_SHOP)) await shell.openShop();
      const printed = new Map<number, string>();
      try {
        for (const step of stepsOf(page)) {
          if (step.kind === 'file') {
            shell.write(step.path, step.text);
            continue;
          }
          const prints = await shell.type(step.line);
          printed.set(step.at, prints);
          if (process.env['UPDATE_TRANSCRIPTS'] === undefined)
            expect(`$ ${step.line}\n${settled(prints)}`).toBe(`$ ${step.line}\n${settled(step.prints)}`);
        }
      } finally {
        await shell.end();
      }
      if (process.env['UPDATE_TRANSCRIPTS'] !== undefined) writeFileSync(join(ROOT, path), rewritten(page, printed));
    },
    120_000,
  );
});
