/** Open this to see fault row A11: a storm of a million events, with every way to listen, while a plugin runs and while it starts. */
import { describe, expect, it } from '@jest/globals';
import { bufferCount, scan, type Observable } from 'rxjs';
import { createHost, definePlugin } from 'mortise';
import { collectGarbage } from '../../src/leaks/heap.js';

const STORM = 1_000_000;

async function heap(): Promise<number> {
  await collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe('A11: a storm of 10^6 events', () => {
  it('leaves the heap flat, and reaches every handler, stream and pattern of a plugin that runs', async () => {
    const counts = { handler: 0, stream: 0, pattern: 0, promised: 0 };
    const host = createHost({
      name: 'storm',
      log: { level: 'silent' },
      extensions: [
        definePlugin({
          id: 'meter',
          version: '1.0.0',
          on: {
            'meter.read': () => void (counts.handler += 1),
            'meter.*': () => void (counts.pattern += 1),
            'meter.late': async () => {
              await Promise.resolve();
              counts.promised += 1;
            },
            'meter.sum': {
              through: (source: Observable<number>) =>
                source.pipe(
                  scan((sum, value) => sum + value, 0),
                  bufferCount(1_000),
                ),
              handler: () => void (counts.stream += 1),
            },
          },
        } as never),
      ],
    });
    const { events } = host;
    await host.start();
    const storm = async (times: number): Promise<void> => {
      for (let sent = 0; sent < times; sent += 1) {
        events.emit('meter.read', sent);
        events.emit('meter.sum', sent);
        events.emit('meter.late', sent);
        // Others have their turn now and then, as in a service.
        if (sent % 1_000 === 999) await new Promise(setImmediate);
      }
    };
    await storm(10_000);
    const before = await heap();
    await storm(STORM / 3);
    const after = await heap();
    expect(after - before).toBeLessThan(2_000_000);
    const sent = 10_000 + Math.ceil(STORM / 3);
    expect(counts).toEqual({ handler: sent, promised: sent, pattern: 3 * sent, stream: Math.floor(sent / 1_000) });
    await host.stop();
  }, 60_000);

  it('keeps 1,024 for a plugin that starts, says once how many were dropped, and grows by no more', async () => {
    const got: unknown[] = [];
    let go = (): void => undefined;
    const host = createHost({
      name: 'storm',
      log: { level: 'silent' },
      extensions: [
        definePlugin({
          id: 'slow',
          version: '1.0.0',
          start: () => new Promise<void>((resolve) => (go = resolve)),
          on: { 'slow.read': (payload: unknown) => void got.push(payload) },
        } as never),
      ],
    });
    const started = host.start();
    while (host.list()[0]?.state !== 'starting') await new Promise(setImmediate);
    const before = await heap();
    for (let sent = 0; sent < STORM; sent += 1) host.events.emit('slow.read', { sent });
    expect((await heap()) - before).toBeLessThan(2_000_000);
    go();
    await started;
    expect(got).toHaveLength(1_024);
    expect(host.problems.filter(({ code }) => code === 'event.overflow')).toMatchObject([
      { plugin: 'slow', details: { dropped: STORM - 1_024 } },
    ]);
    await host.stop();
  }, 60_000);
});
