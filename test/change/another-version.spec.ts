/** Open this to see that who unloads one version and loads another one keeps the first, whatever keeps the second from coming. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { definePlugin, type ExtensionSpec, type MortiseHost } from 'mortise';
import { createTestHost } from 'mortise/testing';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-versions-')));
afterAll(() => rmSync(home, { recursive: true }));
writeFileSync(join(home, 'broken.mjs'), 'export default {');
writeFileSync(join(home, 'number.mjs'), 'export default 5;');

const rates = (vat: number, more: object = {}) =>
  definePlugin({ id: 'rates', version: `1.0.${vat}`, provides: { 'shop/vat': vat }, ...more } as never);

async function serving(): Promise<MortiseHost> {
  const { host } = createTestHost({ home, extensions: [rates(19), definePlugin({ id: 'till', version: '1.0.0', inject: ['shop/vat'] })] });
  await host.start();
  return host;
}

const refusing: readonly (readonly [string, unknown, string])[] = [
  ['a file that is not there', { file: './nope.mjs' }, 'extension.not-found'],
  ['a package that is not there', { module: 'mortise-nope' }, 'extension.not-found'],
  ['a file with a mistake of syntax', { file: './broken.mjs' }, 'extension.import-failed'],
  ['a file with nothing of a plugin', { file: './number.mjs' }, 'extension.not-recognised'],
  ['an entry that is none', { fil: './rates.mjs' }, 'extension.not-recognised'],
  ['nothing at all', null, 'spec.shape'],
  [
    'an attach that throws',
    {
      name: 'rates',
      version: '2.0.0',
      attach() {
        throw new Error('no');
      },
    },
    'attach.threw',
  ],
  ['an id that is none', definePlugin({ id: 'Rates !', version: '1.0.7' }), 'manifest.bad-id'],
  ['a version that is none', definePlugin({ id: 'rates', version: 'seven' }), 'manifest.bad-version'],
  ['a dependency that is not there', rates(7, { dependencies: { nobody: '^1.0.0' } }), 'plan.missing-dependency'],
];

describe('another version', () => {
  it.each(refusing)('that is %s is refused, and the one before serves on', async (_what, next, code) => {
    const host = await serving();
    const { ok, receipt, problems } = await host.change({ unload: ['rates'], load: [next as ExtensionSpec] });
    expect(ok).toBe(false);
    expect(problems.map((found) => found.code)).toContain(code);
    expect(problems.filter((found) => found.code === code)).toHaveLength(1);
    expect(receipt!.outcome).toBe('refused');
    expect(host.find('shop/vat')).toBe(19);
    expect(host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['rates running', 'till running']);
    await host.stop();
  });

  it('that comes with one that can’t is not half a change', async () => {
    const host = await serving();
    const { receipt } = await host.change({ unload: ['rates'], load: [rates(7), { file: './nope.mjs' }] });
    expect(receipt!.outcome).toBe('refused');
    expect(host.find('shop/vat')).toBe(19);
    await host.stop();
  });

  it('stands in the way of nothing with `required: false`, which says that the change goes on without it', async () => {
    const host = await serving();
    const { ok, receipt } = await host.change({
      unload: ['till'],
      load: [{ file: './nope.mjs', required: false }],
    });
    expect([ok, receipt!.outcome]).toEqual([false, 'done']);
    expect(host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['rates running']);
    await host.stop();
  });

  it('takes the place of the one before when nothing is wrong with it', async () => {
    const host = await serving();
    expect((await host.change({ unload: ['rates'], load: [rates(7)] })).receipt!.outcome).toBe('done');
    expect(host.find('shop/vat')).toBe(7);
    await host.stop();
  });
});
