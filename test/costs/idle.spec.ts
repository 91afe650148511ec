/** Open this to see that a host with nothing to do does nothing: no timer wakes it, and it keeps no process alive. */
import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { runNode } from '../child.js';

const root = join(import.meta.dirname, '../..');

/** What holds the process when a host has started, with what these options add to plugins that serve. */
async function held(options: string, more = ''): Promise<string[]> {
  const script = `
    import { createHost, definePlugin } from 'mortise';
    // One that keeps no process alive wakes it all the same, and Node tells nothing of it.
    const timers = [];
    for (const name of ['setTimeout', 'setInterval']) {
      const make = globalThis[name];
      globalThis[name] = (...given) => {
        timers.push(make(...given));
        return timers.at(-1);
      };
    }
    const plugin = (_, index) => definePlugin({
      id: 'plugin-' + index, version: '1.0.0', provides: { ['plugin-' + index + '/value']: { index } },
      setup: () => ({ start() {}, stop() {}, on() {} }), on: { 'shop.opened': 'on' },
    });
    const extensions = Array.from({ length: 100 }, plugin);
    const host = createHost({ log: { level: 'silent' }, extensions, ${options} });
    await host.start();
    host.events.emit('shop.opened', 1);
    await host.events.emitAsync('shop.opened', 1);
    await host.reload('plugin-1');
    await host.disable('plugin-2');
    ${more}
    // Whatever ends by itself has ended: a thread that read a file, a turn that was asked for.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const held = process.getActiveResourcesInfo();
    for (const timer of timers) if (!timer._destroyed && !timer.hasRef()) held.push('Timeout without a hold');
    // Node marks every promise while somebody follows what is awaited: up to Node 22 that makes each of them slower.
    if (Object.getOwnPropertySymbols(new Promise(() => {})).length > 0) held.push('followed promises');
    console.log(JSON.stringify(held));
    await host.stop();`;
  const { code, stdout, stderr } = await runNode(['--input-type=module', '-e', script], { cwd: root, input: '' });
  expect([code, stderr]).toEqual([0, '']);
  // What the spec itself reads and writes through.
  return (JSON.parse(stdout) as string[]).filter((name) => !['PipeWrap', 'TTYWrap'].includes(name));
}

describe('a host with nothing to do', () => {
  it.each([
    ['with plugins', ''],
    ['that may be reloaded', 'live: true'],
    ['that looks after the signals of its process', 'signals: true'],
  ])('%s has no timer and nothing else that wakes it, and follows no promise', async (_, options) => {
    expect((await held(options)).filter((name) => name !== 'SignalWrap')).toEqual([]);
  });

  it('that tells what escapes has no timer either, and follows what is made: that is its price', async () => {
    expect(await held("live: true, escapes: 'report'")).toEqual(['followed promises']);
  });

  it('has the timer that a plugin of its own has made, so a timer would be seen', async () => {
    expect(
      await held('', 'const timer = setInterval(() => {}, 60_000); void host.untilStopped().then(() => clearInterval(timer));'),
    ).toEqual(['Timeout']);
    expect(await held('', 'setInterval(() => {}, 60_000).unref();')).toEqual(['Timeout without a hold']);
  });
});
