/** Open this to see what is true whenever a host is at rest, whatever its plugins are like and however they are changed: of instances, names, events and explanations. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MortiseError, type ChangeRequest, type PluginInfo, type Report } from 'mortise';
import { createTestHost, settle, type TestHost } from 'mortise/testing';
import { IDS, Mixed, NAMES, traits, type Instance } from './mixed.js';

const APP = 'shop';
const KEYS = [...IDS, ...IDS.map((id) => `${APP}:${id}`)];

const operation = fc.record({
  what: fc.constantFrom(
    'load',
    'unload',
    'reload',
    'reload',
    'reload',
    'reload all',
    'enable',
    'disable',
    'configure',
    'undo',
    'stop app',
    'start app',
    'mix',
  ),
  key: fc.constantFrom(...KEYS),
  other: fc.constantFrom(...KEYS),
  /** Whether something else is asked for before it is done. */
  isAlone: fc.boolean(),
});

const schedules = fc.record({
  all: fc.array(traits, { minLength: IDS.length, maxLength: IDS.length }),
  parallel: fc.boolean(),
  grace: fc.constantFrom(0, 1_500),
  operations: fc.array(operation, { minLength: 2, maxLength: 10 }),
});

type Schedule = typeof schedules extends fc.Arbitrary<infer T> ? T : never;
type Operation = Schedule['operations'][number];

/** What a report came to; what could not even be asked for came to nothing. */
type Outcome = Report | undefined;

/** Time passes until all of them have ended. */
async function ended(test: TestHost, asked: readonly Promise<Outcome>[]): Promise<readonly Outcome[]> {
  const progress = { isDone: false };
  const all = Promise.all(asked).finally(() => (progress.isDone = true));
  while (!progress.isDone) {
    await settle();
    await new Promise(setImmediate);
    if (!progress.isDone) await test.clock.advance(1_000);
  }
  await test.clock.advance(2_000);
  return all;
}

function ask({ what, key, other }: Operation, { test: { host }, mixed }: Run): Promise<Outcome> {
  const extension = mixed.extensions[KEYS.indexOf(other) % IDS.length]!;
  const there = host.list().map((info) => info.key);
  const requests: Partial<Record<Operation['what'], ChangeRequest>> = {
    load: { load: [extension] },
    unload: { unload: [key] },
    'reload all': { reload: there },
    enable: { enable: [key] },
    disable: { disable: [key] },
    configure: { configure: { [key]: { depth: mixed.instances.length } } },
    undo: { undo: 'last' },
    mix: {
      load: [extension],
      reload: there.filter((each) => each === key),
      ...(key === other ? {} : { disable: there.filter((each) => each === other) }),
    },
  };
  const asked =
    what === 'start app'
      ? host.app(APP).start()
      : what === 'stop app'
        ? host.app(APP).stop()
        : host.change(requests[what] ?? { reload: [key] });
  // There may be no such plugin, and nothing to take back.
  return asked.catch((thrown: unknown) => {
    if (thrown instanceof MortiseError) return undefined;
    throw thrown;
  });
}

const keysOf = (those: readonly { readonly key: string }[]): string[] => those.map(({ key }) => key).sort();

class Run {
  readonly mixed: Mixed;
  readonly test: TestHost;
  /** What those who watch a name at the host were told. */
  readonly #told = new Map<string, unknown[]>();
  #events = 0;

  constructor({ all, parallel, grace }: Schedule) {
    this.mixed = new Mixed(all);
    const { extensions } = this.mixed;
    const those = (is: (each: Schedule['all'][number]) => boolean) => extensions.filter((_, index) => is(all[index]!));
    this.test = createTestHost({
      log: { level: 'silent' },
      parallel,
      timeouts: { grace },
      plugins: those(({ isOfHost }) => isOfHost),
      apps: { [APP]: { extensions: those(({ isOfApp }) => isOfApp) } },
    });
    for (const name of NAMES) this.test.host.lookup$(name).subscribe((value) => this.#toldOf(name).push(value));
  }

  #toldOf(name: string): unknown[] {
    return this.#told.get(name) ?? this.#told.set(name, []).get(name)!;
  }

