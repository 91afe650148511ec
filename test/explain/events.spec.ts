/** Open this to see what `why` says of events and of their handlers: who gets one, in which order, and why somebody would not. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { map } from 'rxjs';
import { Config, definePlugin, Field, OnEvent, Plugin, PluginContext, Use } from '../../decorators/index.js';
import type { MortiseHost } from '../../src/model/host.js';
import type { ExtensionSpec } from '../../src/model/extension.js';
import { createTestHost, type TestHost, type TestHostOptions } from '../../src/testing/index.js';
import { lines, readable } from './readable.js';

const made: TestHost[] = [];
afterEach(async () => {
  for (const test of made.splice(0)) if (test.host.state === 'running') await test.stop();
});

async function started(plugins: readonly ExtensionSpec[], options: TestHostOptions = {}): Promise<MortiseHost> {
  const test = createTestHost({ ...options, plugins });
  made.push(test);
  await test.start();
  return test.host;
}

const event = (host: MortiseHost, name: string): string => readable(host.why({ event: name }));

@Plugin({ id: 'presence', version: '1.0.0', inject: [PluginContext] })
class Presence {
  constructor(readonly context: PluginContext) {}
  @OnEvent('bind_session', { priority: 10 }) onBind() {}
  @OnEvent('session.*') onAny() {}
  start() {
    this.context.events.handle('bind_session', () => {}, { priority: 5_000 });
    this.context.own(this.context.events.on('bind_session', { priority: 6_000 }).subscribe());
  }
}

@Plugin({ id: 'audit', version: '1.0.0' })
class Audit {
  @OnEvent('bind_session', { through: (source) => source.pipe(map((session) => session)) }) record() {}
  @OnEvent('session.closed') closed() {
    throw new Error('no disk');
  }
}

describe('an event', () => {
  it('goes to handlers, functions and streams of plugins and of the owner, in one order', async () => {
    const host = await started([Audit, Presence]);
    host.events.handle('bind_session', () => {}, { priority: 1 });
    host.events.on('bind_session').subscribe();
    expect(event(host, 'bind_session')).toBe(
      lines(
        "'bind_session' goes to 6 handlers, in this order.",
        '  1. a function of the owner of the host (priority 1)',
        "  2. Presence.onBind of 'presence' (priority 10) (events.spec.ts)",
        "  3. Audit.record of 'audit' (priority 1000, through a stream) (events.spec.ts)",
        '  4. a subscription of the owner of the host (priority 1000)',
        "  5. a function of 'presence' (priority 5000)",
        "  6. a subscription of 'presence' (priority 6000)",
      ),
    );
    expect(host.why('bind_session')).toMatchObject({ state: 'heard', about: { event: 'bind_session' }, fixes: [] });
  });

  it('goes to whoever handles a pattern, and says how often a handler failed', async () => {
    const host = await started([Audit, Presence]);
    host.events.emit('session.closed');
    host.events.emit('session.closed');
    expect(event(host, 'session.closed')).toBe(
      lines(
        "'session.closed' goes to 2 handlers, in this order.",
        "  1. Audit.closed of 'audit' (priority 1000, failed 2 times) (events.spec.ts)",
        "  2. Presence.onAny of 'presence' (priority 1000, by the pattern 'session.*') (events.spec.ts)",
      ),
    );
    expect(host.why('session.moved').state).toBe('heard');
  });

  it('of the host does not tell of the host itself, which keeps its log of it', async () => {
    const host = await started([]);
    expect(event(host, 'host.started')).toBe(
      lines(
        "Nobody would get 'host.started' now.",
        '  because no plugin that is loaded handles it',
        "  to do: Handle it: @OnEvent('host.started') on a method.",
      ),
    );
  });

  it('is kept for a plugin that is starting', async () => {
    const test = createTestHost({ plugins: [Presence], stepwise: true });
    const starting = test.start();
    await test.runTo('presence', 'wire');
    expect(event(test.host, 'session.closed')).toBe(
      lines(
        "Nobody would get 'session.closed' now.",
        "  1. Presence.onAny of 'presence' (priority 1000, by the pattern 'session.*', its events are kept until it has started) (events.spec.ts)",
      ),
    );
    while ((await test.step()) !== undefined);
    await starting;
    const stopping = test.stop();
    while ((await test.step()) !== undefined);
    await stopping;
  });

  it('does not reach who waits, failed or is disabled, and says why', async () => {
    @Plugin({ id: 'waiting', version: '1.0.0' })
    class Waiting {
      @Use('acme/mail') readonly mail!: unknown;
      @OnEvent('bind_session') one() {}
      @OnEvent('bind_session', { priority: 5 }) two() {}
    }
    @Plugin({ id: 'failed', version: '1.0.0' })
    class Failed {
      @OnEvent('bind_session') three() {}
      start() {
        throw new Error('no disk');
      }
    }
    const host = await started([Waiting, Failed, { extension: Audit, enabled: false }]);
    expect(event(host, 'bind_session')).toBe(
      lines(
        "Nobody would get 'bind_session' now.",
        "  because Audit.record of 'audit' handles 'bind_session' and would not get it (events.spec.ts)",
        "    because the entry that lists 'audit' says enabled: false (events.spec.ts)",
        "  and Failed.three of 'failed' handles 'bind_session' and would not get it (events.spec.ts)",
        "    because start of 'Failed' failed: no disk (events.spec.ts) [lifecycle.failed]",
        "  and Waiting.one of 'waiting' handles 'bind_session' and would not get it (events.spec.ts)",
        "    because 'waiting' uses 'acme/mail' (Waiting.mail), and no plugin it can see publishes it (events.spec.ts) [plan.missing-provider]",
        "  and Waiting.two of 'waiting' handles 'bind_session' and would not get it (events.spec.ts)",
        "  to do: Enable it: host.enable('audit'), or take enabled: false away.",
        "  to do: Mend start of 'Failed' at the line that threw. What the plugin had started was stopped again, in reverse.",
        "  to do: Then try again: host.enable('failed'); or unload it and load the mended one.",
        '  to do: Load a plugin that provides it, or make the use optional.',
      ),
    );
  });

  it('does not reach who handled one and wanted one', async () => {
    @Plugin({ id: 'greeter', version: '1.0.0' })
    class Greeter {
      @OnEvent('bind_session', { once: true }) greet() {}
    }
    const host = await started([Greeter]);
    host.events.emit('bind_session', { uid: 'ada' } as never);
    expect(event(host, 'bind_session')).toContain(
      "because Greeter.greet of 'greeter' handles 'bind_session' and would not get it, since it handles one only and has had it",
    );
  });

  it('is not what a name means that only somebody gets who handles everything', async () => {
    @Plugin({ id: 'recorder', version: '1.0.0' })
    class Recorder {
      @OnEvent('**') record() {}
    }
    @Config()
    class Settings {
      @Field.integer({ default: 60 }) ttl!: number;
    }
    const cache = definePlugin({ id: 'cache', version: '1.0.0', config: Settings });
    const host = await started([Recorder, cache]);
    expect(host.why('billing').about).toEqual({ plugin: 'billing' });
    expect(host.why('cache.ttl').about).toEqual({ config: 'cache.ttl' });
    expect(host.why('cache.tttl').about).toEqual({ config: 'cache.tttl' });
    expect(host.why('session.closed').about).toEqual({ event: 'session.closed' });
  });

  it('that nobody declared cannot be emitted, and may be meant for another one', async () => {
    @Plugin({ id: 'greeter', version: '1.0.0' })
    class Greeter {
      @OnEvent('bind_sesion') greet() {}
    }
    const host = await started([Greeter]);
    expect(event(host, 'bind_sesion')).toBe(
      lines(
        "'bind_sesion' goes to one handler.",
        '  because it has no namespace and is not an event that this host declares',
        "  1. Greeter.greet of 'greeter' (priority 1000) (events.spec.ts)",
        "  to do: Correct the name. Did you mean 'bind_session'?",
        "  to do: Declare it, or nobody can emit it: createHost({ events: ['bind_sesion'] }); or put a namespace before it: 'shop.paid'.",
      ),
    );
    expect(host.why({ event: 'shop.pade' }).fixes).toEqual(["Handle it: @OnEvent('shop.pade') on a method."]);
    expect(host.why({ event: 'bind_sesio' }).fixes[0]).toBe("Correct the name. Did you mean 'bind_sesion' or 'bind_session'?");
    const declaring = await started([Greeter], { events: ['bind_sesion'] });
    expect(declaring.why('bind_sesion').fixes).toEqual([]);
  });
});

describe('a handler', () => {
  it('gets its events, at its place among the others', async () => {
    const host = await started([Audit, Presence]);
    expect(readable(host.why('audit/Audit.record'))).toBe(
      lines(
        "'Audit.record' of 'audit' gets its events.",
        "  because of 'bind_session' it is number 2 of 4 (priority 1000, through a stream) (events.spec.ts)",
      ),
    );
    expect(host.why('audit/record')).toMatchObject({ state: 'active', about: { handler: 'audit/record' } });
    expect(host.why('presence/onAny').because[0]!.says).toBe(
      "of 'session.*' it is number 1 of 1 (priority 1000, by the pattern 'session.*')",
    );
  });

  it('of a plugin that does not run is silent, with the reason', async () => {
    const host = await started([{ extension: Audit, enabled: false }]);
    expect(readable(host.why('audit/Audit.record'))).toBe(
      lines(
        "'Audit.record' of 'audit' gets no events now.",
        "  because Audit.record of 'audit' handles 'bind_session' and would not get it (events.spec.ts)",
        "    because the entry that lists 'audit' says enabled: false (events.spec.ts)",
        "  to do: Enable it: host.enable('audit'), or take enabled: false away.",
      ),
    );
    expect(host.why('audit/Audit.record').state).toBe('silent');
  });

  it('of a plugin that is misspelt is told with the one that was meant', async () => {
    const host = await started([Audit]);
    const told = host.why('audti/Audit.record');
    expect(told.state).toBe('unknown');
    expect(told.fixes.at(-1)).toBe("If it is a handler, it is asked for as plugin/Component.method. Did you mean 'audit/Audit.record'?");
  });

  it('that is none is told with those there are', async () => {
    const host = await started([Audit, definePlugin({ id: 'idle', version: '1.0.0' })]);
    expect(readable(host.why('audit/Audit.recrod'))).toBe(
      lines(
        "'audit' has no handler 'Audit.recrod'.",
        '  because it has Audit.record',
        '  and it has Audit.closed',
        "  to do: Decorate a method with @OnEvent. Did you mean 'audit/Audit.record'?",
      ),
    );
    expect(readable(host.why({ handler: 'idle/Idle.run' }))).toContain("'idle' has no handler 'Idle.run'.\n  because it handles no event");
    expect(readable(host.why({ handler: 'nobody/No.run' }))).toContain("There is no plugin 'nobody'.");
  });
});
