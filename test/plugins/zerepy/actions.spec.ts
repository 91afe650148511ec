/** Open this to see actions called: checked, coerced, tried again, timed out, and gone with their plugin. */
import { getEventListeners } from 'node:events';
import { expect, it, describe } from '@jest/globals';
import { concatMap, from, lastValueFrom, toArray } from 'rxjs';
import { Plugin, PluginContext, Use } from 'mortise/decorators';
import { createTestHost, type TestHost } from 'mortise/testing';
import {
  Action,
  Connection,
  HealthCheck,
  createZerePy,
  PluginConfigError,
  PluginExecutionError,
  PluginNotFoundError,
  PluginParameterError,
  PluginTimeoutError,
  type Actions,
  type Call,
  type CallOptions,
  type PluginConfig,
  type ZerePy,
} from 'mortise/zerepy';

const calls: unknown[] = [];

@Plugin({ id: 'texts', version: '1.0.0' })
class Texts {
  @Action('cut', {
    description: 'The beginning of a text',
    parameters: {
      text: { type: 'string', min: 1, doc: 'what is cut' },
      length: { type: 'integer', min: 1, max: 10 },
      mode: { type: 'select', choices: ['start', 'end'], default: 'start' },
      marks: { type: 'list', of: { type: 'string' }, required: false },
      loud: { type: 'boolean', default: false },
    },
  })
  cut(params: { text: string; length: number; mode: 'start' | 'end'; marks?: readonly unknown[]; loud: boolean }) {
    calls.push(params);
    return params.text.slice(0, params.length);
  }
}

async function started(plugins: readonly object[], configs: readonly PluginConfig[] = []): Promise<{ test: TestHost; zerepy: ZerePy }> {
  const zerepy = createZerePy({ plugins: configs });
  const test = createTestHost({ plugins: [zerepy, ...plugins] });
  const { problems } = await test.start();
  expect(problems).toEqual([]);
  return { test, zerepy };
}

describe('arguments of an action', () => {
  it('are taken by name and by position, and texts become what the parameters want', async () => {
    const { test, zerepy } = await started([Texts]);
    calls.length = 0;
    expect(await zerepy.actions.execute('cut', { text: 'hello', length: '2', loud: 'true', marks: '["a"]' })).toBe('he');
    expect(await zerepy.actions.execute('cut', [42, '1', 'end'])).toBe('4');
    expect(calls).toEqual([
      { text: 'hello', length: 2, mode: 'start', marks: ['a'], loud: true },
      { text: '42', length: 1, mode: 'end', loud: false },
    ]);
    await test.stop();
    test.expectClean();
  });

  it('that are all wrong are all told at once, with path, plugin and fix, and nothing is called', async () => {
    const { test, zerepy } = await started([Texts]);
    calls.length = 0;
    const wrong = { length: 'much', mode: 'middle', marks: ['a', 7, {}], loud: 'perhaps', colour: 'red' };
    const error = await zerepy.actions.execute('cut', wrong).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PluginParameterError);
    const { issues, problem } = error as PluginParameterError;
    expect(issues).toEqual([
      { path: 'text', message: 'text is required (what is cut)' },
      { path: 'length', message: 'length must be an integer, but is "much"' },
      { path: 'mode', message: 'mode must be one of start, end, but is "middle"' },
      { path: 'marks[2]', message: 'marks[2] must be a text, but is an object' },
      { path: 'loud', message: 'loud must be true or false, but is "perhaps"' },
      { path: 'colour', message: 'colour is not known; known are text, length, mode, marks, loud' },
    ]);
    expect(problem).toMatchObject({
      code: 'zerepy.bad-parameters',
      plugin: 'texts',
      hint: 'It takes { text: string, length: integer, mode: select, marks?: list, loud: boolean }, or a list in that order.',
    });
    expect(zerepy.actions.validate('cut', wrong)).toEqual(issues);
    expect(zerepy.actions.validate('cut', { text: 'a', length: 1 })).toEqual([]);
    expect(zerepy.actions.validate('cut', ['a', 99, 'end', [], true, 6]).map(({ path }) => path)).toEqual(['[5]', 'length']);
    expect(calls).toEqual([]);
    expect(await zerepy.actions.execute('cut', ['still there', 5])).toBe('still');
    await test.stop();
  });
});

