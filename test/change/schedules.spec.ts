/** Open this to see guarantees G3 and G4 under any schedule: thousands of random ones, with flaws and hanging steps, against the model. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { definePlugin, type Extension, type Report } from 'mortise';
import { createTestHost } from 'mortise/testing';
import { KEYS, Model, type Flaw, type Key, type Operation, type Outcome } from './model.js';

interface Schedule {
  readonly needs: Readonly<Record<Key, readonly Key[]>>;
  readonly flaws: Readonly<Record<Key, readonly Flaw[]>>;
  readonly operations: readonly Operation[];
}

const flaw: fc.Arbitrary<Flaw> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'attach' as const,
      'construct' as const,
      'start' as const,
      'hang' as const,
      'afterStart' as const,
      'health' as const,
    ),
  },
);
const record = <T>(of: (key: Key, index: number) => fc.Arbitrary<T>): fc.Arbitrary<Readonly<Record<Key, T>>> =>
  fc.record(Object.fromEntries(KEYS.map((key, index) => [key, of(key, index)])) as Record<Key, fc.Arbitrary<T>>) as never;
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('load', 'load', 'unload', 'reload', 'reload', 'reload', 'enable', 'disable', 'configure'),
      key: fc.constantFrom(...KEYS),
    }) as fc.Arbitrary<Operation>,
  },
  { weight: 1, arbitrary: fc.constant({ do: 'undo' }) },
  { weight: 2, arbitrary: fc.constant({ do: 'emit' }) },
);
const schedules: fc.Arbitrary<Schedule> = fc.record({
  needs: record((_, index) => fc.subarray(KEYS.slice(0, index), { maxLength: Math.min(2, index) })),
  flaws: record(() => fc.array(flaw, { minLength: 1, maxLength: 4 })),
  operations: fc.array(operation, { minLength: 4, maxLength: 14 }),
});

/** A host whose plugins have the flaws of a schedule. */
function hostOf({ needs, flaws }: Schedule, scheduler: fc.Scheduler) {
  const attached: Record<Key, number> = { p0: 0, p1: 0, p2: 0, p3: 0, p4: 0 };
  const heard: string[] = [];
  const extension = (key: Key): Extension => ({
    name: key,
    version: '1.0.0',
    attach(this: { registerPlugin(namespace: string, plugin: object): void }) {
      const number = attached[key]++;
      const wrong = flaws[key][number % flaws[key].length];
      if (wrong === 'attach') throw new Error('attach');
      const fail = (at: Flaw): void => {
        if (wrong === at) throw new Error(at);
      };
      const made = {
        id: key,
        version: '1.0.0',
        inject: needs[key].map((need) => `world/${need}`),
        setup() {
          fail('construct');
          return {
            number,
            async start() {
              await scheduler.schedule(Promise.resolve(), `start ${key} ${number}`);
              fail('start');
              if (wrong === 'hang') await new Promise(() => undefined);
            },
            afterStart: () => fail('afterStart'),
            health: () => wrong !== 'health',
            async hear(payload: unknown) {
              heard.push(`${key} ${String(payload)}`);
              await scheduler.schedule(Promise.resolve(), `handler of ${key}`);
            },
          };
        },
        on: { 'world.event': 'hear' },
      };
      this.registerPlugin(`world/${key}`, definePlugin(made as never));
    },
  });
  const extensions = Object.fromEntries(KEYS.map((key) => [key, extension(key)])) as Record<Key, Extension>;
  return { test: createTestHost({ log: { level: 'silent' } }), extensions, heard };
}

async function carriedOut(schedule: Schedule, scheduler: fc.Scheduler): Promise<void> {
  const { test, extensions, heard } = hostOf(schedule, scheduler);
  const { host, clock } = test;
  await test.start();
  const asked: { readonly operation: Operation; readonly outcome: Promise<Outcome> }[] = [];
  let events = 0;
  const ask = (next: Operation): void => {
    const outcomeOf = (report: Promise<Report>): void => {
      asked.push({
        operation: next,
        outcome: report.then(
          ({ receipt }) => receipt!.outcome,
          () => 'rejected' as const,
        ),
      });
    };
    // What is equal must not be taken for one here: the model counts each.
    const by = `operation ${asked.length}`;
    switch (next.do) {
      case 'emit':
        void host.events.emit('world.event', `event ${events++}`);
        return;
      case 'undo':
        return outcomeOf(host.change({ undo: 'last', by }));
      case 'load':
        return outcomeOf(host.change({ load: [extensions[next.key]], by }));
      case 'configure':
        return outcomeOf(host.change({ configure: { [next.key]: { depth: asked.length } }, by }));
      default:
        return outcomeOf(host.change({ [next.do]: [next.key], by }));
    }
  };
  for (const each of schedule.operations) void scheduler.schedule(Promise.resolve(each), each.do).then(ask);
  const progress = { isDone: false };
  const end = async (): Promise<void> => {
    for (let known = -1; known !== asked.length;) {
      known = asked.length;
      await Promise.all(asked.map(({ outcome }) => outcome));
      await Promise.resolve();
    }
  };
  // Everything that can go on does; when nothing can, time passes.
  const advance = async (): Promise<void> => {
    while (!progress.isDone) {
      if (scheduler.count() > 0) await scheduler.waitOne();
      else await clock.advance(2_000);
    }
  };
  const running = advance();
  while (asked.length + events < schedule.operations.length) await new Promise(setImmediate);
  await end();
  progress.isDone = true;
  await running;

  const model = new Model(schedule.needs, schedule.flaws);
  const expected = asked.map(({ operation: each }) => ({ operation: each, outcome: model.take(each) }));
  const seen = await Promise.all(asked.map(async ({ operation: each, outcome }) => ({ operation: each, outcome: await outcome })));
  expect(seen).toEqual(expected);
  const states = (entries: Iterable<readonly [string, string, boolean]>): string[] =>
    [...entries].map(([key, state, enabled]) => (enabled ? `${key} ${state}` : `${key} disabled`)).sort();
  expect(states(host.list().map(({ key, state, enabled }) => [key, state, enabled] as const))).toEqual(
    states([...model.plugins].map(([key, { state, enabled }]) => [key, state, enabled] as const)),
  );
  // Nobody has heard an event twice, and who runs hears the next one, once, by the generation that is found.
  expect(heard.length).toBe(new Set(heard).size);
  heard.length = 0;
  host.events.emit('world.event', 'last');
  const runs = [...model.plugins].filter(([, { state }]) => state === 'running').map(([key]) => key);
  expect([...heard].sort()).toEqual(runs.map((key) => `${key} last`).sort());
  for (const key of KEYS) expect(host.find(`world/${key}`) !== undefined).toBe(runs.includes(key));
  while (scheduler.count() > 0) await scheduler.waitOne();
  await test.stop();
  test.expectClean();
}

describe('G3, G4: any schedule', () => {
  it('of load, unload, reload, enable, disable, configure, undo and emit comes to what the model says', async () => {
    await fc.assert(fc.asyncProperty(schedules, fc.scheduler(), carriedOut), { numRuns: Number(process.env['SCHEDULES'] ?? 5_000) });
  }, 300_000);
});
