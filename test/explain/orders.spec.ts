/** Open this to see what `why` says of the order of two plugins, and of what nobody knows. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { definePlugin, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';
import type { Subject } from '../../src/model/explanation.js';
import { createTestHost, type TestHost } from '../../src/testing/index.js';
import { lines, readable } from './readable.js';

@Plugin({ id: 'cache', version: '1.4.0' })
@Provide('acme/cache')
class Cache {}
@Plugin({ id: 'api', version: '1.0.0' })
class Api {
  @Use('acme/cache') readonly cache!: unknown;
  @OnEvent('bind_session') bound() {}
}
const web = definePlugin({ id: 'web', version: '1.0.0', dependencies: { api: '^1' } });
const mail = definePlugin({ id: 'mail', version: '1.0.0' });

let test: TestHost;
afterEach(() => test.stop());

async function why(subject: string | Subject): Promise<string> {
  test = createTestHost({ plugins: [web, mail, Api, Cache] });
  await test.start();
  return readable(test.host.why(subject));
}

describe('an order', () => {
  it('is told from one to the other, through all between', async () => {
    expect(await why('cache before web')).toBe(
      lines(
        "'cache' starts before 'web', and stops after it.",
        "  because 'web' needs 'api' ^1 (1.0.0) (orders.spec.ts)",
        "  and 'api' uses 'acme/cache' of 'cache' (orders.spec.ts)",
      ),
    );
    expect(test.host.why('web after cache')).toMatchObject({ state: 'before', about: { order: ['cache', 'web'] } });
  });

  it('that is the other way round says so', async () => {
    expect((await why({ order: ['web', 'cache'] })).split('\n')[0]).toBe("'web' starts after 'cache', and stops before it.");
    expect(test.host.why('web before cache').state).toBe('after');
  });

  it('that there is none of says how it came, and how to get one', async () => {
    expect(await why('web before mail')).toBe(
      lines(
        "Nothing orders 'web' and 'mail'.",
        '  because neither needs the other, directly or through others',
        "  and 'mail' happened to start first, since it was listed first or could start first",
        "  to do: If 'web' has to be first, let 'mail' say so: a use of what it publishes, or optionalDependencies: { 'web': '*' }.",
      ),
    );
    expect(test.host.why('web before mail').state).toBe('free');
  });

  it('with itself is none', async () => {
    expect(await why('web before web')).toBe(lines("'web' has no order with itself.", '  because both are one and the same plugin'));
  });

  it('with one that is not there is about that one', async () => {
    expect(await why('wbe before mail')).toBe(
      lines(
        "There is no plugin 'wbe'.",
        '  because nothing that is listed brings a plugin with that id',
        "  to do: Load a plugin with that id. Did you mean 'web'?",
      ),
    );
  });
});

describe('what nobody knows', () => {
  it('is told with names that may be meant, whatever they name', async () => {
    expect(await why('mial')).toBe(
      lines(
        "Nobody knows 'mial' here.",
        '  because no plugin, namespace, event, handler or value is called so',
        "  to do: Ask for a plugin, namespace, event, handler (plugin/Component.method), value (plugin.field) or order (a before b). Did you mean 'mail'?",
      ),
    );
    expect(test.host.why('bind_sesion').fixes[0]).toContain("Did you mean 'bind_session'?");
    expect(test.host.why('acme/cash').fixes[0]).toContain("Did you mean 'acme/cache'?");
    expect(test.host.why('mial').state).toBe('unknown');
  });

  it.each([[undefined], [null], [5], [{}], [{ plugin: 5 }], [{ order: ['a'] }], [[]], [Symbol('mail')], [() => 'mail']])(
    'is told of %p as well',
    async (asked) => {
      expect((await why(asked as never)).split('\n').slice(1, 2)).toEqual(['  because it names nothing']);
    },
  );

  it('is one line, whatever characters it has', async () => {
    expect((await why('mail\n  to do: run this\u202e')).split('\n')[0]).toBe("Nobody knows 'mail\\u000a  to do: run this\\u202e' here.");
  });
});