describe('an action that fails', () => {
  it('is tried again with a growing wait, and its events tell it', async () => {
    const times: number[] = [];
    @Plugin({ id: 'web', version: '1.0.0' })
    class Web {
      @Action('fetch', { retries: 3, backoff: { delay: 100, factor: 3, most: 500 } })
      fetch(_: unknown, { attempt }: Call) {
        times.push(test.clock.now());
        if (attempt < 4) throw new Error(`no answer ${attempt}`);
        return 'page';
      }
    }
    const { test, zerepy } = await started([Web]);
    const page = zerepy.actions.execute('fetch', { url: '/' });
    await test.clock.advance(1_000);
    expect(await page).toBe('page');
    expect(times).toEqual([0, 100, 400, 900]);
    expect(test.events.filter(({ name }) => name.startsWith('zerepy.action'))).toEqual([
      { name: 'zerepy.action_started', payload: { plugin: 'web', action: 'fetch' } },
      { name: 'zerepy.action_succeeded', payload: { plugin: 'web', action: 'fetch', ms: 900, attempts: 4 } },
    ]);
    await test.stop();
    test.expectClean();
  });

  it('rejects with the last cause when its tries are over', async () => {
    @Plugin({ id: 'web', version: '1.0.0' })
    class Web {
      @Action('fetch') fetch() {
        throw new TypeError('no network');
      }
    }
    const { test, zerepy } = await started([Web]);
    const error: unknown = await zerepy.actions.execute('fetch').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PluginExecutionError);
    expect(error).toMatchObject({ code: 'zerepy.execution-failed', name: 'PluginExecutionError', cause: expect.any(TypeError) });
    expect((error as PluginExecutionError).problem).toMatchObject({ plugin: 'web', details: { action: 'fetch', attempts: 1 } });
    expect(test.events.find(({ name }) => name === 'zerepy.action_failed')?.payload).toMatchObject({ action: 'fetch', attempts: 1, error });
    await test.stop();
  });

  it.each([undefined, null, 'a text', Object.create(null) as object, Promise.resolve('ready')])(
    'rejects with an error of its kind, whatever it throws (%#)',
    async (thrown) => {
      @Plugin({ id: 'web', version: '1.0.0' })
      class Web {
        @Action('fail') fail() {
          throw thrown;
        }
      }
      const { test, zerepy } = await started([Web]);
      await expect(zerepy.actions.execute('fail')).rejects.toBeInstanceOf(PluginExecutionError);
      expect(zerepy.monitor.usage('web')).toMatchObject({ calls: 1, errors: 1 });
      await test.stop();
      test.expectClean();
    },
  );

  it('by taking too long is told to end, and is a timeout', async () => {
    const ended: string[] = [];
    @Plugin({ id: 'web', version: '1.0.0' })
    class Web {
      @Action('hang', { timeout: 1_000, retries: 1 }) hang(_: unknown, { signal, attempt }: Call) {
        signal.addEventListener('abort', () => ended.push(`try ${attempt}`));
        return new Promise(() => undefined);
      }
    }
    const { test, zerepy } = await started([Web]);
    const failed = zerepy.actions.execute('hang').catch((thrown: unknown) => thrown);
    await test.clock.advance(2_200);
    expect(await failed).toBeInstanceOf(PluginTimeoutError);
    expect(await failed).toMatchObject({
      code: 'zerepy.timeout',
      message: expect.stringContaining("Action 'hang' took longer than 1000 ms (try 2)."),
    });
    expect(ended).toEqual(['try 1', 'try 2']);
    expect(test.clock.pending).toBe(0);
    await test.stop();
  });

  it.each(['stops', 'is aborted'])('is given up when its plugin or caller %s', async (how) => {
    @Plugin({ id: 'web', version: '1.0.0' })
    class Web {
      @Action('hang', { retries: 5 }) hang() {
        return new Promise(() => undefined);
      }
    }
    const { test, zerepy } = await started([Web]);
    const abort = new AbortController();
    const failed = zerepy.actions.execute('hang', {}, { signal: abort.signal }).catch((thrown: unknown) => thrown);
    await test.clock.advance(1);
    if (how === 'stops') await test.host.unload('web');
    else abort.abort();
    expect(await failed).toMatchObject({ code: 'zerepy.stopped', problem: { plugin: 'web' } });
    await test.stop();
    test.expectClean();
  });
});

