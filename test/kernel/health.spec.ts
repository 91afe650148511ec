/** Open this to see whether plugins are well: checks that fail, hang, weigh more or less, and go with their plugin. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, type AskOptions, type HealthCheckOptions, type PluginContextView } from 'mortise';
import { PluginContext } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';

function checking(id: string, declare: (context: PluginContextView) => unknown) {
  return definePlugin({ id, version: '1.0.0', inject: [PluginContext], setup: (context: PluginContextView) => void declare(context) });
}

const broken = definePlugin({
  id: 'broken',
  version: '1.0.0',
  start() {
    throw new Error('no disk');
  },
});

describe('the health of a host', () => {
  it('is well when all checks are, each asked at the same time', async () => {
    const web = checking('web', ({ health }) => health.add('port', () => true));
    const test = createTestHost({ plugins: [web] });
    test.host.health.add('memory', async () => undefined);
    await test.start();
    expect(await test.host.health.check()).toEqual({
      live: true,
      ready: true,
      degraded: false,
      checks: [
        { plugin: 'host', name: 'memory', affects: 'ready', ok: true, ms: 0 },
        { plugin: 'web', name: 'port', affects: 'ready', ok: true, ms: 0 },
      ],
    });
    await test.stop();
  });

  it('tells what is not well and why: false, a throw, a rejection, and one that hangs when its time is up', async () => {
    let aborted = false;
    const web = checking('web', ({ health }) => {
      health.add('false', () => false, { affects: 'live' });
      health.add('thrown', () => {
        throw new Error('cold');
      });
      health.add('rejected', () => Promise.reject(new Error('gone')), { affects: 'degraded' });
      health.add('hangs', (signal) => new Promise(() => signal.addEventListener('abort', () => (aborted = true))), { timeout: 1_500 });
    });
    const test = createTestHost({ plugins: [web] });
    await test.start();
    const asked = [test.host.health.check(), test.host.health.check({ plugin: 'web' })];
    await test.clock.advance(1_500);
    const [all, ofWeb] = await Promise.all(asked);
    expect(all).toMatchObject({ live: false, ready: false, degraded: true });
    expect(all!.checks.map(({ name, affects, ok, ms, reason }) => [name, affects, ok, ms, reason])).toEqual([
      ['false', 'live', false, 0, 'it said false'],
      ['thrown', 'ready', false, 0, 'cold'],
      ['rejected', 'degraded', false, 0, 'gone'],
      ['hangs', 'ready', false, 1_500, 'it took longer than 1.5 s'],
    ]);
    expect(ofWeb).toEqual(all);
    expect(aborted).toBe(true);
    await test.stop();
    test.expectClean();
  });

  it('asks a component that has a method for it', async () => {
    let answer: unknown = true;
    const web = definePlugin({ id: 'web', version: '1.0.0', health: () => answer });
    const test = createTestHost({ plugins: [web] });
    await test.start();
    expect(await test.host.health.check()).toMatchObject({ ready: true, checks: [{ plugin: 'web', name: 'web.health', ok: true }] });
    answer = Promise.resolve(false);
    expect(await test.host.health.check()).toMatchObject({ live: true, ready: false, checks: [{ reason: expect.stringContaining('it said false') }] }); // prettier-ignore
    await test.stop();
  });

  it('is not ready while the host starts or stops, nor without what is required; else it is degraded', async () => {
    const seen: boolean[] = [];
    const a = definePlugin({ id: 'a', version: '1.0.0' });
    const test = createTestHost({ plugins: [a, broken], settings: { a: { required: true } } });
    test.host.hooks.after('start', async () => void seen.push((await test.host.health.check()).ready));
    await test.start();
    expect(seen).toEqual([false, false]);
    expect(await test.host.health.check()).toMatchObject({
      live: true,
      ready: true,
      degraded: true,
      checks: [{ plugin: 'broken', name: 'running', affects: 'degraded', ok: false, reason: expect.stringContaining('no disk') }],
    });
    expect(await test.host.health.check({ plugin: 'broken' })).toMatchObject({ live: false });
    expect(await test.host.health.check({ plugin: 'a' })).toMatchObject({ live: true, ready: true, degraded: false });
    await test.stop();
    expect(await test.host.health.check()).toMatchObject({ ready: false, checks: [{ plugin: 'host', reason: 'the host is stopped' }, {}, {}] }); // prettier-ignore
  });

  it('is told at once of a host that stops, and nothing of a check that hangs stays', async () => {
    let signal: AbortSignal | undefined;
    const slow = checking('slow', ({ health }) =>
      health.add('hangs', (given) => {
        signal = given;
        return new Promise(() => undefined);
      }),
    );
    const test = createTestHost({ plugins: [slow] });
    await test.start();
    const asked = test.host.health.check();
    await test.stop();
    const found = (await asked).checks.find(({ name }) => name === 'hangs');
    expect(found).toMatchObject({ ok: false, reason: 'the host is stopped' });
    expect(signal!.aborted).toBe(true);
    test.expectClean();
  });

  it('weighs a plugin as whoever asks says', async () => {
    const mail = checking('mail', ({ health }) => health.add('line', () => false, { affects: 'live' }));
    const test = createTestHost({ plugins: [mail, broken] });
    await test.start();
    const ask = async (affects: NonNullable<AskOptions['affects']>) => {
      const { live, ready, degraded } = await test.host.health.check({ affects });
      return { live, ready, degraded };
    };
    expect(await ask({})).toEqual({ live: false, ready: false, degraded: true });
    expect(await ask({ mail: 'ready' })).toEqual({ live: true, ready: false, degraded: true });
    expect(await ask({ mail: 'degraded' })).toEqual({ live: true, ready: true, degraded: true });
    expect(await ask({ mail: 'degraded', broken: 'live' })).toEqual({ live: false, ready: false, degraded: true });
    expect(await ask({ mail: 'nothing', broken: 'nothing' })).toEqual({ live: true, ready: true, degraded: false });
    await test.stop();
  });

  it('forgets what a plugin declared when it stops, and has it once across generations', async () => {
    const web = checking('web', ({ health }) => health.add('port', () => true));
    const test = createTestHost({ plugins: [web] });
    const undo = test.host.health.add('memory', () => true);
    await test.start();
    await test.host.reload('web');
    expect((await test.host.health.check()).checks.map(({ name }) => name)).toEqual(['memory', 'port']);
    undo();
    await test.host.unload('web');
    expect((await test.host.health.check()).checks).toEqual([]);
    await test.stop();
    test.expectClean();
  });

  it.each([
    ['', () => true, {}, 'its name is no text'],
    ['a', 'no function', {}, "it is the string 'no function'"],
    ['a', () => true, { affects: 'nothing' }, "affects is the string 'nothing' instead of live, ready or degraded"],
    ['a', () => true, { timeout: 0 }, 'timeout is the number 0 instead of milliseconds above 0'],
  ])('refuses the check %p %p %p', (name, check, options, why) => {
    const { host } = createTestHost();
    const add = () => host.health.add(name, check as () => unknown, options as HealthCheckOptions);
    expect(add).toThrow(expect.objectContaining({ code: 'health.bad-check', message: expect.stringContaining(why) }));
  });
});
