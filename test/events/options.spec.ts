/** Open this to see what the event bus says when it is given something else than it takes: plain JavaScript has no compiler. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin } from 'mortise';
import { PluginContext } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';
import { createBus } from '../../src/events/bus.js';
import type { MortiseError } from '../../src/problem/error.js';
import { virtualClock } from './clock.js';

const bus = createBus({ clock: virtualClock(), strict: false, report() {} });
// Whatever an author may write.
const events = bus.view({ plugin: 'host' }) as unknown as Record<string, (...given: unknown[]) => unknown>;

async function said(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    const { code, message } = (error as MortiseError).problem;
    return `${code}: ${message}`;
  }
  return 'nothing';
}

const noop = (): void => {};

describe('a call of the event bus', () => {
  it.each<[string, unknown[], string]>([
    ['handle', ['a.b'], "events.handle('a.b'): the handler is undefined instead of a function."],
    ['handle', ['a.b', 'onB'], "events.handle('a.b'): the handler is the string 'onB' instead of a function."],
    ['handle', ['a.b', noop, { priority: 'high' }], "events.handle('a.b'): priority is the string 'high' instead of a number."],
    ['handle', ['a.b', noop, { priority: Number.NaN }], "events.handle('a.b'): priority is the number NaN instead of a number."],
    ['handle', ['a.b', noop, { priorty: 5 }], "events.handle('a.b'): the option 'priorty' means nothing (did you mean 'priority'?)."],
    ['handle', ['a.b', noop, { once: 'yes' }], "events.handle('a.b'): once is the string 'yes' instead of true or false."],
    ['handle', ['a.b', noop, { deadline: 0 }], "events.handle('a.b'): deadline is the number 0 instead of milliseconds above 0."],
    ['handle', ['a.b', noop, { through: {} }], "events.handle('a.b'): through is an object instead of a function from stream to stream."],
    ['handle', ['a.b', noop, 5], "events.handle('a.b'): the options are the number 5 instead of an object."],
    ['handle', ['a.b', noop, null], "events.handle('a.b'): the options are null instead of an object."],
    ['on', ['a.b', { once: true }], "events.on('a.b'): the option 'once' means nothing."],
    ['once', ['a.b', { priority: '1' }], "events.once('a.b'): priority is the string '1' instead of a number."],
    ['emitAsync', ['a.b', 1, { paralel: true }], "events.emitAsync('a.b'): the option 'paralel' means nothing (did you mean 'parallel'?)."],
    ['emitAsync', ['a.b', 1, { parallel: 1 }], "events.emitAsync('a.b'): parallel is the number 1 instead of true or false."],
  ])('%s with %p is event.bad-call', async (call, given, why) => {
    expect(await said(() => events[call]!(...given))).toBe(`event.bad-call: ${why}`);
  });

  it('that returns a promise rejects, and registers nothing', async () => {
    let thrown = false;
    try {
      await Promise.allSettled([events['once']!('a.b', { a: 1 }), events['emitAsync']!('a.b', 1, { a: 1 })]);
    } catch {
      thrown = true;
    }
    expect(thrown).toBe(false);
    expect(events['emit']!('a.b')).toBe(0);
  });

  it('may leave options out, and give undefined for any of them', async () => {
    const undo = events['handle']!('a.b', noop, { priority: undefined, once: undefined, through: undefined }) as () => void;
    expect(await events['emitAsync']!('a.b', 1, undefined)).toBe(1);
    undo();
    (events['handle']!('a.b', noop, { priority: Number.NEGATIVE_INFINITY }) as () => void)();
  });

  it('of a plugin names the plugin, and is told at the line that called', async () => {
    const start = definePlugin({
      id: 'a',
      version: '1.0.0',
      inject: [PluginContext],
      setup: (context: PluginContext) => ({
        start() {
          context.events.handle('a.b', noop, { priority: 'high' } as never);
        },
      }),
    });
    const { problems } = await createTestHost({ plugins: [start] }).start();
    expect(problems).toMatchObject([{ plugin: 'a', phase: 'start' }]);
    expect(problems[0]!.message).toContain("events.handle('a.b'): priority is the string 'high' instead of a number");
    expect(problems[0]!.place).toMatch(/options\.spec\.ts:\d+:\d+$/);
  });

  it('by @OnEvent, or by the on of a definition, is told before anything runs', async () => {
    const on = { 'a.b': { handler: noop, priorty: 5 } };
    const { problems } = await createTestHost({ plugins: [definePlugin({ id: 'a', version: '1.0.0', on } as never)] }).start();
    expect(problems).toMatchObject([
      { code: 'manifest.bad-fact', message: "@OnEvent on a.noop: the option 'priorty' means nothing (did you mean 'priority'?)." },
    ]);
  });
});