it('a call leaves nothing with the signals of its plugin and of its caller, however it ends', async () => {
  const failing = { fails: false };
  let own!: AbortSignal;
  @Plugin({ id: 'web', version: '1.0.0', inject: [PluginContext] })
  class Web {
    constructor({ signal }: PluginContext) {
      own = signal;
    }
    @Action('fetch') fetch() {
      if (failing.fails) throw new Error('no network');
      return 'page';
    }
  }
  const { test, zerepy } = await started([Web]);
  const { signal } = new AbortController();
  // Listeners, and what a signal keeps of those that follow it.
  const heldBy = (of: AbortSignal): number =>
    Object.getOwnPropertySymbols(of)
      .map((key) => (Reflect.get(of, key) as { size?: number } | undefined)?.size ?? 0)
      .reduce((sum, size) => sum + size, getEventListeners(of, 'abort').length);
  const called = async (): Promise<readonly number[]> => {
    failing.fails = false;
    await zerepy.actions.execute('fetch', {}, { signal });
    failing.fails = true;
    const failed = zerepy.actions.execute('fetch', {}, { signal, retries: 1 }).catch((thrown: unknown) => thrown);
    await test.clock.advance(1_000);
    expect(await failed).toBeInstanceOf(PluginExecutionError);
    return [heldBy(own), heldBy(signal)];
  };
  const first = await called();
  for (let round = 0; round < 10; round += 1) expect(await called()).toEqual(first);
  await test.stop();
  test.expectClean();
});

