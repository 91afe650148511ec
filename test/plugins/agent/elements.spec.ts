/** Open this to see services, handlers, counters and init: how they are made, what they find in `this`, and what they hear. */
import { describe, expect, it } from '@jest/globals';
import { Plugin, PluginContext } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';
import { Counter, createAgent, Handler, Service, type Implicit } from 'mortise/agent';
import { Standard } from './decorated.standard.js';
import { reasons, running } from './given.js';

describe('a service', () => {
  it('is made by a class, a function or an object, each with its name, logger and publish', async () => {
    class Modern {
      declare readonly logger: Implicit['logger'];
      readonly seen: unknown;
      constructor(...args: readonly unknown[]) {
        this.seen = [Reflect.get(this, 'name'), args];
        this.logger.info('modern is made');
      }
    }
    function Classic(this: Implicit & { seen: unknown }, word: string) {
      this.seen = [this.name, word];
    }
    Classic.prototype.say = function (this: Implicit & { seen: unknown }, what: string) {
      this.publish('said', what);
      return this.seen;
    };
    const literal = { logger: 'its own', who(this: Implicit) { return this.name; } }; // prettier-ignore
    const { test } = await running({
      name: 'bot',
      services: [
        { name: 'modern', provider: Modern, args: [1, '$service:literal'] },
        { name: 'classic', factory: Classic, args: ['x'] },
        { name: 'forced', provider: function Plain(this: { made: boolean }) { this.made = true; }, factory: 'constructor' }, // prettier-ignore
        { name: 'made', factory: async function (this: Implicit, word: string) { return { by: this.name, word }; }, args: ['y'] }, // prettier-ignore
        { name: 'literal', factory: literal },
        { name: 'number', provider: 5, factory: 'literal' },
      ],
    });
    expect(reasons(test)).toEqual({});
    const find = (name: string): Record<string, unknown> => test.host.lookup(`service/${name}`) as Record<string, unknown>;
    expect([find('modern')['seen'], find('modern') instanceof Modern]).toEqual([['modern', [1, find('literal')]], true]);
    expect((find('classic')['say'] as (what: string) => unknown)('hi')).toEqual(['classic', 'x']);
    expect(test.events.at(-1)).toEqual({ name: 'bot.said', payload: 'hi' });
    expect([find('forced')['made'], find('made'), find('number')]).toEqual([true, { by: 'made', word: 'y' }, 5]);
    expect([(find('literal')['who'] as () => string)(), find('literal')['logger'], Object.keys(literal)]).toEqual(['literal', 'its own', ['logger', 'who']]); // prettier-ignore
    expect(test.log.find(({ message }) => message === 'modern is made')?.plugin).toBe('bot.service.modern');
    expect([...test.host.category('service').keys()]).toContain('service/made');
    await test.stop();
    test.expectClean();
  });

  it('undoes what it owns, and one that fails is told alone', async () => {
    const seen: string[] = [];
    const { test } = await running({
      name: 'bot',
      services: [
        { name: 'owner', factory: function (this: Implicit) { this.own(() => seen.push('undone')); return {}; } }, // prettier-ignore
        { name: 'bad', factory: () => { throw new Error('no luck'); } }, // prettier-ignore
      ],
    });
    expect(reasons(test)).toEqual({ 'bot.service.bad': expect.stringContaining('no luck') });
    await test.host.disable('bot.service.owner');
    expect(seen).toEqual(['undone']);
    await test.stop();
    test.expectClean();
  });

  it('is a decorated class as well, found by others under the same name', async () => {
    const seen: unknown[] = [];
    @Plugin({ id: 'mail', version: '1.0.0', inject: [PluginContext] })
    @Service('mail')
    class Mail {
      declare readonly publish: Implicit['publish'];
      declare readonly name: string;
      send(to: string) {
        this.publish('mail.sent', [this.name, to]);
      }
      @Handler('users.came', 'users.back') greet(user: string, event: string) {
        seen.push([user, event]);
        this.send(user);
      }
    }
    @Plugin({ id: 'numbers', version: '1.0.0' })
    @Counter('users', 'users.*')
    class Numbers {}
    @Plugin({ id: 'wrong', version: '1.0.0' })
    class Wrong {
      @Handler() nothing() {}
    }
    const agent = createAgent();
    const app = agent.define({ name: 'bot', services: [{ name: 'both', factory: (mail: Mail) => ({ mail }), args: ['$service:mail'] }] });
    const test = createTestHost({ plugins: [agent, Mail, Numbers, Wrong, app] });
    await test.start();
    expect((test.host.lookup('service/both') as { mail: unknown }).mail).toBe(test.host.lookup('service/mail'));
    test.host.events.emit('users.came', 'ada');
    test.host.events.emit('users.back', 'bob');
    expect(seen).toEqual([['ada', 'users.came'], ['bob', 'users.back']]); // prettier-ignore
    expect(test.events.filter(({ name }) => name === 'mail.sent').map(({ payload }) => payload)).toEqual([['mail', 'ada'], ['mail', 'bob']]); // prettier-ignore
    expect([agent.counters.get('users'), agent.counters.list()]).toEqual([2, [{ name: 'users', events: ['users.*'], count: 2 }]]);
    expect(test.problems).toMatchObject([
      { code: 'manifest.bad-fact', plugin: 'wrong', message: expect.stringContaining('it names no event') },
    ]);
    await test.host.reload('mail');
    test.host.events.emit('users.came', 'eve');
    expect(seen).toHaveLength(3);
    await test.stop();
    test.expectClean();
  });
});

