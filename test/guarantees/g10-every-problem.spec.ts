/** Open this to see that every problem there is occurs in a test, is made somewhere, and says what happened and what to do. */
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHost, definePlugin } from 'mortise';
import { catalogue } from '../../src/problem/catalogue.js';

const ROOT = join(import.meta.dirname, '../..');

function texts(...folders: string[]): string {
  return folders
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
    .filter(
      (name) =>
        /\.(ts|mjs|md)$/.test(name) && !name.includes('node_modules') && !name.includes('problem/catalogue') && !name.includes('g10-'),
    )
    .map((name) => readFileSync(join(ROOT, name), 'utf8'))
    .join('\n');
}

const tests = texts('test');
const sources = texts('src', 'plugins');
const codes = Object.keys(catalogue);

describe('G10: every problem', () => {
  it.each(codes)('%s occurs in a test, and is made somewhere', (code) => {
    const quoted = code.replaceAll('.', '\\.');
    const said = { inATest: new RegExp(`\\b${quoted}\\b`).test(tests), inTheSources: new RegExp(`'${quoted}'`).test(sources) };
    expect(said).toEqual({ inATest: true, inTheSources: true });
  });

  it('has a stable code of its area, somebody to blame, and a paragraph', () => {
    for (const [code, { severity, blame, about }] of Object.entries(catalogue)) {
      expect(code).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
      expect(['error', 'warning', 'note']).toContain(severity);
      expect(['host', 'plugin', 'framework']).toContain(blame);
      expect(about).toMatch(/^\w.*\.$/s);
    }
  });

  it('of a plugin is what why says of it, word for word', async () => {
    const host = createHost({
      log: { level: 'silent' },
      extensions: [
        definePlugin({ id: 'cache', version: '1.0.0' }),
        definePlugin({ id: 'old', version: '1.0.0', dependencies: { cache: '^2' } }),
        definePlugin({ id: 'lost', version: '1.0.0', inject: ['acme/none'], setup: () => ({}) }),
        definePlugin({ id: 'bad', version: '1.0.0', start: () => Promise.reject(new Error('no luck')) }),
        definePlugin({ id: 'engine', version: '1.0.0', dependencies: { node: '^1' } }),
        definePlugin({ id: 'self', version: '1.0.0', dependencies: { self: '*' } }),
      ],
    });
    const { problems } = await host.start();
    const told = problems.filter(({ plugin, severity }) => plugin !== undefined && severity === 'error');
    expect(told.length).toBe(5);
    const bare = (text: string): string => text.replace(/\.$/, '').toLowerCase();
    for (const { plugin, message, code } of told) {
      const text = String(host.why(plugin!));
      expect(text.toLowerCase()).toContain(bare(message));
      expect(text).toContain(`[${code}]`);
      expect(text).toContain('to do: ');
    }
    await host.stop();
  });
});