describe('the limits of a call', () => {
  it('are those of the caller, else of the configuration (in seconds), else of the author', async () => {
    let tries = 0;
    @Plugin({ id: 'web', version: '1.0.0' })
    class Web {
      @Action('hang', { timeout: 10, retries: 0 }) hang() {
        tries += 1;
        return new Promise(() => undefined);
      }
    }
    const config = { name: 'hang', version: '1.0.0', type: 'action', config: { enabled: true, options: { timeout: 30, retries: 3 } } };
    const { test, zerepy } = await started([Web], [config]);
    const configured = zerepy.actions.execute('hang', {}, { backoff: { delay: 0 } }).catch((thrown: unknown) => thrown);
    await test.clock.advance(119_999);
    expect(tries).toBe(4);
    await test.clock.advance(1);
    expect(await configured).toMatchObject({ code: 'zerepy.timeout' });
    const called = zerepy.actions.execute('hang', {}, { timeout: 5, retries: 0 }).catch((thrown: unknown) => thrown);
    await test.clock.advance(5);
    expect(await called).toMatchObject({ code: 'zerepy.timeout', message: expect.stringContaining('5 ms') });
    await test.stop();
  });

  it('that are none are all told at once, and nothing is called', async () => {
    let tries = 0;
    @Plugin({ id: 'web', version: '1.0.0' })
    @Connection('web')
    class Web {
      isConfigured() {
        return true;
      }
      configure() {
        return true;
      }
      @Action('fetch') fetch() {
        tries += 1;
        throw new Error('no network');
      }
    }
    const { test, zerepy } = await started([Web, Texts]);
    const refused = async (options: unknown): Promise<unknown> => {
      const failed = zerepy.connections.performAction('web', 'fetch', {}, options as CallOptions).catch((thrown: unknown) => thrown);
      await test.clock.advance(120_000);
      const error = await failed;
      expect(error).toBeInstanceOf(PluginParameterError);
      return (error as PluginParameterError).issues.map(({ message }) => message);
    };
    expect(await refused({ timeout: '5', retries: NaN, backoff: { delay: NaN, factor: 2, most: '9' } })).toEqual([
      'options.timeout is "5" instead of milliseconds above 0',
      'options.retries is NaN instead of an integer from 0 on',
      'options.backoff.delay is NaN instead of a number from 0 on',
      'options.backoff.most is "9" instead of a number from 0 on',
    ]);
    for (const timeout of [NaN, 0, -5, Infinity, null]) expect(await refused({ timeout })).toHaveLength(1);
    for (const retries of ['2', 1.5, -1, Infinity, null]) expect(await refused({ retries })).toHaveLength(1);
    for (const backoff of [5, null, { delay: -1 }, { factor: null }]) expect(await refused({ backoff })).toHaveLength(1);
    expect(await refused({ signal: new AbortController() })).toEqual(['options.signal is an object instead of an AbortSignal']);
    expect(tries).toBe(0);
    await expect(zerepy.actions.step('cut', { length: 1 }, { retries: NaN })({ text: 'one' })).rejects.toMatchObject({
      code: 'zerepy.bad-parameters',
      problem: {
        plugin: 'texts',
        blame: 'host',
        field: 'options.retries',
        message: expect.stringContaining("Action 'cut' was not called: options.retries is NaN instead of an integer from 0 on."),
        hint: expect.stringContaining('{ timeout, retries, backoff: { delay, factor, most }, signal }'),
      },
    });
    await test.stop();
    test.expectClean();
  });

  it('that are undefined are as if nobody had said them', async () => {
    const times: number[] = [];
    @Plugin({ id: 'web', version: '1.0.0' })
    class Web {
      @Action('fetch', { retries: 2, backoff: { delay: 50, factor: 1 } }) fetch() {
        times.push(test.clock.now());
        throw new Error('no network');
      }
    }
    const { test, zerepy } = await started([Web]);
    const nothing = { timeout: undefined, retries: undefined, backoff: { delay: undefined, factor: undefined } } as unknown as CallOptions;
    const failed = zerepy.actions.execute('fetch', {}, nothing).catch((thrown: unknown) => thrown);
    await test.clock.advance(1_000);
    expect(await failed).toMatchObject({ code: 'zerepy.execution-failed' });
    expect(times).toEqual([0, 50, 100]);
    await test.stop();
  });

  it('of an author that are texts are refused, as those of a caller are', async () => {
    @Plugin({ id: 'bad', version: '1.0.0' })
    class Bad {
      @Action('late', { timeout: '5' as never }) first() {}
      @Action('slow', { backoff: { delay: '5' as never } }) second() {}
    }
    const test = createTestHost({ plugins: [createZerePy(), Bad] });
    expect((await test.start()).problems.map(({ code, message }) => [code, message])).toEqual([
      ['manifest.bad-fact', '@Action on Bad.first: timeout is "5" instead of milliseconds above 0.'],
      ['manifest.bad-fact', '@Action on Bad.second: backoff.delay is "5" instead of a number from 0 on.'],
    ]);
    await test.stop();
  });

  it('say that it is disabled', async () => {
    const { test, zerepy } = await started([Texts], [{ name: 'cut', version: '1.0.0', type: 'action', config: { enabled: false } }]);
    const error: unknown = await zerepy.actions.execute('cut', ['a', 1]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PluginConfigError);
    expect((error as PluginConfigError).problem).toMatchObject({ code: 'zerepy.disabled', field: 'config.enabled', plugin: 'texts' });
    await test.stop();
  });
});