it('all decorators mean the same under the standard', async () => {
  const agent = createAgent();
  const test = createTestHost({ plugins: [agent, Standard] });
  expect((await test.start()).problems).toEqual([]);
  (test.host.lookup('service/standard') as Standard).emitter.emit('rung', 'ada');
  await test.clock.advance(5);
  expect(test.events.at(-1)).toEqual({ name: 'standard.done', payload: ['first', 'second'] });
  expect([agent.counters.get('standard'), (await agent.jobs.run('standard')).message]).toEqual([3, 'run 1']);
  await test.stop();
  test.expectClean();
});

describe('a handler', () => {
  it('hears events of its app, of the host and by pattern, and disturbs nobody when it fails', async () => {
    const seen: unknown[] = [];
    const note = (payload: unknown, event: string): unknown => seen.push([event, payload]);
    const { test } = await running({
      name: 'bot',
      handlers: [
        { name: 'fails', subscriptions: 'came', fn: () => { throw new Error('no luck'); } }, // prettier-ignore
        { subscriptions: ['came', 'bind_session', 'other.*'], fn: note },
      ],
    });
    test.host.events.emit('bot.came', 1);
    test.host.events.emit('bind_session', { uid: 'ada' });
    test.host.events.emit('other.event', 2);
    expect(seen).toEqual([['bot.came', 1], ['bind_session', { uid: 'ada' }], ['other.event', 2]]); // prettier-ignore
    expect(test.problems).toMatchObject([{ code: 'event.handler-failed', plugin: 'bot.handler.fails' }]);
    await test.stop();
    test.expectClean();
  });
});

describe('counters', () => {
  it('count events together, and go on after a restart of their plugin', async () => {
    const { agent, test } = await running({ name: 'bot', counters: { all: ['came', 'gone', 'other.event'], gone: 'gone' } });
    for (const event of ['bot.came', 'bot.gone', 'other.event']) test.host.events.emit(event);
    expect(await test.host.commands.run('list-counters')).toEqual([
      { name: 'all', events: ['came', 'gone', 'other.event'], count: 3 },
      { name: 'gone', events: ['gone'], count: 1 },
    ]);
    await test.host.reload('bot.counter.all');
    test.host.events.emit('bot.came');
    expect(agent.counters.get('all')).toBe(4);
    expect(() => agent.counters.get('al')).toThrow(expect.objectContaining({ code: 'agent.unknown' }));
    await test.stop();
  });
});

describe('init', () => {
  it('comes last, with what it needs to react, and has to end', async () => {
    const seen: unknown[] = [];
    const { test } = await running({
      name: 'bot',
      services: [{ name: 'x', factory: () => seen.push('service') && {} }],
      init(this: Implicit & { subscribe(event: string, heard: (payload: unknown) => void): void }, done: () => void) {
        seen.push('init');
        this.subscribe('came', (who) => seen.push(who));
        this.publish('ready');
        done();
      },
    });
    test.host.events.emit('bot.came', 'ada');
    expect([seen, test.events.some(({ name }) => name === 'bot.ready')]).toEqual([['service', 'init', 'ada'], true]);
    await test.stop();
    const failing = await running({ name: 'bot', init: async () => { throw new Error('no luck'); } }); // prettier-ignore
    expect(failing.test.problems).toMatchObject([{ plugin: 'bot.init', phase: 'afterStart', message: expect.stringContaining('no luck') }]);
    await failing.test.stop();
  });
});

it.each(['agent', 'standard'])('decorated elements serve again after a reload of %s, each once, and go with the agent', async (key) => {
  const agent = createAgent();
  const test = createTestHost({ plugins: [agent, Standard] });
  await test.start();
  const { receipt, problems } = await test.host.reload(key);
  expect([receipt?.outcome, problems]).toEqual(['done', []]);
  (test.host.lookup('service/standard') as Standard).emitter.emit('rung', 'ada');
  await test.clock.advance(5);
  expect(test.events.filter(({ name }) => name === 'standard.done')).toHaveLength(1);
  expect([agent.counters.get('standard'), (await agent.jobs.run('standard')).message]).toEqual([3, 'run 1']);
  await test.host.unload('agent');
  expect([test.host.list().map(({ state }) => state), agent.jobs.list(), agent.pipelines.list(), agent.sources.list()]).toEqual([['waiting'], [], [], []]); // prettier-ignore
  await test.host.load(agent);
  expect((await agent.jobs.run('standard')).message).toBe('run 2');
  await test.stop();
  test.expectClean();
});

it('two elements of one name are refused, with who was first', async () => {
  const agent = createAgent();
  const job = (name: string) => agent.define({ name, jobs: [{ name: 'tick', work: () => undefined }] });
  const test = createTestHost({ plugins: [agent, job('one'), job('two')] });
  await test.start();
  expect(test.problems).toMatchObject([
    { plugin: 'two.job.tick', cause: { code: 'agent.taken' }, message: expect.stringContaining("of 'one.job.tick'") },
  ]);
  await test.stop();
});

it('an agent is refused with options that mean nothing, or values that are none', () => {
  expect(() => createAgent({ stat: './jobs.json' } as never)).toThrow(
    "createAgent can't make an agent: 'options.stat' is not a known key. Did you mean 'state'? Correct them; its options are state and permission. [agent.bad-options]",
  );
  expect(() => createAgent({ state: 5 } as never)).toThrow(
    expect.objectContaining({ code: 'agent.bad-options', problem: expect.objectContaining({ field: 'options.state' }) }),
  );
});
