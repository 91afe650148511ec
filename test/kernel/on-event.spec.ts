/** Open this to see what @OnEvent means at run time, and which of its options are refused before anything runs. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin } from 'mortise';
import { Command, OnEvent, Plugin } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';

describe('a handler', () => {
  it('is called on its component with payload and name, and helpers are not', async () => {
    const calls: unknown[] = [];
    class Base {
      readonly mine = 'mine';
      @OnEvent('acme.base') base(payload: unknown) {
        calls.push([this.mine, payload]);
      }
      helper() {
        calls.push('helper');
      }
    }
    @Plugin({ id: 'a', version: '1.0.0' })
    class A extends Base {
      @OnEvent('acme.*', { priority: 1 }) all(payload: unknown, name: string) {
        calls.push([this.mine, payload, name]);
      }
    }
    const literal = definePlugin({
      id: 'b',
      version: '1.0.0',
      mine: 'literal',
      on: {
        'acme.base': 'named',
        'acme.once': { handler: 'named', once: true },
        'acme.other': function other(this: { mine: string }, payload: unknown) {
          calls.push([this.mine, payload]);
        },
      },
      named(payload: unknown) {
        calls.push([this.mine, payload]);
      },
    } as Parameters<typeof definePlugin>[0] & { mine: string });
    const test = createTestHost({ plugins: [A, literal] });
    await test.start();
    for (const [name, payload] of [
      ['acme.base', 1],
      ['acme.once', 2],
      ['acme.once', 3],
      ['acme.other', 4],
    ] as const)
      test.host.events.emit(name, payload);
    expect(calls).toEqual([
      ['mine', 1, 'acme.base'],
      ['mine', 1],
      ['literal', 1],
      ['mine', 2, 'acme.once'],
      ['literal', 2],
      ['mine', 3, 'acme.once'],
      ['mine', 4, 'acme.other'],
      ['literal', 4],
    ]);
  });

  it.each<[string, object, string]>([
    ['priority', { priority: 'high' }, "priority is the string 'high' instead of a number"],
    ['priority', { priority: Number.NaN }, 'priority is the number NaN instead of a number'],
    ['deadline', { deadline: 0 }, 'deadline is the number 0 instead of milliseconds above 0'],
    ['through', { through: 5 }, 'through is the number 5 instead of a function from stream to stream'],
    ['once', { once: 'yes' }, "once is the string 'yes' instead of true or false"],
  ])('with a wrong %s keeps its plugin from starting, and says where', async (_, options, why) => {
    const test = createTestHost({
      plugins: [definePlugin({ id: 'a', version: '1.0.0', on: { 'acme.tick': { handler: () => {}, ...options } as never } })],
    });
    const { problems, plugins } = await test.start();
    expect(problems).toMatchObject([{ code: 'manifest.bad-fact', plugin: 'a' }]);
    expect(problems[0]!.message).toContain(why);
    expect(plugins).toMatchObject([{ state: 'failed' }]);
  });

  it('of a name that is none, or on a static method, is refused as well', async () => {
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      @OnEvent('not a name') first() {}
      @OnEvent('acme.tick') static second() {}
    }
    const { problems } = await createTestHost({ plugins: [A] }).start();
    expect(problems.filter(({ severity }) => severity === 'error').map(({ code, message }) => [code, message])).toEqual([
      ['manifest.bad-fact', expect.stringContaining("@OnEvent on A.first: 'not a name' is not an event name")],
      ['manifest.bad-fact', expect.stringContaining('a static method belongs to no instance, so it cannot handle events')],
    ]);
  });

  it('whose through gives no stream fails its plugin when it is wired', async () => {
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      @OnEvent('acme.tick', { through: () => undefined as never }) tick() {}
    }
    const { problems } = await createTestHost({ plugins: [A] }).start();
    expect(problems).toMatchObject([{ code: 'event.through-shape', plugin: 'a', phase: 'event' }]);
  });
});

it.each([
  ['@OnEvent', OnEvent('desk.work')],
  ['@Command', Command('desk work')],
])('a field in the place of a method with %s keeps its plugin from starting, and names it', async (_decorator, decorate) => {
  class Desk {
    work(): void {}
  }
  (decorate as MethodDecorator)(Desk.prototype, 'work', Object.getOwnPropertyDescriptor(Desk.prototype, 'work')!);
  class Other extends Desk {
    override work = 5 as never;
  }
  Plugin({ id: 'desk', version: '1.0.0' })(Other);
  const test = createTestHost({ log: { level: 'silent' }, plugins: [Other] });
  const { problems } = await test.start();
  expect(problems).toMatchObject([
    { code: 'wire.bind-failed', plugin: 'desk', message: expect.stringContaining('there is the number 5 where the method work should be') },
  ]);
  await test.stop();
});
