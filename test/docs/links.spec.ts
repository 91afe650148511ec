/** Open this to see that every link between the pages of this repository leads somewhere. */
import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
const FOLDERS = ['docs', 'examples'];

function pages(): string[] {
  const below = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(root, folder, path)),
  );
  return [...readdirSync(root).map((name) => join(root, name)), ...below].filter(
    (path) => path.endsWith('.md') && !path.includes('node_modules'),
  );
}

/** Code is no text: what looks like a link in it is none. */
const textOf = (page: string): string =>
  readFileSync(page, 'utf8')
    .replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));

/** As they are made of headings where such pages are shown. */
function anchorsOf(page: string): Set<string> {
  const headings = [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'));
  const slugs = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set(slugs.map((slug, at) => `${slug}${suffixOf(slugs.slice(0, at).filter((other) => other === slug).length)}`));
}

const suffixOf = (before: number): string => (before === 0 ? '' : `-${before}`);

/** What is wrong with a link of a page, if anything is. */
function whyNot(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(target)) return `there is no ${relative(root, target)}`;
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  return anchorsOf(target).has(anchor) ? undefined : `no heading of ${relative(root, target)} is #${anchor}`;
}

describe('the pages', () => {
  it.each(pages().map((page) => [relative(root, page), page]))('link to what is there: %s', (_, page) => {
    const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.flatMap((link) => whyNot(page, link) ?? [])).toEqual([]);
  });

  it('have links, and one that leads nowhere is found', () => {
    const page = join(root, 'README.md');
    expect(textOf(page)).toContain('](docs/performance.md)');
    expect(whyNot(page, 'docs/performance.md#targets')).toBeUndefined();
    expect(whyNot(page, 'docs/nowhere.md')).toBe('there is no docs/nowhere.md');
    expect(whyNot(page, 'docs/performance.md#nothing')).toBe('no heading of docs/performance.md is #nothing');
  });
});
