/** Open this to see that a change whose generations can't overlap is taken back whole: what else it started, stopped or switched as well. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, type Extension } from 'mortise';
import { createTestHost, settle } from 'mortise/testing';

/** An extension of a plugin that can't overlap, and whose second generation fails in `afterStart`. */
function failing(extra: object = {}): Extension {
  let attached = 0;
  return {
    name: 'a',
    attach(this: { registerPlugin(plugin: object): void }) {
      attached += 1;
      const isLater = attached > 1;
      this.registerPlugin(
        definePlugin({
          id: 'a',
          version: '1.0.0',
          reload: 'restart',
          ...(isLater ? extra : {}),
          setup: () => ({
            afterStart() {
              if (isLater) throw new Error('no luck');
            },
          }),
        } as never),
      );
    },
  };
}

describe('a change that is taken back', () => {
  it('leaves nothing of what it loaded', async () => {
    const heard: unknown[] = [];
    const stopped: string[] = [];
    const test = createTestHost({ plugins: [failing()] });
    await test.start();
    const late = definePlugin({
      id: 'late',
      version: '1.0.0',
      provides: { 'late/x': 1 },
      on: { 't.ev': (payload: unknown) => void heard.push(payload) },
      setup: () => ({ stop: () => void stopped.push('late') }),
    } as never);
    const { receipt } = await test.host.change({ reload: ['a'], load: [late] });
    expect(receipt!.outcome).toBe('rolled back');
    test.host.events.emit('t.ev', 1);
    expect([heard, test.host.find('late/x'), test.host.list().map(({ key, state }) => `${key} ${state}`)]).toEqual([
      [],
      undefined,
      ['a running'],
    ]);
    await test.stop();
    test.expectClean();
  });

  it('starts again what it unloaded and disabled, and stops again what it enabled', async () => {
    const plain = (id: string) => definePlugin({ id, version: '1.0.0' });
    const test = createTestHost({ plugins: [failing(), plain('x'), plain('y'), plain('z')], settings: { z: { enabled: false } } });
    await test.start();
    const told = (): string[] => test.host.list().map(({ key, state, enabled }) => `${key} ${state} ${enabled}`);
    const before = told();
    const { receipt } = await test.host.change({ unload: ['x'], disable: ['y'], enable: ['z'], reload: ['a'] });
    expect(receipt!.outcome).toBe('rolled back');
    expect(told().map((line) => line.replace('z stopped', 'z described'))).toEqual(before);
    await test.stop();
    test.expectClean();
  });

  it('lets nobody run with what only the failed generation had', async () => {
    const test = createTestHost({
      plugins: [failing({ provides: { 'a/new': 1 } }), definePlugin({ id: 'w', version: '1.0.0', inject: ['a/new'], setup: () => ({}) })],
    });
    await test.start();
    expect((await test.host.reload('a')).receipt!.outcome).toBe('rolled back');
    expect(test.host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['a running', 'w waiting']);
    await test.stop();
    test.expectClean();
  });

  it('asks for what is handed on once, and gives it back', async () => {
    const log: string[] = [];
    let attached = 0;
    const test = createTestHost({
      plugins: [
        {
          name: 'a',
          attach(this: { registerPlugin(plugin: object): void }) {
            const number = ++attached;
            let lease: (() => void) | undefined = number === 1 ? () => undefined : undefined;
            this.registerPlugin(
              definePlugin({
                id: 'a',
                version: '1.0.0',
                reload: 'restart',
                setup: () => ({
                  snapshot() {
                    const given = { lease };
                    lease = undefined;
                    return given;
                  },
                  restore(given: { lease?: () => void }) {
                    ({ lease } = given);
                    log.push(`${number} got ${typeof lease}`);
                  },
                }),
              } as never),
            );
          },
        },
      ],
    });
    await test.start();
    expect((await test.host.reload('a')).receipt!.outcome).toBe('done');
    expect(log).toEqual(['2 got function']);
    await test.stop();
  });
});

describe('a generation that stops to make room', () => {
  it('ends what it has begun first, and what came of that is in the state that it hands over', async () => {
    const log: string[] = [];
    let attached = 0;
    let go = (): void => undefined;
    const extension: Extension = {
      name: 'a',
      attach(this: { registerPlugin(plugin: object): void }) {
        const number = ++attached;
        let count = 0;
        this.registerPlugin(
          definePlugin({
            id: 'a',
            version: '1.0.0',
            reload: 'restart',
            on: {
              't.ev': async () => {
                await new Promise<void>((resolve) => (go = resolve));
                count += 1;
                log.push(`${number} ended`);
              },
            },
            setup: () => ({
              stop: () => void log.push(`${number} stop`),
              snapshot: () => count,
              restore: (state: number) => void log.push(`${number} got ${state}`),
            }),
          } as never),
        );
      },
    };
    const test = createTestHost({ plugins: [extension] });
    await test.start();
    test.host.events.emit('t.ev');
    const report = test.host.reload('a');
    for (let turn = 0; turn < 20; turn += 1) await settle();
    go();
    expect((await report).receipt).toMatchObject({ outcome: 'done', drained: 1 });
    expect(log).toEqual(['1 ended', '1 stop', '2 got 1']);
    await test.stop();
  });
});

