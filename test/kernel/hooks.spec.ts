/** Open this to see hooks around the steps of any plugin: in order, on the plugin and host-wide, failing, hanging, and across reloads. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, type HookOptions, type HookedStep, type PluginContextView, type StepEvent, type StepHook } from 'mortise';
import { Config, Field, Plugin, PluginContext } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';

const plain = (id: string) => definePlugin({ id, version: '1.0.0' });

/** A plugin that registers hooks as it is made. */
function hooking(id: string, register: (context: PluginContextView) => void) {
  return definePlugin({ id, version: '1.0.0', inject: [PluginContext], setup: (context: PluginContextView) => register(context) });
}

describe('hooks of a host', () => {
  it('run before and after every start and stop, and around the other steps of plugins that have a method for them; those after in reverse', async () => {
    const seen: string[] = [];
    const told = definePlugin({ id: 'b', version: '1.0.0', beforeStart() {}, afterStart() {}, beforeStop() {} });
    const test = createTestHost({ plugins: [plain('a'), told] });
    const say =
      (who: string): StepHook =>
      ({ when, step, plugin }) =>
        void seen.push(`${who} ${when} ${step} of ${plugin}`);
    test.host.hooks.before('*', say('first'));
    test.host.hooks.before('start', say('second'));
    test.host.hooks.after('start', say('first'));
    test.host.hooks.after('start', say('second'));
    test.host.hooks.after('stop', say('last'));
    const undo = test.host.hooks.after('afterStart', say('never'));
    undo();
    await test.start();
    await test.stop();
    expect(seen).toEqual([
      'first before start of a',
      'second before start of a',
      'second after start of a',
      'first after start of a',
      'first before beforeStart of b',
      'first before start of b',
      'second before start of b',
      'second after start of b',
      'first after start of b',
      'first before afterStart of b',
      'first before beforeStop of b',
      'first before stop of b',
      'last after stop of b',
      'first before stop of a',
      'last after stop of a',
    ]);
  });

  it('are told whose step it is, how long it took and why it failed, and are waited for', async () => {
    const events: StepEvent[] = [];
    const slow = definePlugin({
      id: 'slow',
      version: '1.2.0',
      inject: [PluginContext] as const,
      setup: (context: PluginContextView) => ({ start: () => new Promise<void>((done) => context.setTimeout(done, 50)) }),
    });
    const broken = definePlugin({
      id: 'broken',
      version: '1.0.0',
      start() {
        throw new Error('no disk');
      },
    });
    const test = createTestHost({ plugins: [slow, broken] });
    let waited = 0;
    test.host.hooks.before('start', () => new Promise<void>((done) => test.clock.setTimeout(() => done(void (waited += 1)), 100)));
    test.host.hooks.after('start', (event) => void events.push(event));
    const start = test.start();
    await test.clock.advance(1_000);
    await start;
    expect(waited).toBe(2);
    expect(events).toMatchObject([
      { when: 'after', step: 'start', plugin: 'slow', version: '1.2.0', generation: 1, ms: 50 },
      { plugin: 'broken', ms: 0, error: { message: 'no disk' } },
    ]);
    await test.stop();
  });

  it.each([false, true])(
    'after a step are those that are there when it has ended, whether others stood before it or not (%s)',
    async (others) => {
      const seen: string[] = [];
      let begin!: (host: { hooks: { after(step: HookedStep, hook: StepHook): unknown } }) => void;
      const begun = new Promise<Parameters<typeof begin>[0]>((done) => (begin = done));
      const slow = definePlugin({
        id: 'slow',
        version: '1.0.0',
        inject: [PluginContext] as const,
        setup: (context: PluginContextView) => ({
          async start() {
            begin(test.host);
            await new Promise<void>((done) => context.setTimeout(done, 50));
            throw new Error('no disk');
          },
        }),
      });
      const test = createTestHost({ plugins: [slow] });
      if (others) test.host.hooks.before('start', () => undefined);
      const started = test.start();
      const { hooks } = await begun;
      hooks.after('start', ({ plugin, ms, error }) => void seen.push(`${plugin} ${ms} ${String(error)}`));
      await test.clock.advance(50);
      await started;
      expect(seen).toEqual(['slow 50 Error: no disk']);
      await test.stop();
    },
  );

  it('that throw, reject or hang disturb nothing and are reported', async () => {
    const test = createTestHost({ plugins: [plain('a')] });
    test.host.hooks.before('start', () => {
      throw new Error('thrown');
    });
    test.host.hooks.after('start', () => Promise.reject(new Error('rejected')));
    test.host.hooks.before('stop', () => new Promise(() => undefined));
    const start = test.start();
    const { plugins } = await start;
    expect(plugins).toMatchObject([{ key: 'a', state: 'running' }]);
    const stop = test.stop();
    await test.clock.advance(3_000);
    await stop;
    expect(test.problems.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ['hook.failed', 'warning', "A hook of the host before start of 'a' failed: thrown"],
      ['hook.failed', 'warning', "A hook of the host after start of 'a' failed: rejected"],
      ['hook.timeout', 'warning', "A hook of the host before stop of 'a' did not end within 3 s."],
    ]);
  });

  it('may be for one plugin', async () => {
    const seen: string[] = [];
    const test = createTestHost({ plugins: [plain('a'), plain('b')] });
    test.host.hooks.before('start', ({ plugin }) => void seen.push(plugin), { plugin: 'b' });
    await test.start();
    await test.stop();
    expect(seen).toEqual(['b']);
  });

  it.each([
    ['begin', () => undefined, {}, "the step is the string 'begin'"],
    ['start', 'no function', {}, "the hook is the string 'no function' instead of a function"],
    ['start', () => undefined, { plugin: 7 }, 'plugin is the number 7 instead of a key'],
  ])('refuse %s %p %p', (step, hook, options, why) => {
    const { host } = createTestHost();
    const register = () => host.hooks.before(step as HookedStep, hook as StepHook, options as HookOptions);
    expect(register).toThrow(expect.objectContaining({ code: 'hook.bad-call', message: expect.stringContaining(why) }));
  });
});