describe('an action is called', () => {
  it('by consumers that are given the actions, and is gone with its plugin', async () => {
    @Plugin({ id: 'reader', version: '1.0.0' })
    class Reader {
      @Use('zerepy/actions') readonly actions!: Actions;
      @Action('first-letter', { parameters: { text: { type: 'string' } } }) first({ text }: { text: string }) {
        return this.actions.execute('cut', { text, length: 1 });
      }
    }
    const { test, zerepy } = await started([Texts, Reader]);
    expect(await zerepy.actions.execute('first-letter', ['word'])).toBe('w');
    expect(zerepy.actions.list().map(({ name, plugin }) => [name, plugin])).toEqual([
      ['cut', 'texts'],
      ['first-letter', 'reader'],
    ]);
    await test.host.unload('texts');
    expect(zerepy.actions.list().map(({ name }) => name)).toEqual(['first-letter']);
    const error: unknown = await zerepy.actions.execute('cut', ['a', 1]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PluginNotFoundError);
    // An action that calls another one tells of that one.
    await expect(zerepy.actions.execute('first-letter', ['word'])).rejects.toMatchObject({ code: 'zerepy.not-found' });
    await test.stop();
  });

  it('only while its plugin runs: not before it has started', async () => {
    const seen: unknown[] = [];
    @Plugin({ id: 'slow', version: '1.0.0' })
    class Slow {
      @Action('slow') run() {
        return 'done';
      }
      async start() {
        seen.push(await zerepy.actions.execute('slow').catch((error: PluginNotFoundError) => error.code));
      }
      async stop() {
        seen.push(await zerepy.actions.execute('slow').catch((error: PluginNotFoundError) => error.code));
      }
    }
    const { test, zerepy } = await (async () => {
      const made = createZerePy();
      return { test: createTestHost({ plugins: [made, Slow] }), zerepy: made };
    })();
    await test.start();
    expect(await zerepy.actions.execute('slow')).toBe('done');
    await test.host.reload('slow');
    expect(await zerepy.actions.execute('slow')).toBe('done');
    await test.stop();
    expect(seen[0]).toBe('zerepy.not-running');
    expect(seen.at(-1)).toBe('zerepy.not-found');
    test.expectClean();
  });

  it('from commands, with values in order, by name, or as JSON', async () => {
    const { test } = await started([Texts]);
    const { commands } = test.host;
    expect(await commands.run('action cut "two words" 3')).toBe('two');
    expect(await commands.run('action cut length=3 text="two words"')).toBe('two');
    expect(await commands.run('action cut {"text": "two", "length": 1}')).toBe('t');
    await expect(commands.run('action cut')).rejects.toMatchObject({ code: 'command.failed', cause: { code: 'zerepy.bad-parameters' } });
    await expect(commands.run('action cut {"text"')).rejects.toMatchObject({ cause: { code: 'zerepy.bad-parameters' } });
    expect(await commands.run('list-actions')).toMatchObject([{ name: 'cut', plugin: 'texts', description: 'The beginning of a text' }]);
    expect((await commands.complete('action c')).suggestions.map(({ text }) => text)).toEqual(['cut']);
    const user = { kind: 'user', name: 'eve', permission: 'user' } as const;
    await expect(commands.run('action cut a 1', user)).rejects.toMatchObject({ code: expect.stringMatching(/^(permission|command)\./) });
    await test.stop();
  });

  it('as a step of a pipeline', async () => {
    const { test, zerepy } = await started([Texts]);
    const cut$ = from([{ text: 'one' }, { text: 'two' }]).pipe(concatMap(zerepy.actions.step('cut', { length: 1 })), toArray());
    expect(await lastValueFrom(cut$)).toEqual(['o', 't']);
    await test.stop();
  });
});

describe('a decorator that is written wrong', () => {
  it('does not compile where the method takes something else, or the class is no connection', () => {
    class Wrong {
      // @ts-expect-error -- the parameter is a number
      @Action('length', { parameters: { length: { type: 'integer' } } }) length({ length }: { length: string }) {
        return length;
      }
    }
    // @ts-expect-error -- it has no isConfigured and no configure
    expect(Connection('wrong')(Wrong)).toBeUndefined();
  });

  it('is a problem of its plugin, and the others run', async () => {
    @Plugin({ id: 'bad', version: '1.0.0' })
    class Bad {
      @Action('two words') first() {}
      @Action('late', { timeout: -1 }) second() {}
      @Action('odd', { retries: 0.5 }) third() {}
      @HealthCheck('worse', { affects: 'worse' as 'live' }) check() {}
      @Action('pattern', { parameters: { a: { type: 'string', pattern: '(' } } }) fifth() {}
      @Action('typeless', { parameters: { a: { type: 'text' as 'string' } } }) fourth() {}
    }
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Bad, Texts] });
    const { problems } = await test.start();
    expect(problems.map(({ code, plugin, message }) => [code, plugin, message])).toMatchSnapshot();
    expect(await zerepy.actions.execute('cut', ['abc', 1])).toBe('a');
    await test.stop();
  });

  it('or takes a name that is taken: the second one does not start, and says whose it is', async () => {
    @Plugin({ id: 'second', version: '1.0.0' })
    class Second {
      @Action('cut') cut() {}
    }
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Texts, Second] });
    const { problems } = await test.start();
    expect(problems).toMatchObject([
      { code: 'zerepy.taken', plugin: 'second', message: "action 'cut' is registered already, by 'texts'." },
    ]);
    expect(await zerepy.actions.execute('cut', ['abc', 1])).toBe('a');
    await test.stop();
    test.expectClean();
  });
});
