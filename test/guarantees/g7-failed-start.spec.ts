/** Open this to see promise G7 held at every step of a start. */
import { describe, expect, it } from '@jest/globals';
import { postConstruct } from 'inversify';
import { Component, Config, Field, Plugin, PluginContext } from 'mortise/decorators';
import { definePlugin, type ExtensionSpec } from 'mortise';
import { createTestHost } from 'mortise/testing';

const boom = (): never => {
  throw new Error('boom');
};

/** A plugin of two good components and a last one that may fail, whose starts and stops are written down. */
function pluginOf(id: string, calls: string[], last: object = {}): object {
  @Component('first')
  class First {
    start() {
      calls.push(`${id} first starts`);
    }
    stop(force: boolean) {
      calls.push(`${id} first stops${force ? ' by force' : ''}`);
    }
  }
  @Component('second', { inject: [First] })
  class Second {
    constructor(readonly first: First) {}
    async start() {
      calls.push(`${id} second starts`);
    }
    stop(force: boolean, done: () => void) {
      calls.push(`${id} second stops${force ? ' by force' : ''}`);
      done();
    }
  }
  @Plugin({ id, version: '1.0.0', components: [First, Second, { name: 'last', ...last }] })
  class Main {}
  return Main;
}

class Thrown {
  constructor() {
    boom();
  }
}
Component('thrown')(Thrown);

class Constructed {
  ready() {
    boom();
  }
}
Component('constructed')(Constructed);
postConstruct()(Constructed.prototype, 'ready', Object.getOwnPropertyDescriptor(Constructed.prototype, 'ready')!);

const unstarted = ['before anything of it had started', []] as const;
const started = [
  'after two of its components had started',
  ['bad first starts', 'bad second starts', 'bad second stops by force', 'bad first stops by force'],
] as const;

const FAILURES: readonly (readonly [string, (calls: string[]) => ExtensionSpec, readonly [string, readonly string[]], string])[] = [
  ['a constructor', () => withComponents(Thrown), unstarted, 'wire.construct-failed'],
  ['@postConstruct', () => withComponents(Constructed), unstarted, 'wire.construct-failed'],
  ['setup', (calls) => pluginOf('bad', calls, { setup: boom }), unstarted, 'wire.construct-failed'],
  ['the constructor of its configuration', () => withBadConfig(), unstarted, 'wire.construct-failed'],
  ['beforeStart', (calls) => pluginOf('bad', calls, { beforeStart: boom }), unstarted, 'lifecycle.failed'],
  ['start that throws', (calls) => pluginOf('bad', calls, { start: boom }), started, 'lifecycle.failed'],
  ['start that rejects', (calls) => pluginOf('bad', calls, { start: async () => boom() }), started, 'lifecycle.failed'],
  [
    'start that calls back with an error',
    (calls) => pluginOf('bad', calls, { start: (done: (error: unknown) => void) => done('boom') }),
    started,
    'lifecycle.failed',
  ],
  ['afterStart', (calls) => pluginOf('bad', calls, { afterStart: boom }), started, 'lifecycle.failed'],
];

function withComponents(...components: (new () => object)[]): ExtensionSpec {
  @Plugin({ id: 'bad', version: '1.0.0', components })
  class Bad {}
  return Bad;
}

function withBadConfig(): ExtensionSpec {
  @Config()
  class Settings {
    @Field.integer({ default: 1 }) ttl = boom();
  }
  @Plugin({ id: 'bad', version: '1.0.0', config: Settings })
  class Bad {}
  return Bad;
}

