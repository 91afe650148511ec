/** Open this to see that a plugin which has stopped can leave nothing behind any more. */
import { describe, expect, it } from '@jest/globals';
import { PluginContext } from 'mortise/decorators';
import { definePlugin } from 'mortise';
import { createTestHost, settle } from 'mortise/testing';

/** A running plugin `a`, and its context. */
async function inside() {
  let given: PluginContext | undefined;
  const plugin = definePlugin({
    id: 'a',
    version: '1.2.0',
    inject: [PluginContext],
    setup(context: PluginContext) {
      given = context;
    },
  });
  const test = createTestHost({ plugins: [plugin] });
  await test.start();
  return Object.assign(test, { context: given! });
}

describe('a plugin that has stopped', () => {
  it('is refused whatever it would leave behind, and told what it called', async () => {
    const test = await inside();
    const { context } = test;
    await test.host.unload('a');
    expect(context.signal.aborted).toBe(true);
    let undone = 0;
    const calls: [string, () => unknown][] = [
      ['setTimeout', () => context.setTimeout(() => {}, 1)],
      ['setInterval', () => context.setInterval(() => {}, 1)],
      ['setTimeout', () => context.clock.setTimeout(() => {}, 1)],
      ['own', () => context.own(() => void undone++)],
      ['provide', () => context.provide('a/thing', 1)],
      ["handler of 'acme.tick'", () => context.events.handle('acme.tick', () => {})],
      ['container', () => context.container],
    ];
    for (const [what, call] of calls) {
      expect(call).toThrow(expect.objectContaining({ code: 'context.gone', problem: expect.objectContaining({ plugin: 'a' }) }));
      expect(call).toThrow(`'a' called ${what} after it had stopped; it was refused.`);
    }
    await settle();
    expect(undone).toBe(2);
    const errors: unknown[] = [];
    context.host.lookup$('acme/thing').subscribe({ error: (error: unknown) => errors.push(error) });
    context.events.on('acme.tick').subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors).toMatchObject([{ code: 'context.gone' }, { code: 'context.gone' }]);
    expect([context.find('acme/thing'), context.clock.now()]).toEqual([undefined, 0]);
    test.expectClean();
  });

  it('is refused as well when what it wanted to own fails to end', async () => {
    const { context, host } = await inside();
    await host.unload('a');
    for (const end of [() => Promise.reject(new Error('boom')), () => { throw new Error('boom'); }]) expect(() => context.own(end)).toThrow('context.gone'); // prettier-ignore
    await settle();
  });

  it('may use its container in its stop, if it had one', async () => {
    let seen: unknown;
    const test = createTestHost({
      plugins: [
        definePlugin({
          id: 'a',
          version: '1.0.0',
          inject: [PluginContext],
          setup(context: PluginContext) {
            context.container.bind('mine').toConstantValue(1);
            return { stop: () => void (seen = context.container.get('mine')) };
          },
        }),
      ],
    });
    await test.start();
    expect((await test.stop()).problems).toEqual([]);
    expect(seen).toBe(1);
  });

  it('hears of its end by its signal before its stop is called', async () => {
    const calls: string[] = [];
    const test = createTestHost({
      plugins: [
        definePlugin({
          id: 'a',
          version: '1.0.0',
          inject: [PluginContext],
          setup(context: PluginContext) {
            context.signal.addEventListener('abort', () => calls.push('signal'));
            return { beforeStop: () => calls.push(`told ${String(context.signal.aborted)}`), stop: () => calls.push('stop') };
          },
        }),
      ],
    });
    await test.start();
    await test.stop();
    expect(calls).toEqual(['told false', 'signal', 'stop']);
  });
});
