/** Open this to see how a plugin goes on in the background for as long as it runs, and what becomes of what it throws there. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin } from 'mortise';
import { Command, Plugin, PluginContext } from 'mortise/decorators';
import { createTestHost, settle } from 'mortise/testing';

const told: string[] = [];

@Plugin({ id: 'timer', version: '1.0.0', inject: [PluginContext] })
class Timer {
  constructor(readonly context: PluginContext) {}
  start() {
    told.push('started');
  }
  async run(signal: AbortSignal) {
    told.push('running');
    while (!signal.aborted) {
      await new Promise<void>((wake) => {
        this.context.setTimeout(wake, 1_000);
        signal.addEventListener('abort', () => wake(), { once: true });
      });
      told.push(signal.aborted ? 'ending' : 'tick');
    }
  }
  stop() {
    told.push('stopped');
  }
}

describe('run', () => {
  it('begins when its plugin has started, and ends before it is stopped', async () => {
    told.length = 0;
    const test = createTestHost({ plugins: [Timer] });
    await test.start();
    await settle();
    await test.clock.advance(1_000);
    await settle();
    await test.clock.advance(1_000);
    await settle();
    await test.stop();
    expect(told).toEqual(['started', 'running', 'tick', 'tick', 'ending', 'stopped']);
    test.expectClean();
  });

  it('is of one generation at a time: the next one begins when it takes over', async () => {
    const going = new Set<number>();
    let most = 0;
    let made = 0;
    const one = definePlugin({
      id: 'one',
      version: '1.0.0',
      setup: () => {
        const name = (made += 1);
        return {
          async run(signal: AbortSignal) {
            going.add(name);
            await new Promise<void>((end) => signal.addEventListener('abort', () => end(), { once: true }));
            going.delete(name);
          },
          async start() {
            await Promise.resolve();
            most = Math.max(most, going.size);
          },
        };
      },
    });
    const test = createTestHost({ plugins: [one] });
    await test.start();
    await settle();
    await test.host.reload('one');
    await settle();
    expect([most, made, [...going]]).toEqual([1, 2, [2]]);
    await test.stop();
    expect(going.size).toBe(0);
  });

  it('that throws is told with its plugin, which runs on, and is its last error', async () => {
    const breaks = definePlugin({
      id: 'breaks',
      version: '1.0.0',
      provides: { 'breaks/x': 1 },
      run() {
        throw new Error('no line');
      },
    });
    const test = createTestHost({ plugins: [breaks] });
    await test.start();
    await settle();
    expect(test.problems.map(({ code, plugin, phase, message }) => [code, plugin, phase, message])).toEqual([
      ['lifecycle.run-failed', 'breaks', 'run', "run of 'breaks' failed: no line"],
    ]);
    expect(test.host.info('breaks')).toMatchObject({ state: 'running', lastError: { code: 'lifecycle.run-failed' } });
    expect(test.host.find('breaks/x')).toBe(1);
    await test.stop();
  });

  it('that ends by what the signal throws has not failed', async () => {
    const waits = definePlugin({
      id: 'waits',
      version: '1.0.0',
      run: (signal: AbortSignal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    });
    const test = createTestHost({ plugins: [waits] });
    await test.start();
    await settle();
    await test.stop();
    expect(test.problems).toEqual([]);
  });

  it('that does not end is given the time that a plugin has to stop, and named', async () => {
    const stuck = definePlugin({ id: 'stuck', version: '1.0.0', run: () => new Promise(() => undefined) });
    const test = createTestHost({ plugins: [stuck] });
    await test.start();
    await settle();
    const stopped = test.stop();
    await settle();
    await test.clock.advance(10_000);
    await stopped;
    expect(test.problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^lifecycle\.undo-timeout .*stuck\.run/),
    ]);
  });

  it('is not what a decorator makes something else', async () => {
    @Plugin({ id: 'runner', version: '1.0.0' })
    class Runner {
      @Command('run') run() {
        told.push('run by command');
        return 5;
      }
    }
    told.length = 0;
    const test = createTestHost({ plugins: [Runner] });
    await test.start();
    await settle();
    expect(told).toEqual([]);
    expect(test.host.info('runner').manifest.components[0]!.lifecycle).toEqual([]);
    expect(await test.host.commands.run('run')).toBe(5);
    await test.stop();
  });
});
