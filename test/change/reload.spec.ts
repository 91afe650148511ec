/** Open this to see what a reload keeps: the old generation serves until the new one does, and for good if that one fails. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin } from 'mortise';
import { createTestHost } from 'mortise/testing';

describe('a reload', () => {
  it('makes the new generation ready beside the old one, and swaps in one moment', async () => {
    const said: string[] = [];
    let made = 0;
    const plugin = {
      name: 'greeter',
      version: '1.0.0',
      attach(this: { registerPlugin(namespace: string, value: object): void }) {
        const number = ++made;
        this.registerPlugin(
          'greeter/hello',
          definePlugin({
            id: 'greeter',
            version: '1.0.0',
            start: () => void said.push(`start ${number}`),
            stop: () => void said.push(`stop ${number}`),
            on: { 'a.b': () => void said.push(`heard ${number}`) },
            number,
          } as never),
        );
      },
    };
    const test = createTestHost({ plugins: [plugin] });
    await test.start();
    test.host.events.emit('a.b');
    const report = await test.host.reload('greeter');
    test.host.events.emit('a.b');
    expect(report.ok).toBe(true);
    expect(report.receipt).toMatchObject({ outcome: 'done', plugins: [{ plugin: 'greeter', did: 'replaced' }] });
    expect(said).toEqual(['start 1', 'heard 1', 'start 2', 'stop 1', 'heard 2']);
    expect((test.host.lookup('greeter/hello') as { number: number }).number).toBe(2);
    await test.stop();
    test.expectClean();
  });
});
