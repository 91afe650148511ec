/** Open this to see how time passes for a test, and only then. */
import { describe, expect, it } from '@jest/globals';
import { settle, VirtualClock } from 'mortise/testing';

describe('a virtual clock', () => {
  it('begins where it is told, and stands still', async () => {
    expect([new VirtualClock().now(), new VirtualClock(500).now()]).toEqual([0, 500]);
    const clock = new VirtualClock();
    let ran = 0;
    clock.setTimeout(() => ran++, 0);
    await settle();
    expect([clock.now(), ran, clock.pending]).toEqual([0, 0, 1]);
  });

  it('fires what falls due in its order, ties as they were set, at their own times', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    const at = (name: string) => () => void ran.push(`${name} ${clock.now()}`);
    clock.setTimeout(at('late'), 20);
    clock.setTimeout(at('first'), 10);
    clock.setInterval(at('tick'), 10);
    clock.setTimeout(at('never'), 31);
    clock.setTimeout(at('before'), -5);
    await clock.advance(30);
    expect(ran).toEqual(['before 0', 'first 10', 'tick 10', 'late 20', 'tick 20', 'tick 30']);
    expect([clock.now(), clock.pending]).toEqual([30, 2]);
  });

  it('lets promises settle between timers, and fires what those set', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.setTimeout(() => {
      void settle().then(() => clock.setTimeout(() => ran.push(`inner ${clock.now()}`), 5));
    }, 10);
    clock.setTimeout(() => ran.push(`outer ${clock.now()}`), 20);
    await clock.advance(20);
    expect(ran).toEqual(['inner 15', 'outer 20']);
  });

  it('takes timers back, once', async () => {
    const clock = new VirtualClock();
    let ran = 0;
    const [stop, stopToo] = [clock.setTimeout(() => ran++, 1), clock.setInterval(() => ran++, 1)];
    stop();
    stop();
    stopToo();
    await clock.advance(10);
    expect([ran, clock.pending]).toEqual([0, 0]);
  });

  it('survives an interval of nothing', async () => {
    const clock = new VirtualClock();
    let ran = 0;
    clock.setInterval(() => ran++, 0);
    await clock.advance(3);
    expect(ran).toBe(4);
  });
});
