/** Open this to see the saved metadata that went wrong somewhere once, or might: each is refused by its code, or taken. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definePlugin, type PluginDefinition } from 'mortise';
import { createTestHost } from 'mortise/testing';
import { codes, described } from '../manifest/described.js';

interface Saved {
  readonly name: string;
  readonly metadata: Record<string, unknown>;
  readonly codes: readonly string[];
}

const corpus = JSON.parse(readFileSync(join(import.meta.dirname, 'corpus.json'), 'utf8')) as Saved[];
const defined = (metadata: Record<string, unknown>): object => definePlugin(metadata as unknown as PluginDefinition);

describe('B9: metadata with', () => {
  it.each(corpus.map((saved) => [saved.name, saved] as const))('%s is judged as it was before', (_, { metadata, codes: expected }) => {
    const found = described(defined(structuredClone(metadata)));
    expect(codes(found)).toEqual(expected);
    for (const { message, hint } of found.problems) {
      // oxlint-disable-next-line no-control-regex -- these are what a message must not hold
      expect(message).toMatch(/^[^\u0000-\u001f\u200b-\u200f\u202a-\u202e]+[.?]$/);
      expect(hint).not.toBe('');
    }
  });

  it('anything wrong leaves all others alone, in one host', async () => {
    const broken = corpus.filter(({ codes: [code] }) => code !== undefined).map(({ metadata }) => defined(structuredClone(metadata)));
    const test = createTestHost({ plugins: [...broken, defined({ id: 'healthy', version: '1.0.0' })] });
    await test.start();
    expect(test.host.list().find(({ key }) => key === 'healthy')?.state).toBe('running');
    await test.stop();
  });
});