  async mustHold(): Promise<void> {
    expect(this.mixed.wrong).toEqual([]);
    const { host } = this.test;
    expect((await host.plan({})).steps.map(({ action, plugin }) => `${action} ${plugin}`)).toEqual([]);
    const running = host.list().filter(({ state }) => state === 'running');
    // Of each plugin that runs there is one instance, and of no other one.
    expect(keysOf(this.mixed.started())).toEqual(keysOf(running));
    for (const info of host.list()) this.#mustExplain(info);
    for (const { key } of running) this.#mustHaveWhatItWasGiven(this.mixed.started(key)[0]!);
    this.#mustFindAlike();
    this.#mustDeliver(running);
  }

  #mustExplain({ key, state }: PluginInfo): void {
    const why = this.test.host.why({ plugin: key });
    expect(String(why)).not.toMatch(/undefined|\[object|NaN/);
    if (state !== 'waiting' && state !== 'failed') return;
    expect(why.because.length).toBeGreaterThan(0);
    expect({ key, fixes: why.fixes }).toEqual({ key, fixes: expect.arrayContaining([expect.any(String)]) });
  }

  /** Nobody holds what has stopped, and whoever is asked tells whose it is. */
  #mustHaveWhatItWasGiven(instance: Instance): void {
    const text = String(this.test.host.why({ plugin: instance.key }));
    for (const { names, value, isLive } of instance.given) {
      if (isLive) continue;
      if (value === undefined) expect(text).toContain(`it does without '${names[0]!}'`);
      else {
        const { key, state } = value as Instance;
        expect(`${key} ${state}`).toBe(`${key} started`);
        expect(names.some((name) => text.includes(`it uses '${name}' of '${key}'`))).toBe(true);
      }
    }
  }

  /** By text, by reference, by pattern, in inversify, and as those were told who watch: for the host and its app. */
  #mustFindAlike(): void {
    const { host } = this.test;
    for (const name of NAMES) {
      for (const world of [host, host.app(APP)]) {
        const found = world.find(name);
        const bound = world.container.isBound(name) ? world.container.get(name) : undefined;
        for (const same of [world.reference(name).find(), world.lookupAll(name).get(name), bound]) expect(same).toBe(found);
      }
      const told = this.#toldOf(name);
      expect(told.at(-1)).toBe(host.find(name));
      expect(told.some((value, index) => index > 0 && value === told[index - 1])).toBe(false);
    }
  }

  #mustDeliver(running: readonly PluginInfo[]): void {
    const { host } = this.test;
    const [event, payload] = ['mixed.event', `event ${this.#events++}`];
    host.events.emit(event, payload);
    const heard = this.mixed.heard.get(payload) ?? [];
    expect(keysOf(heard)).toEqual(keysOf(running));
    const { says } = host.why({ event });
    const to = heard.length === 1 ? 'one handler.' : `${heard.length} handlers, in this order.`;
    expect(says).toBe(heard.length === 0 ? `Nobody would get '${event}' now.` : `'${event}' goes to ${to}`);
  }
}

async function carriedOut(schedule: Schedule): Promise<void> {
  const run = new Run(schedule);
  const { test, mixed } = run;
  await ended(test, [test.start()]);
  await run.mustHold();
  let asked: Promise<Outcome>[] = [];
  for (const [index, each] of schedule.operations.entries()) {
    const before = mixed.started();
    asked.push(ask(each, run));
    if (!each.isAlone && index < schedule.operations.length - 1) continue;
    const outcomes = await ended(test, asked);
    await run.mustHold();
    const isKept = outcomes.length === 1 && ['rolled back', 'refused'].includes(outcomes[0]?.receipt?.outcome ?? '');
    // What can't overlap, or would be made ready on something that stops, has stopped and started again; all else never noticed.
    const overlaps = each.what !== 'mix' && each.what !== 'undo' && schedule.all.every(({ isRestarted }) => !isRestarted);
    if (isKept && overlaps) expect(mixed.started()).toEqual(before);
    asked = [];
  }
  await ended(test, [test.stop()]);
  expect([mixed.wrong, mixed.started()]).toEqual([[], []]);
  test.expectClean();
}

describe('whatever plugins are like, and however they are changed,', () => {
  it('at rest there is one instance of each that runs, all that is found and heard is of those, and why says so', async () => {
    await fc.assert(fc.asyncProperty(schedules, carriedOut), { numRuns: Number(process.env['MIXED'] ?? 300) });
  }, 300_000);
});
