/** Open this to see how a configuration changes while its plugin runs: as a new generation, or not at all. */
import { describe, expect, it } from '@jest/globals';
import { Config, Field, Plugin, Provide, Use } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';

@Config()
class Rates {
  @Field.number({ default: 0.19, min: 0 }) vat!: number;
  @Field.string({ default: 'EUR' }) currency!: string;
}

@Plugin({ id: 'rates', version: '1.0.0', config: Rates, inject: [Rates] })
@Provide('rates/vat')
class RatesPlugin {
  constructor(readonly rates: Rates) {}
}

@Plugin({ id: 'prices', version: '1.0.0' })
class Prices {
  @Use('rates/vat') readonly rates!: RatesPlugin;
}

@Config()
class ShopConfig {
  @Field.integer({ default: 1, min: 1 }) most!: number;
}

@Plugin({ id: 'shop', version: '1.0.0', config: ShopConfig })
class Shop {
  @Use('rates/vat') readonly rates!: RatesPlugin;
}

describe('configure', () => {
  it('gives a plugin other values, over those of the owner, by another generation of it', async () => {
    const test = createTestHost({ plugins: [RatesPlugin], config: { rates: { vat: 0.2 } } });
    const { host } = test;
    await test.start();
    const values = (): unknown => host.info('rates').config.map(({ field, value }) => `${field} ${String(value)}`);
    expect(values()).toEqual(['vat 0.2', 'currency EUR']);
    const { receipt } = await host.configure('rates', { vat: 0.07 });
    expect(receipt).toMatchObject({ outcome: 'done', plugins: [{ plugin: 'rates', did: 'replaced' }] });
    expect(values()).toEqual(['vat 0.07', 'currency EUR']);
    await host.reload('rates');
    expect(values()).toEqual(['vat 0.07', 'currency EUR']);
    await host.configure('rates', undefined);
    expect(values()).toEqual(['vat 0.2', 'currency EUR']);
    await host.undo();
    expect(values()).toEqual(['vat 0.07', 'currency EUR']);
    await test.stop();
    test.expectClean();
  });

  it('with values that are wrong changes nothing, and says which', async () => {
    const test = createTestHost({ plugins: [RatesPlugin] });
    await test.start();
    const before = test.host.list();
    const report = await test.host.configure('rates', { vat: -1 });
    expect(report.receipt).toMatchObject({ outcome: 'refused', failed: { plugin: 'rates' } });
    expect(report.problems[0]).toMatchObject({ plugin: 'rates', field: 'plugins.rates.config.vat' });
    expect(test.host.list()).toEqual(before);
    await test.stop();
  });

  it('with values that are wrong changes nothing of those that hold it either', async () => {
    const test = createTestHost({ plugins: [RatesPlugin, Prices] });
    await test.start();
    const before = test.host.list();
    const { receipt, problems } = await test.host.configure('rates', { vat: 'none' });
    expect(receipt).toMatchObject({ outcome: 'refused', failed: { plugin: 'rates' } });
    expect(problems.map(({ code }) => code)).toEqual(['config.wrong-type', 'change.refused']);
    expect(test.host.list()).toEqual(before);
    await test.stop();
  });

  it('with values that are wrong changes nothing of a plugin that was made anew with another one before', async () => {
    const test = createTestHost({ plugins: [RatesPlugin, Shop] });
    await test.start();
    expect((await test.host.reload('rates')).receipt?.plugins.map(({ plugin, did }) => `${plugin} ${did}`)).toEqual([
      'rates replaced',
      'shop replaced',
    ]);
    const before = test.host.list();
    expect((await test.host.configure('shop', { most: 'none' })).receipt).toMatchObject({ outcome: 'refused', failed: { plugin: 'shop' } });
    expect(test.host.list()).toEqual(before);
    await test.stop();
  });
});