describe('events that come while generations make room for each other', () => {
  /** Counts what it hears, by generation; the second start of `failing` generations throws in `afterStart`. */
  function counter(
    id: string,
    heard: string[],
    how: { between?: () => Promise<void> | void; fails?: boolean; needs?: string[] } = {},
  ): Extension {
    let attached = 0;
    return {
      name: id,
      attach(this: { registerPlugin(plugin: object): void }) {
        const number = ++attached;
        this.registerPlugin(
          definePlugin({
            id,
            version: '1.0.0',
            reload: 'restart',
            ...(how.needs === undefined ? { provides: { [`${id}/x`]: number } } : { inject: how.needs }),
            on: { 't.ev': (payload: unknown) => void heard.push(`${id}${number} ${String(payload)}`) },
            setup: () => ({
              beforeStart: () => (number > 1 ? how.between?.() : undefined),
              stop: () => how.between?.(),
              afterStart() {
                if (how.fails === true && number > 1) throw new Error('no luck');
              },
            }),
          } as never),
        );
      },
    };
  }

  it('are kept for the next one, in order, and each is given to one generation', async () => {
    const heard: string[] = [];
    let sent = 0;
    const emit = (): void => void test.host.events.emit('t.ev', ++sent);
    const between = async (): Promise<void> => {
      emit();
      await Promise.resolve();
      emit();
    };
    const test = createTestHost({ plugins: [counter('a', heard, { between }), counter('b', heard, { needs: ['a/x'], between })] });
    await test.start();
    emit();
    const { receipt } = await test.host.reload('a');
    emit();
    expect(receipt!.outcome).toBe('done');
    const numbers = Array.from({ length: sent }, (_, index) => String(index + 1));
    for (const id of ['a', 'b']) {
      const mine = heard.filter((line) => line.startsWith(id));
      expect(mine.map((line) => line.split(' ')[1])).toEqual(numbers);
      // Once a generation has made room, none but the next one is given anything.
      const generations = mine.map((line) => Number(line[1]));
      expect(generations).toEqual([...generations].sort((x, y) => x - y));
    }
    expect(receipt!.buffered).toBeGreaterThan(0);
    await test.stop();
    test.expectClean();
  });

  it('are kept for the one before, if the next one can not stay', async () => {
    const heard: string[] = [];
    let sent = 0;
    const emit = (): void => void test.host.events.emit('t.ev', ++sent);
    const test = createTestHost({ plugins: [counter('a', heard, { between: emit, fails: true })] });
    await test.start();
    emit();
    const { receipt } = await test.host.reload('a');
    emit();
    expect(receipt!.outcome).toBe('rolled back');
    expect(heard.map((line) => line.split(' ')[1])).toEqual(Array.from({ length: sent }, (_, index) => String(index + 1)));
    expect(heard.at(-1)).toBe(`a1 ${sent}`);
    await test.stop();
    test.expectClean();
  });

  it('are dropped with what goes for good', async () => {
    const heard: string[] = [];
    const test = createTestHost({
      plugins: [counter('a', heard), counter('b', heard, { between: () => void test.host.events.emit('t.ev', 0) })],
    });
    await test.start();
    expect((await test.host.change({ reload: ['a'], unload: ['b'] })).receipt!.outcome).toBe('done');
    test.host.events.emit('t.ev', 1);
    // Nobody stands in for one that does not come back; and what comes while others stop is for the next generation of the other.
    expect(heard).toEqual(['a2 0', 'a2 1']);
    await test.stop();
    test.expectClean();
  });

  it('are waited for by nobody: a handler under way that sends one to its own plugin goes on', async () => {
    const log: string[] = [];
    let go = (): void => undefined;
    let attached = 0;
    const test = createTestHost({
      plugins: [
        {
          name: 'a',
          attach(this: { registerPlugin(plugin: object): void }) {
            const number = ++attached;
            this.registerPlugin(
              definePlugin({
                id: 'a',
                version: '1.0.0',
                reload: 'restart',
                on: {
                  't.first': async () => {
                    await new Promise<void>((resolve) => (go = resolve));
                    await test.host.events.emitAsync('t.second', number);
                    log.push(`${number} went on`);
                  },
                  't.second': (from: unknown) => void log.push(`${number} heard ${String(from)}`),
                },
              } as never),
            );
          },
        },
      ],
    });
    await test.start();
    test.host.events.emit('t.first', 1);
    const change = test.host.reload('a');
    await settle();
    go();
    expect((await change).receipt!.outcome).toBe('done');
    expect(log).toEqual(['1 went on', '2 heard 1']);
    await test.stop();
    test.expectClean();
  });
});
