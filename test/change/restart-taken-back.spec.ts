/** Open this to see that a restart that is taken back leaves everything as it was: who runs, who holds whom, states, events, and the kinds that facts have their meaning from. */
import { describe, expect, it } from '@jest/globals';
import { classFact, definePlugin, type Extension, type ExtensionContextView } from 'mortise';
import { Plugin } from 'mortise/decorators';
import { createTestHost, settle, type TestHost } from 'mortise/testing';

/** A plugin `root` that stops to make room; `start` is told how often it was called. */
function root(start: (times: number) => unknown, more: object = {}): Extension {
  let times = 0;
  return {
    name: 'root',
    attach(this: ExtensionContextView) {
      this.registerPlugin(
        definePlugin({ id: 'root', version: '1.0.0', reload: 'restart', setup: () => ({ start: () => start(++times) }), ...more }),
      );
    },
  };
}

const states = (test: TestHost): string[] => test.host.list().map(({ key, state }) => `${key} ${state}`);

const failOn =
  (...which: number[]) =>
  (times: number): void => {
    if (which.includes(times)) throw new Error('the port is taken');
  };

describe('a restart that is taken back', () => {
  it('tells that what it waits for failed, and of what, where that starts in the same plan', async () => {
    let number = 0;
    const top: Extension = {
      name: 'top',
      attach(this: { registerPlugin(plugin: object): void }) {
        number += 1;
        const dependencies = number === 1 ? {} : { base: '^1' };
        this.registerPlugin(definePlugin({ id: 'top', version: '1.0.0', reload: 'restart', dependencies }));
      },
    };
    const start = (): void => {
      throw new Error('no disk');
    };
    const base = definePlugin({ id: 'base', version: '1.0.0', start });
    const test = createTestHost({ plugins: [top, base], settings: { base: { enabled: false } } });
    await test.start();
    const { receipt } = await test.host.change({ reload: ['top'], enable: ['base'] });
    expect(receipt!.failed).toEqual({
      step: 'wire',
      plugin: 'top',
      why: "'top' waits for 'base', which failed: start of 'base' failed: no disk.",
    });
    expect(states(test)).toEqual(['top running', 'base described']);
    await test.stop();
    test.expectClean();
  });

  it('gives everybody back who stopped for it, with state and events, also who was to wait', async () => {
    const heard: string[] = [];
    const gos: (() => void)[] = [];
    const counting = (id: string, on: string) =>
      definePlugin({
        id,
        version: '1.0.0',
        dependencies: { [on]: '*' },
        on: { 'w.e': 'hear' },
        setup: () => ({
          count: 0,
          hear(payload: string) {
            this.count += 1;
            heard.push(`${id} ${payload} ${this.count}`);
          },
          snapshot() {
            return this.count;
          },
          restore(count: number) {
            this.count = count;
          },
        }),
      });
    const late = async (times: number): Promise<void> => {
      if (times === 1) return;
      if (times === 2) await new Promise<void>((done) => gos.push(done));
      failOn(2)(times);
    };
    const off = definePlugin({ id: 'off', version: '1.0.0' });
    const test = createTestHost({ log: { level: 'silent' }, plugins: [root(late), off, counting('a', 'off'), counting('b', 'root')] });
    await test.start();
    const before = states(test);
    test.host.events.emit('w.e', 'first');
    const change = test.host.change({ reload: ['root'], disable: ['off'] });
    while (gos.length === 0) await settle();
    test.host.events.emit('w.e', 'meanwhile');
    gos.forEach((go) => go());
    expect((await change).receipt!.outcome).toBe('rolled back');
    test.host.events.emit('w.e', 'after');
    expect(states(test)).toEqual(before);
    expect(heard.filter((line) => line.startsWith('a'))).toEqual(['a first 1', 'a meanwhile 2', 'a after 3']);
    expect(heard.filter((line) => line.startsWith('b'))).toEqual(['b first 1', 'b meanwhile 2', 'b after 3']);
    await test.stop();
    test.expectClean();
  });

  it('has plugins hold what they need by id, so that they stop before it the next time', async () => {
    const log: string[] = [];
    const leaf = definePlugin({
      id: 'leaf',
      version: '1.0.0',
      dependencies: { root: '*' },
      setup: () => ({ start: () => void log.push('leaf starts'), stop: () => void log.push('leaf stops') }),
    });
    const test = createTestHost({ log: { level: 'silent' }, plugins: [root(failOn(2)), leaf] });
    await test.start();
    expect((await test.host.reload('root')).receipt!.outcome).toBe('rolled back');
    expect(test.host.list().find(({ key }) => key === 'leaf')!.holds).toEqual(['root']);
    log.length = 0;
    expect((await test.host.reload('root')).receipt!.outcome).toBe('done');
    expect(log).toEqual(['leaf stops', 'leaf starts']);
    await test.stop();
  });

  it.each([{ inject: ['root/name'] }, { dependencies: { root: '*' } }])(
    'has those wait whose provider could not start again, by %j, and start with it',
    async (need) => {
      const leaf = definePlugin({ id: 'leaf', version: '1.0.0', ...need, setup: () => ({ start() {} }) } as never);
      const test = createTestHost({ log: { level: 'silent' }, plugins: [root(failOn(2, 3), { provides: { 'root/name': 1 } }), leaf] });
      await test.start();
      expect((await test.host.reload('root')).receipt!.outcome).toBe('rolled back');
      expect(states(test)).toEqual(['root failed', 'leaf waiting']);
      await test.host.enable('root');
      expect(states(test)).toEqual(['root running', 'leaf running']);
      await test.stop();
      test.expectClean();
    },
  );

  it('binds facts by the kinds that were there before', async () => {
    const log: string[] = [];
    let generation = 0;
    class Using {}
    classFact('my.kind')({})(Using);
    Plugin({ id: 'using', version: '1.0.0', reload: 'restart' })(Using);
    const extension: Extension = {
      name: 'kinds',
      attach(this: ExtensionContextView) {
        const number = ++generation;
        this.registerKind({ key: 'my.kind', bind: () => (log.push(`bound by ${number}`), () => void log.push(`unbound by ${number}`)) });
        this.registerPlugin(definePlugin({ id: 'with-kinds', version: '1.0.0', setup: () => ({ start: () => failOn(2)(number) }) }));
      },
    };
    const test = createTestHost({ log: { level: 'silent' }, plugins: [extension, Using] });
    await test.start();
    expect((await test.host.reload('kinds')).receipt!.outcome).toBe('rolled back');
    expect(log).toEqual(['bound by 1', 'unbound by 1', 'bound by 1']);
    await test.stop();
  });
});

