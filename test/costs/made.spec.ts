/** Open this to see that a host makes nothing that nobody needs: no stream, no container, no promise, no timer, and one function for a hot event. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { runNode } from '../child.js';

/** Of which there are so many, or were made so many. */
interface Alive {
  /** Observables and subscribers of rxjs. */
  readonly streams: number;
  readonly containers: number;
}

interface Made {
  /** Alive for each plugin, besides its own. */
  readonly kept: Readonly<Record<'functions' | 'sets' | 'maps' | 'lists' | 'promises', number>>;
  /** For each plugin. */
  readonly promisesOfStart: number;
  readonly promisesOfStop: number;
  readonly events: number;
  readonly generatedAtOnce: number;
  readonly generatedWhenHot: number;
  readonly generatedAgain: number;
  /** For each. */
  readonly promisesOfEmit: number;
  readonly promisesOfEmitAsync: number;
  readonly generatedWhenAwaited: number;
  readonly bytesOfHandler: number;
  readonly bytesOfHandlerAlone: number;
  readonly timers: number;
  /** Made meanwhile, also what went at once. */
  readonly started: Alive;
  readonly emitted: Alive;
  readonly observing: Alive;
  readonly injecting: Alive;
  readonly unobserved: Alive;
  readonly observed: Alive;
  readonly injected: Alive;
}

describe('a host with ten plugins that handle five events and a pattern', () => {
  let made: Made;
  beforeAll(async () => {
    const args = ['--expose-gc', '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'made.mjs')];
    const { code, stdout, stderr } = await runNode(args);
    if (code !== 0) throw new Error(stderr);
    made = JSON.parse(stdout) as Made;
  }, 60_000);

  it('keeps few functions, collections and lists for a plugin that uses little', () => {
    const { functions, sets, maps, lists, promises } = made.kept;
    const most = { functions: 7, sets: 3, maps: 0, lists: 12, promises: 0 };
    const seen = { functions, sets, maps, lists, promises };
    const above = Object.entries(seen).filter(([name, count]) => count > most[name as keyof typeof most] + 0.1);
    expect(above).toEqual([]);
  });

  it('makes no promise to start and to stop a plugin whose methods are synchronous', () => {
    const { promisesOfStart, promisesOfStop } = made;
    // What a host makes once, whatever the number of plugins.
    expect(promisesOfStart).toBeLessThan(0.25);
    expect(promisesOfStop).toBeLessThan(0.25);
  });

  it('makes no stream for an event that nobody observes', () => {
    expect([made.started.streams, made.emitted.streams, made.unobserved.streams]).toEqual([0, 0, 0]);
    expect(made.observing.streams).toBeGreaterThan(0);
    expect(made.observed.streams).toBeGreaterThan(0);
  });

  it('makes no container before something is bound or injected', () => {
    expect([made.started.containers, made.emitted.containers, made.unobserved.containers]).toEqual([0, 0, 0]);
    expect(made.injecting.containers).toBe(2);
    expect(made.injected.containers).toBe(2);
  });

  it('makes one function for each event that is hot, once', () => {
    expect(made).toMatchObject({ generatedAtOnce: 0, generatedWhenHot: made.events, generatedAgain: 0 });
  });

  it('makes no promise for an emit, and one for an emit that is awaited whose handlers are synchronous', () => {
    expect(made).toMatchObject({ promisesOfEmit: 0, promisesOfEmitAsync: 1 });
  });

  it('makes one more function for each hot event that is awaited', () => {
    expect(made.generatedWhenAwaited).toBe(made.events);
  });

  it('keeps one small record for a handler, and another for its event', () => {
    expect(made.bytesOfHandler).toBeLessThan(200);
    expect(made.bytesOfHandlerAlone).toBeLessThan(360);
  });

  it('has no timer while it is idle', () => {
    expect(made.timers).toBe(0);
  });
});