describe('G7: a failed start stops what that plugin had started, in reverse', () => {
  it.each(FAILURES)('when %s fails', async (_, make, [, expected], code) => {
    const calls: string[] = [];
    const test = createTestHost({ plugins: [make(calls)] });
    const report = await test.start();
    expect(report.problems).toMatchObject([{ code, severity: 'error', blame: 'plugin', plugin: 'bad' }]);
    expect(report.problems[0]!.message).toMatch(/ failed: boom$/);
    expect(report.ok).toBe(false);
    expect(report.plugins).toMatchObject([{ key: 'bad', state: 'failed', reason: report.problems[0]!.message }]);
    expect(calls).toEqual(expected);
    expect(test.events.filter(({ name }) => name === 'plugin.failed')).toHaveLength(1);
    test.expectClean('bad');
  });
});

describe('G7: dependents wait with a reason, and start by themselves when it returns', () => {
  it.each(FAILURES)('when %s fails', async (_, make) => {
    const calls: string[] = [];
    const dependent = (id: string, on: string) =>
      definePlugin({ id, version: '1.0.0', dependencies: { [on]: '*' }, start: () => void calls.push(`${id} starts`) });
    const test = createTestHost({
      plugins: [dependent('far', 'near'), dependent('near', 'bad'), make([]), definePlugin({ id: 'unrelated', version: '1.0.0' })],
    });
    const report = await test.start();
    const reason = report.problems[0]!.message;
    const state = (key: string) => test.host.list().find((plugin) => plugin.key === key);
    expect(state('near')).toMatchObject({ state: 'waiting', reason: `'near' waits for 'bad', which failed: ${reason}.` });
    expect(state('far')).toMatchObject({ state: 'waiting', reason: "'far' waits for 'near', which is waiting itself." });
    expect(state('unrelated')).toMatchObject({ state: 'running' });

    calls.length = 0;
    await test.host.unload('bad');
    expect(state('near')).toMatchObject({ state: 'waiting', reason: "'near' needs 'bad' *, which is not loaded." });
    await test.host.load(definePlugin({ id: 'bad', version: '1.0.1' }));
    expect(calls).toEqual(['near starts', 'far starts']);
    expect(test.host.list().map(({ state: now }) => now)).toEqual(['running', 'running', 'running', 'running']);
    await test.stop();
    test.expectClean();
  });

  it('and dependents that had started already, since afterStart comes after every start, are stopped first', async () => {
    const calls: string[] = [];
    const dependent = (id: string, on: string) =>
      definePlugin({
        id,
        version: '1.0.0',
        dependencies: { [on]: '*' },
        beforeStop: () => void calls.push(`${id} is told`),
        stop: () => void calls.push(`${id} stops`),
      });
    const test = createTestHost({
      plugins: [
        definePlugin({
          id: 'bad',
          version: '1.0.0',
          provides: { 'bad/thing': 1 },
          afterStart: boom,
          stop: () => void calls.push('bad stops'),
        }),
        dependent('near', 'bad'),
        dependent('far', 'near'),
      ],
    });
    await test.start();
    expect(test.host.list().map(({ key, state }) => [key, state])).toEqual([
      ['bad', 'failed'],
      ['near', 'waiting'],
      ['far', 'waiting'],
    ]);
    expect(calls).toEqual(['far is told', 'near is told', 'far stops', 'near stops', 'bad stops']);
    expect(test.host.find('bad/thing')).toBeUndefined();
    test.expectClean('bad');
    test.expectClean('near');
  });
});

describe('G7: what a failed plugin had done while it started is undone', () => {
  it('its timers, subscriptions, names and effects', async () => {
    const ended: string[] = [];
    @Plugin({ id: 'bad', version: '1.0.0', inject: [PluginContext] })
    class Bad {
      constructor(readonly context: PluginContext) {}
      start() {
        this.context.setInterval(() => {}, 1000);
        this.context.events.on('acme.tick').subscribe();
        this.context.provide('bad/thing', 1);
        this.context.own(() => ended.push('own'));
        this.context.signal.addEventListener('abort', () => ended.push('signal'));
        boom();
      }
    }
    const test = createTestHost({ plugins: [Bad] });
    await test.start();
    expect(ended).toEqual(['signal', 'own']);
    expect(test.clock.pending).toBe(0);
    test.expectClean();
  });
});
