/** Open this to see that what an attach makes is owned too, by its extension. */
import { describe, expect, it } from '@jest/globals';
import type { ExtensionContext } from 'mortise';
import { createTestHost } from 'mortise/testing';

describe('the context of an attach', () => {
  it('owns what it makes: it ends when the last plugin of the extension is gone, or with the host', async () => {
    for (const end of ['unload', 'stop'] as const) {
      const ended: string[] = [];
      let context: { setTimeout(run: () => void, ms: number): unknown; signal: AbortSignal } | undefined;
      const test = createTestHost({
        plugins: [
          {
            name: 'ext',
            attach(this: ExtensionContext, _options: unknown, done: () => void) {
              context = this;
              this.setInterval(() => {}, 1000);
              this.own(() => ended.push('own'));
              this.registerPlugin('ext/one', {});
              this.registerPlugin('ext/two', {});
              done();
            },
          },
        ],
      });
      await test.start();
      expect(test.clock.pending).toBe(1);
      await (end === 'stop' ? test.stop() : test.host.unload('ext'));
      expect([ended, context!.signal.aborted, test.clock.pending]).toEqual([['own'], true, 0]);
      expect(() => context!.setTimeout(() => {}, 1)).toThrow(expect.objectContaining({ code: 'context.gone' }));
    }
  });

  it('of an extension without plugins ends as well', async () => {
    const make = (name: string) => ({ name, attach(this: ExtensionContext) { this.setInterval(() => {}, 1000); } }); // prettier-ignore
    const test = createTestHost({ plugins: [make('one'), make('two')] });
    await test.start();
    expect(test.clock.pending).toBe(2);
    await test.host.unload('one');
    expect(test.clock.pending).toBe(1);
    await test.stop();
    expect(test.clock.pending).toBe(0);
  });

  it('of one that fails ends at once', async () => {
    const test = createTestHost({
      plugins: [{ name: 'ext', attach(this: ExtensionContext) { this.setInterval(() => {}, 1000); throw new Error('boom'); } }], // prettier-ignore
    });
    expect((await test.start()).problems).toMatchObject([{ code: 'attach.threw' }]);
    expect(test.clock.pending).toBe(0);
  });
});
