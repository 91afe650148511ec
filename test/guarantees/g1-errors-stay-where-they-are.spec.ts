/** Open this to see promise G1 held: each shape of error, in each place where a plugin's code is called. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, memberFact, MortiseError, type Extension, type ExtensionContext, type ExtensionSpec, type Problem } from 'mortise';
import { OnEvent, Plugin, PluginContext, Provide } from 'mortise/decorators';
import { createTestHost, settle } from 'mortise/testing';

type Callback = (error?: unknown) => void;
type Misbehaviour = (callback: Callback) => unknown;

const frozen = Object.freeze(new Error('boom'));
const hostile = {
  get message(): never {
    throw new Error('no message either');
  },
};

/** How code may fail, and whether that is all: some of these end well first. */
const SHAPES: readonly { readonly name: string; readonly run: Misbehaviour; readonly well?: true; readonly says: string }[] = [
  { name: 'a synchronous throw', run: (_callback) => { throw new Error('boom'); }, says: 'boom' }, // prettier-ignore
  { name: 'a rejection', run: (_callback) => Promise.reject(new Error('boom')), says: 'boom' },
  { name: 'a callback error', run: (callback) => callback(new Error('boom')), says: 'boom' },
  { name: 'a callback that is never called', run: (_callback) => {}, says: '10 s' },
  { name: 'a callback that is called twice', run: (callback) => (callback(), callback()), well: true, says: 'called' },
  { name: 'an error after the callback', run: (callback) => (callback(), callback(new Error('boom'))), well: true, says: 'boom' },
  { name: 'a throw after the callback', run: (callback) => { callback(); throw new Error('boom'); }, well: true, says: 'boom' }, // prettier-ignore
  { name: 'a rejection after the callback', run: (callback) => (callback(), Promise.reject(new Error('boom'))), well: true, says: 'boom' },
  { name: 'a thrown text', run: (_callback) => { throw 'boom'; }, says: 'boom' }, // prettier-ignore
  { name: 'undefined, thrown', run: (_callback) => { throw undefined; }, says: 'undefined was thrown' }, // prettier-ignore
  { name: 'a rejection without a reason', run: (_callback) => Promise.reject(), says: 'undefined was thrown' },
  { name: 'a callback with a number', run: (callback) => callback(42), says: '42 was thrown' },
  { name: 'a frozen error', run: (_callback) => { throw frozen; }, says: 'boom' }, // prettier-ignore
  { name: 'an error that can not be read', run: (_callback) => { throw hostile; }, says: 'no message was given' }, // prettier-ignore
  { name: 'an error of mortise', run: (_callback) => { throw new MortiseError({ code: 'x.y', severity: 'note', blame: 'host', message: 'boom', hint: '' }); }, says: 'boom' }, // prettier-ignore
];

@Provide('bad/thing', { scope: 'transient' })
@Plugin({ id: 'transient', version: '1.0.0' })
class Transient {
  constructor() {
    throw new Error('boom');
  }
}

/** Starts the plugin beside a good one, lets 10 s pass, and answers with what was found. */
async function beside(plugin: ExtensionSpec) {
  const ticks: unknown[] = [];
  const good = definePlugin({
    id: 'good',
    version: '1.0.0',
    provides: { 'good/thing': 1 },
    on: { 'acme.tick': (payload: unknown) => void ticks.push(payload) },
  });
  const test = createTestHost({ plugins: [plugin, good] });
  const start = test.start();
  await test.clock.advance(10_000);
  const report = await start;
  return Object.assign(test, { report, ticks });
}