describe('a plugin that is to make room', () => {
  it('is told nothing of a change that fails since a handler does not end, and has what came meanwhile', async () => {
    const log: string[] = [];
    const plugin = definePlugin({
      id: 'busy',
      version: '1.0.0',
      reload: 'restart',
      on: { 'a.hang': () => new Promise(() => undefined), 'a.b': (payload: string) => void log.push(payload) },
      setup: () => ({
        start: () => void log.push('start'),
        beforeStop: () => void log.push('beforeStop'),
        stop: () => void log.push('stop'),
      }),
    });
    const test = createTestHost({ log: { level: 'silent' }, plugins: [plugin] });
    await test.start();
    test.host.events.emit('a.hang');
    const change = test.host.reload('busy');
    for (let turn = 0; turn < 20; turn += 1) await settle();
    test.host.events.emit('a.b', 'meanwhile');
    await test.clock.advance(5_000);
    expect((await change).receipt).toMatchObject({ outcome: 'rolled back', failed: { plugin: 'busy' } });
    expect(log).toEqual(['start', 'meanwhile']);
    test.host.events.emit('a.b', 'after');
    expect(log).toEqual(['start', 'meanwhile', 'after']);
    await test.stop();
  });
});

describe('a change that is not done', () => {
  it('leaves a plan that was made before as it was', async () => {
    const log: string[] = [];
    let times = 0;
    const extension: Extension = {
      name: 'planned',
      attach(this: ExtensionContextView) {
        this.own(() => void log.push('taken back'));
        this.registerPlugin(definePlugin({ id: 'planned', version: '1.0.0' }));
      },
    };
    const bad: Extension = {
      name: 'bad',
      attach(this: ExtensionContextView) {
        times += 1;
        failOn(2)(times);
        this.registerPlugin(definePlugin({ id: 'bad', version: '1.0.0', setup: () => ({ start: () => failOn(3)(times) }) }));
      },
    };
    const test = createTestHost({ log: { level: 'silent' }, plugins: [bad] });
    await test.start();
    const plan = await test.host.plan({ load: [extension] });
    for (const outcome of ['refused', 'rolled back']) expect((await test.host.reload('bad')).receipt!.outcome).toBe(outcome);
    expect((await test.host.apply(plan)).receipt!.outcome).toBe('done');
    expect(log).toEqual([]);
    await test.stop();
    expect(log).toEqual(['taken back']);
  });
});

describe('a host that is stopped', () => {
  it('has its time in all, also where a change stops plugins at that moment', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const never = (id: string) => definePlugin({ id, version: '1.0.0', setup: () => ({ stop: () => new Promise(() => undefined) }) });
    const test = createTestHost({ log: { level: 'silent' }, plugins: ids.map(never) });
    await test.start();
    void test.host.disable(...ids);
    await settle();
    let isOver = false;
    const stopped = test.host.stop().then(() => (isOver = true));
    await test.clock.advance(10_000);
    expect(isOver).toBe(true);
    await stopped;
  });
});
