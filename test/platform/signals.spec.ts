import { afterEach, describe, expect, it } from '@jest/globals';
import type { Undo } from '../../src/model/ports.js';
import { onSignals } from '../../src/platform/signals.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

const undos: Undo[] = [];
afterEach(() => undos.splice(0).forEach((undo) => undo()));

function listen(): { heard: string[]; undo: Undo; clock: VirtualClock } {
  const heard: string[] = [];
  const clock = new VirtualClock();
  const undo = onSignals({ first: (signal) => heard.push(`first ${signal}`), second: (signal) => heard.push(`second ${signal}`) }, clock);
  undos.push(undo);
  return { heard, undo, clock };
}

describe('signals', () => {
  it('are heard first once, then as impatience, whichever of the two they are', () => {
    const { heard } = listen();
    process.emit('SIGTERM');
    process.emit('SIGINT');
    process.emit('SIGTERM');
    expect(heard).toEqual(['first SIGTERM', 'second SIGINT', 'second SIGTERM']);
  });

  it('are heard once when one press arrives twice', async () => {
    const { heard, clock } = listen();
    process.emit('SIGINT');
    await clock.advance(199);
    process.emit('SIGINT');
    expect(heard).toEqual(['first SIGINT']);
    await clock.advance(200);
    process.emit('SIGINT');
    expect(heard).toEqual(['first SIGINT', 'second SIGINT']);
  });

  it('are no longer heard after the undo, which may be called twice', () => {
    const before = [process.listenerCount('SIGTERM'), process.listenerCount('SIGINT')];
    const { heard, undo } = listen();
    expect(process.listenerCount('SIGTERM')).toBe(before[0]! + 1);
    undo();
    undo();
    process.emit('SIGINT');
    expect(heard).toEqual([]);
    expect([process.listenerCount('SIGTERM'), process.listenerCount('SIGINT')]).toEqual(before);
  });

  it('count as first even while the first handler throws', () => {
    const heard: string[] = [];
    const first = (): void => {
      throw new Error('no');
    };
    undos.push(onSignals({ first, second: (signal) => heard.push(signal) }, new VirtualClock()));
    expect(() => process.emit('SIGTERM')).toThrow('no');
    process.emit('SIGINT');
    expect(heard).toEqual(['SIGINT']);
  });
});
