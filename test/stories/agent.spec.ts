/** Open this to hear the document "Extending the Agent" told from its first line to its last, in its own vocabulary. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Extension, ExtensionContext } from 'mortise';
import { createTestHost, type TestHost } from 'mortise/testing';
import {
  createAgent,
  type Agent,
  type AgentDefinition,
  type Done,
  type Implicit,
  type JobContext,
  type SourceEmitter,
} from 'mortise/agent';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'agent-story-')));
const said: unknown[] = [];
(globalThis as { story?: unknown[] }).story = said;
afterAll(() => {
  delete (globalThis as { story?: unknown[] }).story;
  rmSync(home, { recursive: true });
});

const file = (path: string, text: string): void => {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
};

async function started(definition: AgentDefinition): Promise<{ readonly agent: Agent; readonly test: TestHost }> {
  said.length = 0;
  const agent = createAgent();
  const options = await agent.hostOptions({ dir: home, ...definition });
  const test = createTestHost(options);
  await test.start();
  return { agent, test };
}

const codes = ({ problems }: TestHost): readonly string[] => problems.map(({ code }) => code);

describe('Concept', () => {
  it('An extension adds on reusable configuration elements, called plugins, which build runtime components', async () => {
    const { test } = await started({
      name: 'agent',
      extensions: [
        {
          name: 'my-extension',
          attach(this: ExtensionContext, _options: unknown, callback: Done) {
            this.registerPlugin('greeter', class Greeter { hello = (who: string) => `hello ${who}`; }); // prettier-ignore
            callback();
          },
        },
      ],
      services: [{ name: 'greeter', provider: '$plugins:greeter' }],
    });
    expect((test.host.lookup('service/greeter') as { hello(who: string): string }).hello('ada')).toBe('hello ada');
    await test.stop();
  });
});

describe('Specification', () => {
  const extension = (name: string): string =>
    `module.exports = { name: '${name}', attach(options, cb) { globalThis.story.push(['${name}', options]); this.registerPlugin('${name}', {}); cb(); } };`;
  beforeAll(() => {
    file('path/to/file.js', extension('by-file'));
    file('path/to/package/package.json', '{ "name": "packaged", "main": "lib/main.js" }');
    file('path/to/package/lib/main.js', extension('by-main'));
    file('path/to/indexed/index.js', extension('by-index'));
    file('node_modules/module-id/package.json', '{ "name": "module-id", "version": "1.2.3" }');
    file('node_modules/module-id/index.js', extension('by-module'));
    file('app/near.js', extension('near-the-app'));
  });

  it('Spec rules: a module or a file, not both, and perhaps options', async () => {
    const { test } = await started({
      name: 'agent',
      extensions: [
        { module: 'module-id', options: { enabled: true, silent: true } },
        { file: './path/to/file', options: { env: 'debug' } },
        { module: 'module-id', file: './path/to/file' },
        { options: {} } as never,
      ],
    });
    expect(said).toEqual([
      ['by-module', { enabled: true, silent: true }],
      ['by-file', { env: 'debug' }],
    ]);
    expect(codes(test)).toEqual(['spec.module-or-file', 'extension.not-recognised']);
    await test.stop();
  });

  it('Options are not resolved, so they should not include references', async () => {
    const { test } = await started({
      name: 'agent',
      settings: [{ property: 'key', value: 'k' }],
      extensions: [{ file: './path/to/file', options: { key: '$setting:key' } }],
    });
    expect(said).toEqual([['by-file', { key: '$setting:key' }]]);
    await test.stop();
  });

  it('Resolution rules: relative to the home of the specifying container; a package has a main or an index', async () => {
    const { test } = await started({
      name: 'agent',
      extensions: [{ file: './path/to/package' }, { file: './path/to/indexed' }],
      apps: [{ name: 'app', dir: 'app', extensions: [{ file: './near' }] }],
    });
    expect([said.map((each) => (each as string[])[0]), codes(test)]).toEqual([['by-main', 'by-index', 'near-the-app'], []]);
    await test.stop();
  });

  it('Visibility rules: the agent’s for all, the app’s for that app only, and the app’s first', async () => {
    const of = (by: string, ...names: readonly string[]): Extension<ExtensionContext> => ({
      name: `of-${by}`,
      attach(_options, callback) {
        for (const name of names) this.registerPlugin(name, { by });
        callback();
      },
    });
    const { test } = await started({
      name: 'agent',
      extensions: [of('agent', 'shared', 'both')],
      apps: [{ name: 'one', extensions: [of('one', 'both', 'own')] }, { name: 'two' }],
    });
    const seen = (from: { find(name: string): unknown }): unknown[] => ['shared', 'both', 'own'].map((name) => (from.find(name) as { by: string } | undefined)?.by); // prettier-ignore
    expect([seen(test.host), seen(test.host.app('one')), seen(test.host.app('two'))]).toEqual([
      ['agent', 'agent', undefined],
      ['agent', 'one', 'one'],
      ['agent', 'agent', undefined],
    ]);
    await test.stop();
  });
});

describe('Implementation', () => {
  it('must declare a name and expose attach; should declare a version; may declare a description and a provider', async () => {
    const { test } = await started({
      name: 'agent',
      extensions: [
        { name: 'full', version: '1.2.3', description: 'what it is', provider: 'my organization', attach(this: ExtensionContext, _o: unknown, cb: Done) { this.registerPlugin('full', {}); cb(); } }, // prettier-ignore
        { version: '1.0.0', attach: () => undefined } as never,
        { name: 'without-attach', attach: undefined } as never,
      ],
    });
    expect(test.host.info('full:full')).toMatchObject({ version: '1.2.3', manifest: { provider: 'my organization' } });
    expect(codes(test)).toEqual(['extension.bad-field', 'extension.bad-field']);
    await test.stop();
  });

  it('Prototypical extension module: an object, or a function that produces one, as module.extension', async () => {
    file('prototypical.js', `'use strict';
      module.extension = function () {
        return {
          name: 'my-extension',
          version: '1.0.0',
          provider: 'my organization',
          attach: function (options, callback) {
            var container = this;
            try {
              container.registerPlugin('namespace', { a: 1 });
              container.registerPlugin(['ns', 'ns', 'ns'], { b: 2 });
              callback && callback();
            } catch (err) {
              callback && callback(err);
            }
          },
        };
      };`); // prettier-ignore
    const { test } = await started({ name: 'agent', extensions: [{ file: './prototypical' }] });
    expect([test.host.find('namespace'), test.host.find(['ns', 'ns', 'ns'])]).toEqual([{ a: 1 }, { b: 2 }]);
    await test.stop();
  });
});

describe('Binding Mechanism', () => {
  it('The callback must be called, and tells of runtime errors', async () => {
    const agent = createAgent();
    const options = await agent.hostOptions({
      name: 'agent',
      extensions: [
        { name: 'fails', attach: (_options: unknown, callback: (error: Error) => void) => callback(new Error('no luck')) },
        { name: 'never', attach: (_options: unknown, _callback: Done) => undefined },
        { name: 'fine', attach(this: ExtensionContext, _options: unknown, callback: Done) { this.registerPlugin('fine', {}); callback(); } }, // prettier-ignore
      ],
    });
    const test = createTestHost(options);
    const start = test.start();
    await test.clock.advance(10_000);
    await start;
    expect(codes(test)).toEqual(['attach.called-back-error', 'attach.slow', 'attach.never-called']);
    expect(test.host.find('fine')).toEqual({});
    await test.stop();
  });

  it('registerPlugin(namespace, plugin): a string or an array, unique; an object or a function', async () => {
    const { test } = await started({
      name: 'agent',
      extensions: [
        {
          name: 'my-extension',
          attach(this: ExtensionContext, _options: unknown, callback: Done) {
            this.registerPlugin('an-object', { a: 1 });
            this.registerPlugin(['a', 'function'], () => 2);
            this.registerPlugin('an-object', { again: true });
            this.registerPlugin('a-text', 'text' as never);
            callback();
          },
        },
      ],
    });
    expect([test.host.find('an-object'), (test.host.find('a/function') as () => number)(), test.host.find('a-text')]).toEqual([{ a: 1 }, 2, undefined]); // prettier-ignore
    expect(codes(test)).toHaveLength(2);
    await test.stop();
  });
});

describe('What plugins are used for: an app with a source, a service, a handler, a pipeline, a job and counters', () => {
  it('is told in one definition, by references', async () => {
    const library: Extension<ExtensionContext> = {
      name: 'twitter',
      version: '1.0.0',
      attach(_options, callback) {
        this.registerPlugin(['source', 'stream'], class Stream {
          emitter!: SourceEmitter;
          constructor(readonly key: string) {}
          bind(_bindings: object, emitter: SourceEmitter, done: Done) { this.emitter = emitter; done(); }
          listen(done: Done) { this.emitter.emit('status', `first of ${this.key}`); done(); }
          close() { said.push('closed'); }
        }); // prettier-ignore
        this.registerPlugin(['handler', 'monitor'], function (this: Implicit & { clock: { now(): string } }, status: string) {
          said.push([this.name, this.clock.now(), status]);
        });
        this.registerPlugin('core', {
          identity: {
            addAgentInfo: (input: object, next: (error: null, result: object) => void) => next(null, { ...input, agent: 'agent' }),
          },
        });
        this.registerPlugin('service', { clock: { now: () => 'noon' } });
        callback();
      },
    };
    const { agent, test } = await started({
      name: 'agent',
      extensions: [library],
      apps: [
        {
          name: 'hello-app',
          version: '0.1.0',
          provider: 'my organization',
          settings: [{ property: 'keys:consumerKey', value: 'abc' }],
          parameters: { every: { description: 'How often it tells', type: 'string', setting: 'every', default: '0 * * * *' } },
          services: [{ name: 'clock', factory: 'literal', provider: '$plugins:service:clock' }],
          sources: [
            { name: 'stream', provider: '$plugins:source:stream', args: ['$setting:keys:consumerKey'], bindings: { status: 'tweeted' } },
          ],
          handlers: [{ name: 'monitor', subscriptions: ['tweeted'], fn: '$plugins:handler:monitor', props: { clock: '$service:clock' } }],
          pipelines: [
            {
              name: 'publish',
              subscriptions: ['tweeted'],
              steps: [
                { fn: '$plugins:core:identity:addAgentInfo' },
                { fn(this: { word: string }, input: object, callback: (error: null, result: object) => void) { callback(null, { ...input, word: this.word }); }, props: { word: '$setting:keys:consumerKey' } }, // prettier-ignore
              ],
              success: 'published',
              failed: 'not_published',
              done: 'over',
            },
          ],
          jobs: [
            {
              name: 'tell',
              schedule: '$setting:every',
              work({ state = 0 }: JobContext<number>, done: (error: null, message: string, state: number) => void) {
                done(null, `told ${state + 1} times`, state + 1);
              },
            },
          ],
          counters: { tweets: ['tweeted'], all: ['tweeted', 'published'] },
          init(this: Implicit, done: Done) {
            this.logger.info('hello-app is up');
            done();
          },
        },
      ],
    });
    expect(test.problems).toEqual([]);
    await test.clock.advance(2 * 60 * 60_000);
    expect(said).toEqual([['monitor', 'noon', 'first of abc']]);
    expect(test.events.filter(({ name }) => /published|over/.test(name))).toEqual([
      { name: 'hello-app.published', payload: { agent: 'agent', word: 'abc' } },
      { name: 'hello-app.over', payload: expect.objectContaining({ pipeline: 'publish', ok: true }) },
    ]);
    expect(agent.jobs.get('hello-app:tell')).toMatchObject({ runs: 2, lastRun: { message: 'told 2 times' } });
    expect(agent.counters.list().map(({ name, count }) => `${name} ${count}`)).toEqual(['hello-app:all 2', 'hello-app:tweets 1']);
    await test.host.app('hello-app').stop();
    expect(said.at(-1)).toBe('closed');
    await test.host.app('hello-app').start();
    expect(said).toHaveLength(3);
    await test.stop();
    test.expectClean();
  });
});