/** The one problem that is not the warning about time. */
function only(problems: readonly Problem[]): Problem {
  const found = problems.filter(({ code }) => code !== 'lifecycle.slow' && code !== 'attach.slow');
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('G1: no attach error, in any shape, stops another plugin or the host; it is attributed to plugin, phase and place', () => {
  it.each(SHAPES)('$name', async ({ run, well, says }) => {
    const extension: Extension<ExtensionContext> = {
      name: 'bad',
      attach(_options, callback) {
        this.registerPlugin('bad/thing', { bad: true });
        return run(callback);
      },
    };
    const test = await beside(extension);
    const found = only(test.report.problems);
    expect(found).toMatchObject({ extension: 'bad', phase: 'attach', severity: well ? 'warning' : 'error' });
    expect(`${found.message} ${found.cause?.message ?? ''}`).toContain(says);
    expect(test.host.state).toBe('running');
    expect(test.host.find('good/thing')).toBe(1);
    expect(test.host.find('bad/thing')).toEqual(well ? { bad: true } : undefined);
    await test.stop();
    test.expectClean();
  });
});

describe('G1: no lifecycle error, in any shape, stops another plugin or the host; it is attributed to plugin, phase and place', () => {
  const METHODS = ['beforeStart', 'start', 'afterStart'] as const;

  it.each(METHODS.flatMap((method) => SHAPES.map((shape) => ({ method, ...shape }))))(
    '$method: $name',
    async ({ method, run, well, says }) => {
      const test = await beside(definePlugin({ id: 'bad', version: '1.0.0', [method]: (callback: Callback) => run(callback) }));
      const found = only(test.report.problems);
      expect(found).toMatchObject({ plugin: 'bad', phase: method, details: { method }, severity: well ? 'warning' : 'error' });
      // The line that threw, or where the plugin is declared.
      expect(found.place).toMatch(/g1-errors[\w-]+\.spec\.ts:\d+:\d+$/);
      expect(found.message).toContain(says);
      expect(test.host.list().map(({ key, state }) => [key, state])).toEqual([
        ['bad', well ? 'running' : 'failed'],
        ['good', 'running'],
      ]);
      await test.stop();
      test.expectClean();
    },
  );

  it.each((['beforeStop', 'stop'] as const).flatMap((method) => SHAPES.map((shape) => ({ method, ...shape }))))(
    '$method: $name',
    async ({ method, run, says }) => {
      const calls: string[] = [];
      const bad = {
        beforeStop: (callback: Callback) => run(callback),
        stop: (_force: boolean, callback: Callback) => run(callback),
      }[method];
      const test = await beside(
        definePlugin({
          id: 'bad',
          version: '1.0.0',
          components: [{ name: 'other', stop: () => void calls.push('other stops') }],
          [method]: bad,
        }),
      );
      expect(test.report.problems).toEqual([]);
      const stop = test.stop();
      await test.clock.advance(10_000);
      const found = only((await stop).problems);
      expect(found).toMatchObject({ plugin: 'bad', phase: method, severity: 'warning' });
      // A stop that hangs is given up after 5 s.
      expect(found.message).toContain(says === '10 s' ? '5 s' : says);
      expect(calls).toEqual(['other stops']);
      expect(test.host.list().map(({ state }) => state)).toEqual(['stopped', 'stopped']);
      test.expectClean();
    },
  );
});

describe('G1: no handler error, in any shape, stops another plugin or the host; it is attributed to plugin, phase and place', () => {
  // A handler gets no callback.
  const shapes = SHAPES.filter(({ name }) => !name.includes('callback'));

  it.each(shapes)('$name', async ({ run, says }) => {
    @Plugin({ id: 'bad', version: '1.0.0', inject: [PluginContext] })
    class Bad {
      constructor(readonly context: PluginContext) {}
      start() {
        this.context.events.on('acme.tick').subscribe(() => run(() => {}) as void);
      }
      @OnEvent('acme.tick') tick() {
        return run(() => {});
      }
    }
    const test = await beside(Bad);
    // Two of the bad one, one of the good one, and the kit that records.
    expect(test.host.events.emit('acme.tick', 1)).toBe(4);
    expect(await test.host.events.emitAsync('acme.tick', 2, { parallel: true })).toBe(4);
    await settle();
    expect(test.ticks).toEqual([1, 2]);
    expect(test.problems).toHaveLength(4);
    for (const found of test.problems) {
      expect(found).toMatchObject({ code: 'event.handler-failed', severity: 'warning', plugin: 'bad', phase: 'event' });
      expect(found.message).toContain(says);
    }
    // The line that threw, else that of the decorator; a stream has neither.
    for (const { place } of test.problems) if (place !== undefined) expect(place).toMatch(/g1-errors[\w-]+\.spec\.ts:\d+:\d+$/);
    expect(test.problems[0]!.place).toBeDefined();
    expect(test.host.list().map(({ state }) => state)).toEqual(['running', 'running']);
  });
});

describe('G1: the same holds wherever else the code of a plugin is called', () => {
  const boom = (): never => {
    throw new Error('boom');
  };

  it.each<[string, (context: PluginContext) => void, string]>([
    ['a subscriber of lookup$', (context) => void context.host.lookup$('good/late').subscribe(boom), 'lookup.subscriber-failed'],
    [
      'an asynchronous subscriber of lookup$',
      (context) => void context.host.lookup$('good/late').subscribe((async () => boom()) as never),
      'lookup.subscriber-failed',
    ],
  ])('%s', async (_, use, code) => {
    const test = await beside(
      definePlugin({
        id: 'bad',
        version: '1.0.0',
        inject: [PluginContext],
        setup: (context: PluginContext) => ({ start: () => use(context) }),
      }),
    );
    await test.host.load(definePlugin({ id: 'late', version: '1.0.0', provides: { 'good/late': 1 } }));
    await settle();
    expect(test.problems).toMatchObject([
      { code, plugin: 'bad', message: "A subscriber of lookup$('good/late') failed: boom" },
      { code, plugin: 'bad' },
    ]);
    expect(test.host.lookup('good/late')).toBe(1);
  });

  it('a transient component that cannot be made, in the hands of whoever looks it up', async () => {
    const test = await beside({
      name: 'bad',
      attach(this: ExtensionContext, _options: unknown, callback: Callback) {
        this.registerPlugin(Transient);
        callback();
      },
    });
    expect(() => test.host.lookup('bad/thing')).toThrow(expect.objectContaining({ code: 'wire.construct-failed' }));
    expect(test.host.state).toBe('running');
  });

  it('a kind whose bind fails, synchronously or later', async () => {
    for (const bind of [boom, () => Promise.reject(new Error('boom')) as never]) {
      const Marked = memberFact<number>('acme.mark');
      @Plugin({ id: 'bad', version: '1.0.0' })
      class Bad {
        @Marked(1) method() {}
      }
      const test = createTestHost({
        plugins: [Bad, definePlugin({ id: 'good', version: '1.0.0' })],
        kinds: [{ key: 'acme.mark', title: '@Marked', bind }],
      });
      const report = await test.start();
      expect(report.problems).toMatchObject([
        {
          code: 'wire.bind-failed',
          plugin: 'bad',
          phase: 'wire',
          details: { where: 'Bad.method' },
          place: expect.stringMatching(/\.ts:\d+:\d+$/),
        },
      ]);
      expect(report.problems[0]!.message).toMatch(/^@Marked on Bad\.method could not be bound: /);
      expect(report.plugins.map(({ state }) => state)).toEqual(['failed', 'running']);
    }
  });
});
