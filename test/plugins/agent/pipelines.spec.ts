/** Open this to see pipelines run: what their steps get, how they end, and how they are ended. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Plugin } from 'mortise/decorators';
import { createTestHost, type TestHost } from 'mortise/testing';
import { Action, createZerePy } from 'mortise/zerepy';
import {
  createAgent,
  Pipeline,
  Step,
  type AgentError,
  type PipelineDefinition,
  type RunEnd,
  type StepCall,
  type StepDefinition,
} from 'mortise/agent';
import { reasons, running } from './given.js';

const told = ({ events }: TestHost, ...names: readonly string[]): unknown[] =>
  events.filter(({ name }) => names.includes(name)).map(({ name, payload }) => [name, payload]);
const one = (pipeline: Omit<PipelineDefinition, 'name'>): { name: string; pipelines: PipelineDefinition[] } => ({
  name: 'shop',
  pipelines: [{ name: 'line', ...pipeline }],
});
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a pipeline', () => {
  it('feeds each step with what the one before gave, and tells how it ended', async () => {
    const selves: object[] = [];
    const { agent, test } = await running({
      ...one({
        subscriptions: ['ordered', 'wide.event'],
        steps: [
          {
            fn(this: { event: object; word: string }, input: object, callback: (error: unknown, result: unknown) => void) {
              selves.push(this);
              callback(null, { ...input, word: this.word });
            },
            props: { word: '$setting:word' },
          },
          { name: 'add', fn: async (input: object) => ({ ...input, more: 1 }) },
          { fn: function stringify(input: object) { return JSON.stringify(input); } }, // prettier-ignore
        ],
        success: 'done_well',
        failed: 'gone_wrong',
        done: 'over.all',
      }),
      settings: [{ property: 'word', value: 'hello' }],
    });
    expect(reasons(test)).toEqual({});
    test.host.events.emit('shop.ordered', { sku: 'tea' });
    await test.clock.advance(5);
    const result = '{"word":"hello","more":1}';
    expect(told(test, 'shop.done_well', 'shop.gone_wrong', 'over.all')).toEqual([
      ['shop.done_well', result],
      ['over.all', { pipeline: 'line', ok: true, ms: 0, result }],
    ]);
    expect(selves).toMatchObject([{ name: 'line', event: { name: 'shop.ordered', payload: { sku: 'tea' } }, logger: {}, signal: {} }]);
    test.host.events.emit('wide.event');
    expect(agent.pipelines.list()).toMatchObject([
      { name: 'line', plugin: 'shop.pipeline.line', steps: ['1', 'add', 'stringify'], succeeded: 1, failed: 0 },
    ]);
    await test.stop();
    test.expectClean();
  });

  it('stops at the step that fails, and says which it was', async () => {
    const { agent, test } = await running(
      one({ steps: [{ name: 'break', fn: (_: unknown, callback: (error: unknown) => void) => callback('no luck') }, { fn: () => 'never' }], failed: 'bad', done: 'over' }), // prettier-ignore
    );
    const error = (await agent.pipelines.run('line', 5).catch((thrown: unknown) => thrown)) as AgentError;
    expect([error.code, error.problem.message, (error.cause as Error).message]).toEqual(['agent.pipeline-failed', "The pipeline 'line' failed in its step 'break': no luck.", 'no luck']); // prettier-ignore
    const [bad, over] = told(test, 'shop.bad', 'shop.over') as [[string, AgentError], [string, RunEnd]];
    expect([bad[1] === error, over[1]]).toEqual([true, { pipeline: 'line', ok: false, ms: 0, error }]);
    expect(test.log.some(({ level, message }) => level === 'error' && message.includes("step 'break'"))).toBe(true);
    await test.stop();
  });

  it('tries a step again as often as it may, with pauses that grow, and gives each try its time', async () => {
    const at: number[] = [];
    const signals: AbortSignal[] = [];
    const { agent, test } = await running(
      one({
        steps: [
          {
            name: 'flaky',
            timeout: 1_000,
            retry: { count: 2, delay: 100, factor: 3 },
            fn(this: StepCall) {
              at.push(test.clock.now());
              signals.push(this.signal);
              return at.length === 3 ? Promise.resolve('at last') : new Promise(() => undefined);
            },
          },
        ],
      }),
    );
    const run = agent.pipelines.run('line');
    await test.clock.advance(2_400);
    expect(await run).toBe('at last');
    expect([at, signals.map(({ aborted }) => aborted)]).toEqual([
      [0, 1_100, 2_400],
      [true, true, true],
    ]);
    at.length = 3;
    const late = agent.pipelines.run('line').catch((thrown: unknown) => thrown);
    await test.clock.advance(10_000);
    expect(await late).toMatchObject({ code: 'agent.timeout', problem: { message: expect.stringContaining('longer than 1000 ms') } });
    expect(test.clock.pending).toBe(0);
    await test.stop();
  });

  it('has a time for all of it, can be ended, and ends with its plugin', async () => {
    const signals: AbortSignal[] = [];
    const hangs = { name: 'hang', fn(this: StepCall) { signals.push(this.signal); return new Promise(() => undefined); } }; // prettier-ignore
    const { agent, test } = await running(one({ steps: [hangs], timeout: 500 }));
    const outcomes = [1, 2, 3].map(() => undefined as unknown);
    const run = (index: number): void => void agent.pipelines.run('line').catch((error: AgentError) => (outcomes[index] = error.code));
    run(0);
    await test.clock.advance(500);
    run(1);
    await settle();
    expect([agent.pipelines.cancel('line'), agent.pipelines.list()[0]!.running]).toEqual([1, 1]);
    run(2);
    await settle();
    await test.stop();
    expect([outcomes, signals.every(({ aborted }) => aborted)]).toEqual([
      ['agent.timeout', 'agent.pipeline-ended', 'agent.pipeline-ended'],
      true,
    ]);
    test.expectClean();
  });

  it.each([
    ['parallel', ['a begins', 'b begins', 'c begins', 'a', 'b', 'c']],
    ['queue', ['a begins', 'a', 'b begins', 'b', 'c begins', 'c']],
    ['latest', ['a begins', 'b begins', 'c begins', 'c']],
    ['drop', ['a begins', 'a']],
  ] as const)('does with events that come during a run as %s says', async (overlap, expected) => {
    const seen: string[] = [];
    const fn = async function (this: Required<StepCall> & { logger: object }): Promise<unknown> {
      const name = this.event.payload as string;
      seen.push(`${name} begins`);
      await new Promise<void>((resolve) => void test.clock.setTimeout(resolve, 10));
      return name;
    };
    const { test } = await running(one({ subscriptions: 'came', overlap, success: 'well', steps: [{ fn }] }));
    test.host.events.handle('shop.well', (name) => seen.push(name as string));
    for (const name of ['a', 'b', 'c']) {
      test.host.events.emit('shop.came', name);
      await settle();
    }
    await test.clock.advance(100);
    expect(seen).toEqual(expected);
    await test.stop();
    test.expectClean();
  });

  it('that nobody knows is told with what is near', async () => {
    const { agent, test } = await running(one({ steps: [{ fn: () => 1 }] }));
    await expect(agent.pipelines.run('lime')).rejects.toMatchObject({ code: 'agent.unknown', problem: { hint: "Did you mean 'line'?" } });
    await expect(test.host.commands.run('run-pipeline lime')).rejects.toThrow(/no pipeline 'lime'.*Did you mean 'line'/);
    expect(await test.host.commands.run('run-pipeline line {"a":1}')).toBe(1);
    await expect(test.host.commands.run('run-pipeline line {a')).rejects.toThrow(/agent.bad-input/);
    expect(await test.host.commands.run('cancel-pipeline line')).toBe(0);
    expect(await test.host.commands.run('list-pipelines')).toMatchObject([{ name: 'line', succeeded: 1 }]);
    await test.stop();
  });

  it.each([
    ['retry', { retry: '$setting:limit' }, '2', "is '2', but must be a number of tries"],
    ['retry', { retry: '$setting:limit' }, -1, 'is -1, but must be a number of tries'],
    ['retry.count', { retry: '$setting:limit' }, { delay: 5 }, 'is undefined, but must be a number of tries'],
    ['retry', { retry: '$setting:limit' }, { count: 1, dely: 5 }, "has 'dely', which means nothing. Did you mean 'delay'?"],
    ['retry.delay', { retry: { count: 1, delay: '$setting:limit' } }, 'soon', "is 'soon', but must be milliseconds"],
    ['retry.factor', { retry: { count: 1, factor: '$setting:limit' } }, 'twice', "is 'twice', but must be a number"],
    ['timeout', { timeout: '$setting:limit' }, 'soon', "is 'soon', but must be milliseconds above 0"],
    ['timeout', { timeout: '$setting:limit' }, '5000', "is '5000', but must be milliseconds above 0"],
  ])('does not start with a %s of a step that is none when its setting is known: %j with %j', async (field, said, value, message) => {
    const step = { name: 'try', fn: () => 1, ...said } as unknown as StepDefinition;
    const { test } = await running({ ...one({ steps: [step] }), settings: [{ property: 'limit', value }] });
    expect(test.problems).toMatchObject([
      {
        code: 'lifecycle.failed',
        cause: { code: 'agent.bad-limit' },
        message: expect.stringContaining(`The ${field} of step 'try' of the pipeline 'line' ${message}`),
      },
    ]);
    await test.stop();
  });

  it('has its time and its tries from settings that are numbers', async () => {
    let tries = 0;
    const fn = (): Promise<never> => Promise.reject(new Error(`no ${(tries += 1)}`));
    const said = { timeout: '$setting:time', steps: [{ name: 'try', fn, timeout: '$setting:time', retry: '$setting:tries' }] };
    const settings = [{ property: 'time', value: 1_000 }, { property: 'tries', value: { count: 1, delay: 0, factor: 1 } }]; // prettier-ignore
    const { agent, test } = await running({ ...one(said as unknown as Omit<PipelineDefinition, 'name'>), settings });
    const run = agent.pipelines.run('line').catch((thrown: unknown) => thrown);
    await test.clock.advance(1);
    expect(await run).toMatchObject({ problem: { message: expect.stringContaining('no 2') } });
    await test.stop();
  });

  it('does not start with a timeout of its own that is none when its setting is known', async () => {
    const said = { timeout: '$setting:limit', steps: [{ fn: () => 1 }] } as unknown as Omit<PipelineDefinition, 'name'>;
    const { test } = await running({ ...one(said), settings: [{ property: 'limit', value: 'soon' }] });
    expect(test.problems).toMatchObject([{ cause: { code: 'agent.bad-limit' }, message: expect.stringContaining("The timeout of the pipeline 'line' is 'soon'") }]); // prettier-ignore
    await test.stop();
  });

  it('says what is no function', async () => {
    const { test } = await running({ ...one({ steps: [{ fn: '$setting:word' }] }), settings: [{ property: 'word', value: 'hello' }] });
    expect(test.problems).toMatchObject([{ code: 'lifecycle.failed', cause: { code: 'agent.not-a-function' }, message: expect.stringContaining("fn of step 1 of the pipeline 'line' is 'hello'") }]); // prettier-ignore
    await test.stop();
  });
});

it('gives what its steps give one after the other, or fails at the first that fails, however they are written', async () => {
  type Kind = 'plain' | 'promise' | 'callback' | 'late' | 'throws' | 'rejects' | 'calls back';
  const kind = fc.constantFrom<Kind>('plain', 'promise', 'callback', 'late', 'throws', 'rejects', 'calls back');
  const bad = new Set<Kind>(['throws', 'rejects', 'calls back']);
  type Next = (error: unknown, result?: unknown) => void;
  const fnOf = (what: Kind, index: number): unknown => {
    const add = (input: readonly number[]): number[] => [...input, index];
    const fail = (): never => {
      throw new Error(`no ${index}`);
    };
    switch (what) {
      case 'plain':
        return add;
      case 'promise':
        return async (input: readonly number[]) => add(input);
      case 'callback':
        return (input: readonly number[], next: Next) => next(null, add(input));
      case 'late':
        return (input: readonly number[], next: Next) => void setImmediate(() => next(undefined, add(input)));
      case 'throws':
        return fail;
      case 'rejects':
        return async () => fail();
      case 'calls back':
        return (_input: unknown, next: Next) => next(`no ${index}`);
    }
  };
  await fc.assert(
    fc.asyncProperty(fc.array(kind, { minLength: 1, maxLength: 6 }), async (kinds) => {
      const { agent, test } = await running(one({ steps: kinds.map((each, index) => ({ name: `s${index}`, fn: fnOf(each, index) })) }));
      const first = kinds.findIndex((each) => bad.has(each));
      const ended = await agent.pipelines
        .run('line', [])
        .catch((error: AgentError) => [error.problem.details?.['step'], (error.cause as Error).message]);
      expect(ended).toEqual(first < 0 ? kinds.map((_, index) => index) : [`s${first}`, `no ${first}`]);
      await test.stop();
      test.expectClean();
    }),
    { numRuns: 40 },
  );
}, 20_000);

it('has actions as steps', async () => {
  const zerepy = createZerePy();
  @Plugin({ id: 'texts', version: '1.0.0' })
  class Texts {
    @Action('shout', { parameters: { text: { type: 'string' } } }) shout({ text }: { text: string }) {
      return { text: text.toUpperCase() };
    }
  }
  const agent = createAgent();
  const line = agent.define({ name: 'line', pipelines: [{ name: 'line', steps: [{ fn: zerepy.actions.step('shout') }, { fn: ({ text }: { text: string }) => `${text}!` }] }] }); // prettier-ignore
  const test = createTestHost({ plugins: [zerepy, agent, Texts, line] });
  await test.start();
  expect(await agent.pipelines.run('line', { text: 'hello' })).toBe('HELLO!');
  await expect(agent.pipelines.run('line')).rejects.toMatchObject({
    code: 'agent.pipeline-failed',
    cause: { code: 'zerepy.bad-parameters' },
  });
  await test.stop();
});

describe('a decorated pipeline', () => {
  it('runs its steps in the order in which they are written, and needs one', async () => {
    @Plugin({ id: 'restock', version: '1.0.0' })
    @Pipeline('restock', { subscriptions: 'stock.low', success: 'stock.ordered' })
    class Restock {
      readonly amount = 10;
      @Step() find(_input: object, { event }: StepCall) {
        return `${this.amount} ${String(event?.payload)}`;
      }
      @Step({ retry: 1, timeout: 1_000 }) async order(what: string) {
        return `ordered ${what}`;
      }
    }
    @Plugin({ id: 'empty', version: '1.0.0' })
    @Pipeline('empty')
    class Empty {}

    const agent = createAgent();
    const test = createTestHost({ plugins: [agent, Restock, Empty] });
    await test.start();
    test.host.events.emit('stock.low', 'tea');
    await test.clock.advance(5);
    expect(told(test, 'stock.ordered')).toEqual([['stock.ordered', 'ordered 10 tea']]);
    expect(await agent.pipelines.run('restock')).toBe('ordered 10 undefined');
    expect(test.problems).toMatchObject([{ plugin: 'empty', cause: { code: 'agent.no-steps' } }]);
    expect((await test.host.reload('restock')).receipt?.outcome).toBe('done');
    test.host.events.emit('stock.low', 'book');
    await test.clock.advance(5);
    expect(told(test, 'stock.ordered')).toHaveLength(3);
    await test.stop();
    test.expectClean();
  });

  it('is refused with options that mean nothing, or values that are none, and so are its steps', async () => {
    @Plugin({ id: 'wrong', version: '1.0.0' })
    @Pipeline('wrong', { subscription: 'stock.low' } as never)
    class Wrong {
      @Step({ timout: 5_000 } as never) a() {}
      @Step({ retry: -1 }) b() {}
      @Step({ retry: { count: 2, delay: 5, factor: 2 }, timeout: 5_000 }) c() {}
      @Step({ retry: { delay: 5 } } as never) d() {}
      @Step({ retry: { count: 2, dely: 5 } } as never) e() {}
    }
    @Plugin({ id: 'odd', version: '1.0.0' })
    @Pipeline('odd', { overlap: 'never', subscriptions: [] } as never)
    class Odd {
      @Step() a() {}
    }
    const test = createTestHost({ plugins: [createAgent(), Wrong, Odd] });
    expect((await test.start()).problems.map(({ code, message }) => [code, message])).toEqual([
      ['manifest.bad-fact', "@Pipeline on class Odd: overlap is 'never' instead of parallel, queue, latest or drop."],
      ['manifest.bad-fact', "@Step on Wrong.a: the option 'timout' means nothing (did you mean 'timeout'?)."],
      ['manifest.bad-fact', '@Step on Wrong.b: retry is -1 instead of a number of tries, or { count, delay, factor }.'],
      ['manifest.bad-fact', '@Step on Wrong.d: retry is an object instead of a number of tries, or { count, delay, factor }.'],
      ['manifest.bad-fact', '@Step on Wrong.e: retry is an object instead of a number of tries, or { count, delay, factor }.'],
      ['manifest.bad-fact', "@Pipeline on class Wrong: the option 'subscription' means nothing (did you mean 'subscriptions'?)."],
    ]);
    await test.stop();
  });
});
