/** Open this to see what a receipt says of a change, and of what followed from it by itself. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin } from 'mortise';
import { createTestHost } from 'mortise/testing';

describe('a receipt', () => {
  it('has one line for each plugin, also where something was tried and waits again', async () => {
    const test = createTestHost({
      plugins: [
        definePlugin({ id: 'rates', version: '1.0.0', provides: ['rates/vat'] }),
        definePlugin({ id: 'shop', version: '1.0.0', inject: ['rates/vat'], setup: () => ({}) }),
      ],
    });
    await test.start();
    const { receipt } = await test.host.reload('rates');
    expect(receipt!.plugins.map(({ plugin, did }) => `${plugin} ${did}`)).toEqual(['rates replaced', 'shop waits']);
    await test.stop();
  });
});