describe('hooks of a plugin', () => {
  it('around its own steps belong to them: one that throws fails the start, and none keeps it from stopping', async () => {
    const seen: string[] = [];
    const own = hooking('own', ({ id, hooks }) => {
      hooks.before('start', () => void seen.push('before start'), { plugin: id });
      hooks.after('start', ({ error }) => void seen.push(`after start ${String(error)}`), { plugin: id });
      hooks.before('stop', () => Promise.reject(new Error('no stop')), { plugin: id });
      hooks.after('stop', () => void seen.push('after stop'), { plugin: id });
    });
    const refusing = hooking('refusing', ({ id, hooks }) => {
      hooks.before(
        'start',
        () => {
          throw new Error('not today');
        },
        { plugin: id },
      );
    });
    const test = createTestHost({ plugins: [own, refusing] });
    const { plugins, problems } = await test.start();
    expect(plugins).toMatchObject([{ state: 'running' }, { state: 'failed', reason: expect.stringContaining('not today') }]);
    expect(problems).toMatchObject([{ code: 'lifecycle.failed', plugin: 'refusing', phase: 'start' }]);
    await test.stop();
    expect(seen).toEqual(['before start', 'after start undefined', 'after stop']);
    expect(test.problems.at(-1)).toMatchObject({ code: 'lifecycle.failed', severity: 'warning', plugin: 'own', phase: 'stop' });
    expect(test.host.list()).toMatchObject([{ state: 'stopped' }, {}]);
    test.expectClean();
  });

  it('around those of others run while it serves, are its own problem, and leave its own steps alone', async () => {
    const seen: string[] = [];
    const watcher = hooking('watcher', ({ hooks }) => {
      hooks.before('*', ({ step, plugin }) => {
        seen.push(`${step} of ${plugin}`);
        if (step === 'start') throw new Error('blind');
      });
    });
    const test = createTestHost({ plugins: [watcher, plain('a')] });
    const { problems } = await test.start();
    expect(seen).toEqual(['start of a']);
    expect(problems).toMatchObject([{ code: 'hook.failed', plugin: 'watcher', message: "A hook of 'watcher' before start of 'a' failed: blind" }]); // prettier-ignore
    await test.host.disable('watcher');
    await test.stop();
    expect(seen).toHaveLength(1);
    test.expectClean();
  });

  it('change over with their generation, so that each step has them once', async () => {
    const seen: string[] = [];
    @Plugin({ id: 'watcher', version: '1.0.0', inject: [PluginContext] })
    class Watcher {
      constructor({ id, hooks, previous }: PluginContext) {
        const generation = previous === undefined ? 'first' : 'second';
        hooks.before('start', ({ plugin }) => void seen.push(`${generation} ${plugin}`));
        hooks.after('stop', () => void seen.push(`${generation} gone`), { plugin: id });
      }
    }
    const test = createTestHost({ plugins: [Watcher, plain('a')] });
    await test.start();
    await test.host.reload('watcher');
    await test.host.disable('a');
    await test.host.enable('a');
    expect(seen).toEqual(['first a', 'first gone', 'second a']);
    await test.stop();
    test.expectClean();
  });

  it('see the health of a generation that is about to take over, and are refused when the plugin is gone', async () => {
    const steps: string[] = [];
    let kept: PluginContextView | undefined;
    const test = createTestHost({
      plugins: [
        definePlugin({
          id: 'a',
          version: '1.0.0',
          inject: [PluginContext],
          setup: (context: PluginContextView) => {
            kept ??= context;
            return { health: () => true };
          },
        }),
      ],
    });
    test.host.hooks.before('health', ({ generation }) => void steps.push(`health of generation ${generation}`));
    await test.start();
    await test.host.reload('a');
    expect(steps).toEqual(['health of generation 2']);
    expect(() => kept!.hooks.before('start', () => undefined)).toThrow(expect.objectContaining({ code: 'context.gone' }));
    await test.stop();
  });

  it('may not wait for what waits for them', async () => {
    const test = createTestHost({ plugins: [plain('a'), plain('b')] });
    test.host.hooks.before('stop', async ({ plugin }) => void (plugin === 'a' && (await test.host.unload('b'))));
    await test.start();
    const unload = test.host.unload('a');
    await test.clock.advance(3_000);
    expect((await unload).receipt?.outcome).toBe('done');
    expect(test.problems.map(({ code }) => code)).toEqual(['hook.failed']);
    await test.stop();
  });
});

