/** Open this to see connections: configured, asked how they are, and used through their actions. */
import { describe, expect, it } from '@jest/globals';
import { Plugin } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';
import { Action, Connection, createZerePy, PluginDependencyError, PluginNotFoundError } from 'mortise/zerepy';

@Plugin({ id: 'twitter', version: '1.0.0' })
@Connection('twitter', { retries: 1, actions: { follow: { parameters: { user: { type: 'string' } } } } })
class Twitter {
  token: string | undefined;
  isConfigured() {
    return this.token !== undefined;
  }
  configure() {
    this.token = 'secret';
    return true;
  }
  performAction(action: string, params: Readonly<Record<string, unknown>>) {
    return [action, params];
  }
  @Action('post', { parameters: { text: { type: 'string', max: 10 } } }) post({ text }: { text: string }) {
    return `posted ${text}`;
  }
}

@Plugin({ id: 'echo', version: '1.0.0' })
@Connection('echo')
class Echo {
  isConfigured() {
    return true;
  }
  configure() {
    return true;
  }
  performAction(action: string, params: Readonly<Record<string, unknown>>) {
    return { [action]: params };
  }
}

@Plugin({ id: 'news', version: '1.0.0' })
class News {
  @Action('announce', { connections: ['twitter'] }) announce() {
    return 'announced';
  }
}

describe('a connection', () => {
  it('is configured, does its own actions and those of its methods, and tells where it stands', async () => {
    const zerepy = createZerePy();
    const { connections, registry } = zerepy;
    const test = createTestHost({ plugins: [zerepy, Twitter, Echo] });
    expect((await test.start()).problems).toEqual([]);
    expect(registry.get('connection', 'twitter')).toBe(Twitter);
    expect(registry.list().map(({ category, name, owner }) => [category, name, owner])).toEqual([
      ['connection', 'echo', 'echo'],
      ['connection', 'twitter', 'twitter'],
    ]);
    expect(await connections.status()).toEqual([
      { name: 'echo', plugin: 'echo', status: 'configured', actions: [] },
      { name: 'twitter', plugin: 'twitter', status: 'unconfigured', actions: expect.arrayContaining(['post', 'follow']) },
    ]);
    expect(await test.host.commands.run('configure-connection twitter')).toBe(true);
    expect(await connections.isConfigured('twitter')).toBe(true);
    expect(await connections.performAction('twitter', 'post', ['hello'])).toBe('posted hello');
    expect(await connections.performAction('twitter', 'follow', { user: 7 })).toEqual(['follow', { user: '7' }]);
    expect(await connections.performAction('echo', 'anything', { a: 1 })).toEqual({ anything: { a: 1 } });
    expect(await test.host.commands.run('agent-action twitter post text=hi')).toBe('posted hi');
    expect(await test.host.commands.run('list-connections')).toHaveLength(2);
    expect(await connections.step('twitter', 'post')({ text: 'step' })).toBe('posted step');
    expect(connections.validate('twitter', 'post', { text: 'much too long' })).toEqual([
      { path: 'text', message: 'text must be a text with a length of at most 10, but is "much too long"' },
    ]);
    await test.stop();
    test.expectClean();
  });

  it('says which actions it has when one is unknown', async () => {
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Twitter] });
    await test.start();
    const error: unknown = await zerepy.connections.performAction('twitter', 'poste').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PluginNotFoundError);
    expect((error as PluginNotFoundError).problem).toMatchObject({
      message: "Unknown action 'poste' for connection 'twitter'.",
      hint: "Did you mean 'post'?",
      plugin: 'twitter',
    });
    await expect(zerepy.connections.performAction('twiter', 'post')).rejects.toMatchObject({
      problem: { hint: "Did you mean 'twitter'?" },
    });
    await test.stop();
  });

  it('that throws or hangs when it is asked holds up no other', async () => {
    @Plugin({ id: 'bad', version: '1.0.0' })
    @Connection('bad')
    class Bad {
      isConfigured(): boolean {
        throw new Error('no file');
      }
      configure() {
        return false;
      }
    }
    @Plugin({ id: 'hung', version: '1.0.0' })
    @Connection('hung')
    class Hung {
      isConfigured() {
        return new Promise<boolean>(() => undefined);
      }
      configure() {
        return false;
      }
    }
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Bad, Hung, Echo] });
    await test.start();
    const status = zerepy.connections.status();
    await test.clock.advance(5_000);
    expect((await status).map(({ name, status: stands, reason }) => [name, stands, reason])).toEqual([
      ['bad', 'failed', 'no file'],
      ['echo', 'configured', undefined],
      ['hung', 'failed', 'its time was up'],
    ]);
    await test.stop();
    test.expectClean();
  });

  it('without the methods of one does not start, and the problem says which are missing and where', async () => {
    class Nothing {}
    Connection('nothing')(Nothing as never);
    Plugin({ id: 'nothing', version: '1.0.0' })(Nothing);
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Nothing, Echo] });
    expect((await test.start()).problems).toMatchObject([
      {
        code: 'zerepy.not-a-plugin',
        plugin: 'nothing',
        place: expect.stringMatching(/connections\.spec\.ts:\d+/),
        message: "The connection 'nothing' has no isConfigured and no configure.",
        hint: 'Write the methods in Nothing.',
      },
    ]);
    expect(await zerepy.connections.isConfigured('echo')).toBe(true);
    await test.stop();
  });
});

describe('an action that needs a connection', () => {
  it('is called when it is there and configured, and else says what to do', async () => {
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, News] });
    await test.start();
    const refused = async (): Promise<string> => {
      const error: unknown = await zerepy.actions.execute('announce').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(PluginDependencyError);
      return (error as PluginDependencyError).problem.message;
    };
    expect(await refused()).toBe("Action 'announce' needs the connection 'twitter', and can't have it: There is no connection 'twitter'.");
    await test.host.load(Twitter);
    expect(await refused()).toContain('it is not configured');
    await zerepy.connections.configure('twitter');
    expect(await zerepy.actions.execute('announce')).toBe('announced');
    await test.stop();
  });
});
