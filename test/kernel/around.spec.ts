/** Open this to see events and code around methods: of synchronous and asynchronous ones, with their this, failing, and gone with the plugin. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, type AroundEnd, type AroundOptions } from 'mortise';
import { Around, Command, Component, OnEvent, Plugin, Provide } from 'mortise/decorators';
import { createTestHost, type TestHost } from 'mortise/testing';
import { Standard } from './around.standard.js';

const around = ({ events }: TestHost) => events.filter(({ name }) => /\.(start|success|failure)$/.test(name));

@Plugin({ id: 'till', version: '1.0.0' })
@Provide('acme/till')
class Till {
  readonly #rate = 2;

  @Around('till.add') add(cents: number, tip = 0): number {
    if (cents < 0) throw new RangeError('no money');
    return this.#rate * (cents + tip);
  }
  @Around('till.later') async later(cents: number): Promise<number> {
    await Promise.resolve();
    return this.add(cents);
  }
  @Around('till.heard') @OnEvent('till.sold') heard(): void {}
  @Around('till.told') @Command('till show <cents:integer>') show({ cents }: { cents: number }): number {
    return cents;
  }
}

describe('@Around', () => {
  it('emits start, then success or failure, of synchronous and asynchronous methods, whoever calls them', async () => {
    const test = createTestHost({ plugins: [Till] });
    await test.start();
    const till = test.host.lookup('acme/till') as Till;
    expect(till.add(100)).toBe(200);
    expect(() => till.add(-1)).toThrow(RangeError);
    const call = { plugin: 'till', component: 'Till', method: 'add' };
    expect(around(test)).toEqual([
      { name: 'till.add.start', payload: { ...call, args: [100] } },
      { name: 'till.add.success', payload: { ...call, args: [100], ok: true, result: 200, ms: 0 } },
      { name: 'till.add.start', payload: { ...call, args: [-1] } },
      { name: 'till.add.failure', payload: { ...call, args: [-1], ok: false, error: new RangeError('no money'), ms: 0 } },
    ]);
    expect(await till.later(1)).toBe(2);
    await expect(till.later(-1)).rejects.toThrow('no money');
    test.host.events.emit('till.sold');
    await test.host.commands.run('till show 7');
    expect(around(test).slice(4).map(({ name }) => name)).toEqual([
      ...['till.later.start', 'till.add.start', 'till.add.success', 'till.later.success'],
      ...['till.later.start', 'till.add.start', 'till.add.failure', 'till.later.failure'],
      ...['till.heard.start', 'till.heard.success', 'till.told.start', 'till.told.success'],
    ]); // prettier-ignore
    expect(test.host.usage.read('till').calls).toMatchObject([
      { name: 'Till.add', calls: 4, failures: 2, lastError: 'RangeError: no money' },
      { name: 'Till.later', calls: 2, failures: 1 },
      { name: 'Till.heard', calls: 1, failures: 0 },
      { name: 'Till.show', calls: 1, failures: 0 },
    ]);
    await test.stop();
  });

  it('keeps this, name and length, gives on the very error, and is gone when the plugin is', async () => {
    const test = createTestHost({ plugins: [Till] });
    await test.start();
    const till = test.host.lookup('acme/till') as Till;
    expect([Object.hasOwn(till, 'add'), till.add.name, till.add.length]).toEqual([true, 'add', 1]);
    await test.stop();
    expect(Object.hasOwn(till, 'add')).toBe(false);
    expect(till.add(1)).toBe(2);
    expect(around(test)).toEqual([]);
    test.expectClean();
  });

  it('means the same under standard decorators', async () => {
    const test = createTestHost({ plugins: [Standard] });
    expect((await test.start()).problems).toEqual([]);
    test.host.events.emit('standard.count', 21);
    expect(around(test).map(({ name, payload }) => [name, (payload as { result?: unknown }).result])).toEqual([
      ['standard.twice.start', undefined],
      ['standard.twice.success', 42],
    ]);
    await test.stop();
  });

  it('runs before and after: before may refuse the call, after changes nothing, each with the this of the call', async () => {
    const seen: unknown[] = [];
    const thrown = new Error('closed');
    @Plugin({ id: 'door', version: '1.0.0' })
    @Provide('acme/door')
    class Door {
      isOpen = true;
      @Around({
        before(this: Door, { args }) {
          seen.push(['before', args]);
          if (!this.isOpen) throw thrown;
        },
        after(this: Door, end: AroundEnd) {
          seen.push(['after', end.ok ? end.result : end.error]);
          throw new Error('clumsy');
        },
      })
      pass(who: string): string {
        return `${who} passes`;
      }
    }
    const test = createTestHost({ plugins: [Door] });
    await test.start();
    const door = test.host.lookup('acme/door') as Door;
    expect(door.pass('ada')).toBe('ada passes');
    door.isOpen = false;
    let caught: unknown;
    try {
      door.pass('bob');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
    expect(seen).toEqual([
      ['before', ['ada']],
      ['after', 'ada passes'],
      ['before', ['bob']],
      ['after', thrown],
    ]);
    expect(test.problems.map(({ code, message, plugin, place }) => [code, message, plugin, place])).toEqual(
      Array(2).fill(['around.after-failed', 'What runs after Door.pass failed: clumsy', 'door', expect.stringContaining('around.spec.ts')]),
    );
    await test.stop();
  });

  it('waits for promises: of before ahead of the call, of after where the method gave one, and times the call by them', async () => {
    const seen: unknown[] = [];
    const test = createTestHost({ plugins: [] });
    const { clock } = test;
    const wait = (ms: number) => new Promise<void>((done) => clock.setTimeout(done, ms));
    const slow = definePlugin({
      id: 'slow',
      version: '1.0.0',
      provides: {},
      around: {
        work: {
          before: () => wait(10),
          after: async ({ ms }) => {
            await wait(5);
            seen.push(ms);
          },
        },
        fail: { after: () => Promise.reject(new Error('late')) },
      },
      work: () => wait(20).then(() => seen.push('worked')),
      fail: () => Promise.reject(new Error('no')),
    });
    await test.start();
    await test.host.load(slow);
    const done = slow.work();
    await clock.advance(35);
    await done;
    expect(seen).toEqual(['worked', 30]);
    await expect(slow.fail()).rejects.toThrow('no');
    expect(test.problems).toMatchObject([{ code: 'around.after-failed', message: 'What runs after slow.fail failed: late' }]);
    await test.stop();
  });

  it('stands in definitions, and around what setup makes and what a ready-made instance has', async () => {
    const ready = { greet: () => 'hello' };
    const test = createTestHost({
      plugins: [
        definePlugin({
          id: 'made',
          version: '1.0.0',
          around: { work: 'made.work' },
          setup: () => ({ work: () => 1, start() { void this.work(); } }), // prettier-ignore
          components: [{ name: 'ready', instance: ready, around: { greet: 'made.greet' } }],
        }),
      ],
    });
    expect((await test.start()).problems).toEqual([]);
    expect(ready.greet()).toBe('hello');
    expect(around(test).map(({ name }) => name)).toEqual(['made.work.start', 'made.work.success', 'made.greet.start', 'made.greet.success']); // prettier-ignore
    await test.stop();
    expect(Object.keys(ready)).toEqual(['greet']);
  });

  it('has one generation around an instance that two of them share, and each of two hosts', async () => {
    const shared = definePlugin({ id: 'shared', version: '1.0.0', around: { work: 'shared.work' }, work: () => 1 });
    const [one, two] = [createTestHost({ plugins: [shared] }), createTestHost({ plugins: [shared] })];
    await one.start();
    await two.start();
    await one.host.reload('shared');
    shared.work();
    expect([around(one).length, around(two).length]).toEqual([2, 2]);
    await one.stop();
    shared.work();
    expect([around(one).length, around(two).length]).toEqual([2, 4]);
    await two.stop();
    expect(shared.work()).toBe(1);
    expect(around(two)).toHaveLength(4);
  });

  it('nests: the nearest to the method is innermost', async () => {
    const seen: string[] = [];
    const say = (who: string): AroundOptions => ({
      before: () => void seen.push(`${who} before`),
      after: () => void seen.push(`${who} after`),
    });
    @Component('inner')
    class Inner {
      @Around(say('outer')) @Around(say('inner')) @OnEvent('a.b') work() {
        seen.push('work');
      }
    }
    @Plugin({ id: 'nest', version: '1.0.0', components: [Inner] })
    class Nest {}
    const test = createTestHost({ plugins: [Nest] });
    await test.start();
    test.host.events.emit('a.b');
    expect(seen).toEqual(['outer before', 'inner before', 'work', 'inner after', 'outer after']);
    await test.stop();
  });

  it('lets no listener of its events disturb a call, not even where the host is strict, and breaks circles', async () => {
    const test = createTestHost({ plugins: [Till], strict: true });
    await test.start();
    const till = test.host.lookup('acme/till') as Till;
    test.host.events.handle('till.add.success', () => {
      throw new Error('deaf');
    });
    expect(till.add(1)).toBe(2);
    test.host.events.handle('till.add.start', () => void till.add(1));
    expect(till.add(1)).toBe(2);
    expect(test.problems.map(({ cause }) => cause?.code ?? cause?.message)).toContain('event.recursion');
    await test.stop();
  });

  it.each<[unknown, string]>([
    [7, 'it is given the number 7 instead of a name or options'],
    [{}, 'it says neither event, before nor after'],
    [{ befor: () => 1 }, "the option 'befor' means nothing (did you mean 'before'?)"],
    [{ after: 'x' }, "after is the string 'x' instead of a function"],
    ['a b', "'a b.start' is not an event name"],
    ['plugin.a', "'plugin.a' is a name of the host's own"],
  ])('is refused as %p', async (given, why) => {
    class Wrong {
      @Around(given as string) work() {}
    }
    Plugin({ id: 'wrong', version: '1.0.0' })(Wrong);
    const test = createTestHost({ plugins: [Wrong, definePlugin({ id: 'also', version: '1.0.0', around: { work: given as string }, work() {} })] }); // prettier-ignore
    const { problems } = await test.start();
    expect(problems.map(({ code }) => code)).toEqual(['manifest.bad-fact', 'manifest.bad-fact']);
    expect(problems[0]!.message).toContain(why);
    await test.stop();
  });

  it('is refused on what is no method', async () => {
    class Wrong {
      @(Around('a.b') as unknown as PropertyDecorator) field = 1;
      @Around('a.b') static work() {}
    }
    Plugin({ id: 'wrong', version: '1.0.0' })(Wrong);
    const listed = definePlugin({ id: 'listed', version: '1.0.0', around: [] as never });
    const missing = definePlugin({ id: 'missing', version: '1.0.0', around: { wrok: 'a.b' }, work() {} });
    const late = definePlugin({ id: 'late', version: '1.0.0', around: { work: 'a.b' }, setup: () => ({}) });
    const test = createTestHost({ plugins: [Wrong, listed, missing, late] });
    const { problems } = await test.start();
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['manifest.bad-type', expect.stringContaining("'listed.around'")],
      ['manifest.bad-fact', expect.stringContaining("there is no method 'wrok' (did you mean 'work'?)")],
      ['manifest.misused-decorator', expect.stringContaining('only around a method something can be put')],
      ['manifest.bad-fact', expect.stringContaining('a static method belongs to no instance')],
      ['wire.bind-failed', expect.stringContaining('there is undefined where a method should be')],
    ]);
    await test.stop();
  });
});
