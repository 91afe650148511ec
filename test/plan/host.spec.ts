/** Open this to see plans in a host: what they promise is what happens. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, memberFact, Plugin, Provide, Use } from '../../decorators/index.js';
import type { ExtensionContextView } from '../../src/model/extension.js';
import { createTestHost } from '../../src/testing/index.js';

const seen: string[] = [];

@Plugin({ id: 'mail', version: '1.0.0' })
@Provide('acme/mail')
class Mail {
  constructor() {
    seen.push('mail made');
  }
  start() {
    seen.push('mail starts');
  }
}

@Plugin({ id: 'news', version: '1.0.0' })
class News {
  @Use('acme/mail', { optional: true }) readonly mail?: Mail;
  start() {
    seen.push(`news ${this.mail === undefined ? 'without' : 'with'} mail`);
  }
  stop() {
    seen.push('news stops');
  }
}

function host(...plugins: object[]) {
  seen.length = 0;
  return createTestHost({ plugins });
}

describe('a host', () => {
  it('refuses the second plugin of an id before anything of it runs', async () => {
    @Plugin({ id: 'mail', version: '2.0.0' })
    class Second {
      constructor() {
        seen.push('second made');
      }
    }
    const third = definePlugin({
      id: 'mail',
      version: '3.0.0',
      setup: () => {
        seen.push('third made');
        return { start: () => void seen.push('third starts') };
      },
    });
    const test = host(Mail, Second, third);
    const report = await test.start();
    expect(seen).toEqual(['mail made', 'mail starts']);
    expect(report.plugins.map(({ id, version }) => [id, version])).toEqual([['mail', '1.0.0']]);
    expect(report.problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "plan.duplicate-id: The id 'mail' of 'Second' 2.0.0 (Second) is taken by 'Mail' 1.0.0 (Mail).",
      "plan.duplicate-id: The id 'mail' of 'mail' 3.0.0 (mail) is taken by 'Mail' 1.0.0 (Mail).",
    ]);
    await test.stop();
    test.expectClean();
  });

  it('restarts who holds an unloaded plugin optionally, without it', async () => {
    const test = host(News, Mail);
    await test.start();
    await test.host.unload('mail');
    expect(seen).toEqual(['mail made', 'mail starts', 'news with mail', 'news stops', 'news without mail']);
    await test.stop();
    test.expectClean();
  });

  it('shows a plan and does nothing; then does just that', async () => {
    const test = host(News);
    await test.start();
    const before = seen.length;
    const plan = await test.host.plan({ load: [Mail] });
    expect(seen).toHaveLength(before);
    expect(String(plan)).toBe(
      ['plan from revision 1: load Mail', "  1. wire       mail  'Mail' is listed (Mail)", '  2. start      mail'].join('\n'),
    );
    expect((await test.host.apply(plan)).ok).toBe(true);
    expect(test.host.find('acme/mail')).toBeInstanceOf(Mail);
    await test.stop();
  });

  it('refuses a plan that is out of date, and a change of what is not there', async () => {
    const test = host(News);
    await test.start();
    const plan = await test.host.plan({ unload: ['news'] });
    await test.host.load(Mail);
    await expect(test.host.apply(plan)).rejects.toMatchObject({
      code: 'plan.stale',
      message: expect.stringContaining('The plan was made for revision 1, but the host is at 2.'),
    });
    await expect(test.host.unload('nwes')).rejects.toMatchObject({
      code: 'plan.unknown-plugin',
      message: expect.stringContaining("There is no plugin 'nwes' to unload. Did you mean 'news'?"),
    });
    await test.stop();
  });

  it('goes on while attaches misbehave, each told with its extension and phase', async () => {
    const bad = (name: string, attach: (this: ExtensionContextView, options: unknown, callback: (error?: unknown) => void) => unknown) => ({
      name,
      version: '1.0.0',
      attach,
    });
    const test = host(
      bad('throws', () => {
        throw 'text';
      }),
      bad('rejects', () => Promise.reject(new Error('no'))),
      bad('errors', (_, callback) => callback(new Error('no'))),
      bad('twice', function (_, callback) {
        this.registerPlugin('twice/value', {});
        callback();
        callback();
      }),
      bad('again', function (_, callback) {
        this.registerPlugin('again/value', {});
        this.registerPlugin('again/value', {});
        callback();
        throw new Error('afterwards');
      }),
      bad('never', (_options, _callback) => {}),
      Mail,
    );
    const started = test.start();
    await test.clock.advance(10_000);
    const report = await started;
    expect(report.problems.map(({ code, extension, phase }) => [code, extension, phase])).toEqual([
      ['attach.threw', 'throws', 'attach'],
      ['attach.rejected', 'rejects', 'attach'],
      ['attach.called-back-error', 'errors', 'attach'],
      ['attach.called-twice', 'twice', 'attach'],
      ['attach.duplicate-namespace', 'again', 'attach'],
      ['attach.threw-after-callback', 'again', 'attach'],
      ['attach.slow', 'never', 'attach'],
      ['attach.never-called', 'never', 'attach'],
    ]);
    expect(report.plugins.map(({ key, state }) => [key, state])).toEqual([
      ['twice:twice/value', 'running'],
      ['again:again/value', 'running'],
      ['mail', 'running'],
    ]);
    await test.stop();
    test.expectClean();
  });

  it('keeps who has facts of a kind waiting while its extension is away, and binds them again when it is back', async () => {
    const bound: string[] = [];
    const Every = memberFact<number>('acme.every');
    @Plugin({ id: 'jobs', version: '1.0.0' })
    class Jobs {
      @Every(5) sweep() {}
    }
    const scheduler = (name: string) => ({
      name: 'scheduler',
      attach(this: ExtensionContextView) {
        this.registerPlugin('acme/scheduler', {});
        this.registerKind({
          key: 'acme.every',
          bind: (_, { value }) => (bound.push(`${name} ${String(value)}`), () => void bound.push(`${name} undone`)),
        });
      },
    });
    const test = createTestHost({ plugins: [Jobs, scheduler('first')] });
    const state = () => test.host.list().find(({ id }) => id === 'jobs')!;
    await test.start();
    expect([state().state, bound]).toEqual(['running', ['first 5']]);
    await test.host.unload('scheduler');
    expect(state()).toMatchObject({ state: 'waiting', reason: expect.stringContaining("a fact of the kind 'acme.every'") });
    await test.host.load(scheduler('second'));
    expect([state().state, bound]).toEqual(['running', ['first 5', 'first undone', 'second 5']]);
    await test.stop();
    test.expectClean();
  });

  it('stops who has facts of a kind of an app with that app, and starts it with it again', async () => {
    const bound: number[] = [];
    const Every = memberFact<number>('acme.every');
    @Plugin({ id: 'jobs', version: '1.0.0' })
    class Jobs {
      @Every(5) sweep() {}
    }
    const scheduler = {
      name: 'scheduler',
      attach(this: ExtensionContextView) {
        this.registerPlugin('acme/scheduler', {});
        this.registerKind({ key: 'acme.every', bind: (_, { value }) => (bound.push(value as number), () => void bound.pop()) });
      },
    };
    const test = createTestHost({ plugins: [Jobs], apps: { shop: { extensions: [scheduler] } } });
    const state = () => test.host.list().find(({ id }) => id === 'jobs')!;
    await test.start();
    expect([state().state, bound]).toEqual(['running', [5]]);
    await test.host.app('shop').stop();
    expect([state().state, bound]).toEqual(['waiting', []]);
    expect(state().reason).toContain("which belongs to the app 'shop', which is down.");
    await test.host.app('shop').start();
    expect([state().state, bound]).toEqual(['running', [5]]);
    await test.stop();
    test.expectClean();
  });
});
