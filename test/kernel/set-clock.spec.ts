/** Open this to see that no limit of time, and no duration, follows a clock that is set while the host runs. */
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  createHost,
  definePlugin,
  PluginContext,
  type ClockPort,
  type HostOptions,
  type MortiseHost,
  type PluginContextView,
} from 'mortise';
import { VirtualClock } from 'mortise/testing';

const HOUR = 3_600_000;

/** The time that passes, and a clock that somebody sets. */
const time = new VirtualClock();
let off = 0;
const clock: ClockPort = {
  now: () => time.now() + off,
  precise: () => time.now(),
  setTimeout: (run, ms) => time.setTimeout(run, ms),
  setInterval: (run, ms) => time.setInterval(run, ms),
};
let host: MortiseHost;

afterEach(() => {
  off = 0;
});

async function started(stop: () => unknown, others: HostOptions = {}): Promise<MortiseHost> {
  const plugin = definePlugin({ id: 'slow', version: '1.0.0', setup: () => ({ stop }) });
  host = createHost({ clock, log: { level: 'silent' }, timeouts: { stop: 500, total: 1000 }, extensions: [plugin], ...others });
  await host.start();
  return host;
}

const codes = (): string[] => host.problems.map(({ code }) => code);

describe.each([
  ['ahead', HOUR],
  ['back', -HOUR],
])('while a plugin stops, a clock that is set %s', (_, jump) => {
  it('gives one that never ends no more than its time', async () => {
    await started(() => {
      off += jump;
      return new Promise(() => {});
    });
    const stopped = host.stop();
    await time.advance(1000);
    const { ms } = await stopped;
    expect(codes()).toEqual(['lifecycle.undo-timeout']);
    expect(ms).toBe(500);
  });

  it('takes no time from one that ends in time', async () => {
    let ended = false;
    await started(async () => {
      off += jump;
      await new Promise<void>((resolve) => void time.setTimeout(resolve, 400));
      ended = true;
    });
    const stopped = host.stop();
    await time.advance(1000);
    await stopped;
    expect([ended, codes()]).toEqual([true, []]);
  });

  it('gives hooks around it no more than its time', async () => {
    const look = (): Promise<void> => {
      off += jump;
      return new Promise(() => {});
    };
    await started(() => undefined);
    host.hooks.before('stop', look);
    const stopped = host.stop();
    await time.advance(1000);
    await stopped;
    expect(host.state).toBe('stopped');
  });

  it('is not in what the receipt says of the change', async () => {
    await started(() => void (off += jump));
    const { receipt, ms } = await host.disable('slow');
    expect(receipt!.ms).toEqual({ plan: 0, ready: 0, swap: 0, stop: 0, all: 0 });
    expect(ms).toBe(0);
    await host.stop();
  });
});

it('the length of a change, a call and a check is the time that passed', async () => {
  let context: PluginContextView;
  const takes = async (): Promise<boolean> => {
    off -= HOUR;
    await time.advance(40);
    return true;
  };
  const plugin = definePlugin({
    id: 'busy',
    version: '1.0.0',
    inject: [PluginContext],
    setup: (given: PluginContextView) => void (context = given),
  });
  const told: unknown[] = [];
  host = createHost({ clock, log: { level: 'silent' }, extensions: [plugin] });
  host.events.on('host.started').subscribe((event) => void told.push(event));
  off += HOUR;
  await host.start();
  context!.health.add('slow', takes);
  await context!.usage.track('call', takes);
  expect((await host.health.check()).checks).toMatchObject([{ ms: 40 }]);
  expect(host.usage.read('busy').calls).toMatchObject([{ ms: 40 }]);
  expect(told).toMatchObject([{ ms: 0 }]);
  await host.stop();
});