describe('hooks around onConfig', () => {
  let taking!: Taking;

  @Config()
  class Settings {
    @Field.integer({ default: 1 }) ttl!: number;
  }

  @Plugin({ id: 'taking', version: '1.0.0', config: Settings, inject: [Settings, PluginContext] })
  class Taking {
    constructor(
      public settings: Settings,
      readonly context: PluginContext,
    ) {
      taking = this;
    }
    onConfig(next: Settings): void {
      this.settings = next;
    }
  }

  it('see values change, and one of the plugin itself can refuse them', async () => {
    const seen: string[] = [];
    const test = createTestHost({ plugins: [Taking], log: { level: 'silent' } });
    await test.start();
    test.host.hooks.before('onConfig', ({ plugin, generation }) => void seen.push(`before ${plugin} ${generation}`));
    test.host.hooks.after('onConfig', ({ plugin, error }) => void seen.push(`after ${plugin} ${error === undefined ? 'well' : 'badly'}`));
    expect((await test.host.configure('taking', { ttl: 2 })).ok).toBe(true);
    taking.context.hooks.before('onConfig', () => Promise.reject(new Error('not now')), { plugin: 'taking' });
    const refused = await test.host.configure('taking', { ttl: 3 });
    expect(refused.receipt!.outcome).toBe('rolled back');
    expect(taking.settings.ttl).toBe(2);
    expect(seen).toEqual(['before taking 1', 'after taking well', 'before taking 1', 'after taking badly']);
    await test.stop();
  });
});
