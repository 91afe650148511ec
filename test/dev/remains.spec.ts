/** Open this to see when it is told whether a generation is gone: at once if nothing else is to do, else when it is quiet. */
import { describe, expect, it } from '@jest/globals';
import { settle, VirtualClock } from 'mortise/testing';
import { leftBy, Remains, type Remain } from '../../src/dev/remains.js';
import type { DepartedInfo, Doctor, DoctorOptions } from '../../src/model/doctor.js';
import type { Receipt } from '../../src/model/history.js';

function ward(options: { isBusy?: boolean } = {}) {
  const clock = new VirtualClock();
  const told: Remain[] = [];
  const asked: DoctorOptions[] = [];
  const state = { isBusy: options.isBusy === true, alive: [] as string[] };
  const host = {
    doctor: (how: DoctorOptions = {}): Promise<Doctor> => {
      asked.push(how);
      const departed = state.alive.map((plugin): DepartedInfo => {
        const of = { plugin, generation: 1, version: '1.0.0', alive: ['class A'], state: 'unloaded (leaked)' as const };
        return how.holders === true ? { ...of, holder: 'a timer', path: [] } : of;
      });
      return Promise.resolve({ healthy: false, departed, escapes: [] });
    },
  };
  const remains = new Remains({ host, clock, isBusy: () => state.isBusy, tell: (found) => void told.push(...found) });
  const pass = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    await settle();
  };
  return { remains, told, asked, state, pass };
}

const A = { plugin: 'a', generation: 1 };
const B = { plugin: 'b', generation: 1 };

describe('what remains of a generation', () => {
  it('is told at once when it is gone', async () => {
    const { remains, told, asked, pass } = ward();
    expect(await remains.of([A])).toEqual([{ ...A, isFreed: true }]);
    await pass(10_000);
    expect([told, asked]).toEqual([[], [{ holders: false }]]);
  });

  it('is not asked for by a change that leaves nothing', async () => {
    const { remains, asked } = ward();
    expect([await remains.of([]), asked]).toEqual([[], []]);
  });

  it('is told with its holder, once, when it still stays after a while', async () => {
    const { remains, told, state, pass } = ward();
    state.alive = ['b'];
    expect(await remains.of([A, B])).toEqual([{ ...A, isFreed: true }]);
    await pass(10_000);
    expect(told).toEqual([{ ...B, isFreed: false, holder: 'a timer' }]);
    expect(await remains.of([A])).toEqual([{ ...A, isFreed: true }]);
    await pass(10_000);
    expect(told).toHaveLength(1);
  });

  it("is not told to be freed where its code can't be, but who holds an instance of it is", async () => {
    const { remains, told, asked, state, pass } = ward();
    expect(await remains.of([{ ...A, isKept: true }])).toEqual([]);
    await pass(10_000);
    expect([told, asked]).toEqual([[], [{ holders: false }]]);
    state.alive = ['b'];
    expect(await remains.of([{ ...B, isKept: true }])).toEqual([]);
    await pass(10_000);
    expect(told).toEqual([{ ...B, isFreed: false, holder: 'a timer' }]);
  });

  it('is told as gone when it was only on its way out', async () => {
    const { remains, told, state, pass } = ward();
    state.alive = ['b'];
    await remains.of([B]);
    state.alive = [];
    expect(await remains.of([A])).toEqual([{ ...A, isFreed: true }]);
    await pass(10_000);
    expect(told).toEqual([{ ...B, isFreed: true }]);
  });

  it('is asked for later while something waits to go live', async () => {
    const { remains, told, asked, state, pass } = ward({ isBusy: true });
    expect(await remains.of([A])).toEqual([]);
    await pass(1_000);
    expect(asked).toEqual([]);
    state.isBusy = false;
    await pass(1_000);
    expect(told).toEqual([{ ...A, isFreed: true }]);
  });

  it('is not told any more once it is closed', async () => {
    const { remains, told, state, pass } = ward();
    state.alive = ['a'];
    await remains.of([A]);
    remains.close();
    await pass(10_000);
    expect(told).toEqual([]);
  });
});

it('what gave way are the generations before those that came, and what was unloaded', () => {
  const lines = [
    { plugin: 'a', did: 'replaced', generation: 2, previous: 1 },
    { plugin: 'b', did: 'unloaded', generation: 1 },
    { plugin: 'c', did: 'started', generation: 3 },
    { plugin: 'd', did: 'replaced', generation: 5, previous: 4, code: 'kept' },
  ];
  expect(leftBy({ plugins: lines } as unknown as Receipt)).toEqual([A, B, { plugin: 'd', generation: 4, isKept: true }]);
});
