/** Open this to see an agent with its apps: read from files and objects, seen from each other, started and stopped alone, logged and checked. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createHost, type ExtensionContext, type LogRecord } from 'mortise';
import { createAgent, type AgentDefinition, type AgentError, type Implicit } from 'mortise/agent';
import { runNode } from '../../child.js';
import { reasons, running } from './given.js';

const root = join(import.meta.dirname, '../../..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'agent-apps-')));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (path: string, text: string): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const greeting = (word: string) => ({
  name: 'words',
  attach(this: ExtensionContext, _options: unknown, callback: () => void) {
    this.registerPlugin('words', { hello: word, only: word });
    callback();
  },
});
const greeter = { name: 'greet', factory: (word: string) => ({ word }), args: ['$plugins:words:hello'] };

describe('apps', () => {
  it('see the extensions of the agent, and their own before them; nobody sees those of another', async () => {
    const { test } = await running({
      name: 'agent1',
      extensions: [greeting('of the agent')],
      services: [greeter],
      apps: [
        { name: 'one', services: [greeter] },
        { name: 'two', extensions: [greeting('of two')], services: [greeter] },
        { name: 'three' },
      ],
    });
    expect(reasons(test)).toEqual({});
    const word = (app: string): unknown => (test.host.app(app).lookup('service/greet') as { word: string }).word;
    expect([word('one'), word('two'), word('three')]).toEqual(['of the agent', 'of two', 'of the agent']);
    expect((test.host.lookup('service/greet') as { word: string }).word).toBe('of the agent');
    await test.stop();
    test.expectClean();
  });

  it('have events of their own, and start and stop alone', async () => {
    const seen: unknown[] = [];
    const app = (name: string, enabled = true) => ({
      name,
      enabled,
      handlers: [{ subscriptions: 'came', fn: (who: unknown, event: string) => seen.push([event, who]) }],
      jobs: [{ name: 'tick', work: () => name }],
    });
    const { agent, test } = await running({ name: 'agent1', apps: [app('one'), app('two'), app('quiet', false)] });
    const emit = (): void => ['one.came', 'two.came', 'quiet.came'].forEach((name) => test.host.events.emit(name, 'ada'));
    emit();
    expect([seen, agent.jobs.list().map(({ name }) => name)]).toEqual([[['one.came', 'ada'], ['two.came', 'ada']], ['one:tick', 'two:tick']]); // prettier-ignore
    await test.host.app('one').stop();
    await test.host.app('quiet').start();
    emit();
    expect(seen.slice(2)).toEqual([['two.came', 'ada'], ['quiet.came', 'ada']]); // prettier-ignore
    expect(await agent.jobs.run('quiet:tick')).toMatchObject({ message: 'quiet' });
    await expect(agent.jobs.run('one:tick')).rejects.toMatchObject({ code: 'agent.unknown' });
    await test.host.app('one').start();
    emit();
    expect(seen).toHaveLength(7);
    await test.stop();
    test.expectClean();
  });

  it('are files of YAML, JSON and JavaScript, and folders, relative to their agent', async () => {
    write('agent/agent.yaml', 'name: filed\nsettings: [{ property: word, value: hello }]\nextensions: [{ file: ./words.cjs }]\napps: [./apps/yaml.yaml, ./apps/code.mjs, ./apps/folder, ./apps/deep.json]\n'); // prettier-ignore
    write('agent/words.cjs', "module.extension = function () { return { name: 'words', attach(o, cb) { this.registerPlugin(['words', 'of'], { agent: (input) => input }); cb(); } }; };"); // prettier-ignore
    write('agent/apps/yaml.yaml', 'name: yaml\npipelines: [{ name: line, steps: [{ fn: "$plugins:words:of:agent" }] }]\nservices: [{ name: s, factory: literal, provider: { word: $setting:word } }]\n'); // prettier-ignore
    write(
      'agent/apps/code.mjs',
      "export default async () => ({ name: 'code', services: [{ name: 's', factory: () => ({ word: 'code' }) }] });",
    );
    write('agent/apps/folder/app.yml', 'name: folder\ndir: inner\n');
    write('agent/apps/folder/inner/settings/x.json', '{ "word": "of the folder" }');
    write('agent/apps/deep.json', '{ "name": "deep", "settings": [{ "property": "a:b", "value": 1 }] }');
    const { agent, test } = await running(join(folder, 'agent/agent.yaml'));
    expect([reasons(test), test.problems]).toEqual([{}, []]);
    const find = (app: string, name: string): unknown => test.host.app(app).lookup(name);
    expect([find('yaml', 'service/s'), find('code', 'service/s')]).toEqual([{ word: 'hello' }, { word: 'code' }]);
    expect((find('folder', 'settings/folder') as { all(): object }).all()).toEqual({ word: 'of the folder' });
    expect(await agent.pipelines.run('yaml:line', 'input')).toBe('input');
    await test.stop();
  });

  it('may come later, and see what the others do', async () => {
    write('later/app.yaml', 'name: later\nservices: [{ name: greet, factory: literal, provider: { word: "$plugins:words:hello" } }]\n');
    const { agent, test } = await running({ name: 'agent1', dir: folder, extensions: [greeting('of the agent')] });
    const app = await agent.addApp(test.host, './later');
    expect((await app.start()).problems).toEqual([]);
    expect([app.name, app.lookup('service/greet')]).toEqual(['later', { word: 'of the agent' }]);
    await expect(agent.addApp(test.host, './later')).rejects.toMatchObject({ code: 'host.duplicate-app' });
    await expect(agent.addApp(test.host, { name: 'x', jobs: 5 as never })).rejects.toMatchObject({ code: 'agent.bad-definition' });
    await app.stop();
    expect(app.find('service/greet')).toBeUndefined();
    await test.stop();
    test.expectClean();
  });

  it('that can’t be read, or are wrong, are told with all that is wrong, and are in nobody’s way', async () => {
    write('broken.yaml', 'name: [');
    write(
      'wrong.json',
      '{ "name": "wrong", "handlrs": [], "jobs": [{ "name": "j", "schedule": "0 0 30 2 *", "work": 5 }, { "name": "J", "work": "$service:x", "schedule": "soon" }] }',
    );
    const { test } = await running({
      name: 'agent1',
      dir: folder,
      apps: ['./nowhere', './broken.yaml', './wrong.json', { name: 'fine', services: [{ name: 's', factory: {} }] }],
    });
    const causes = test.problems.map(({ cause, message }) => [cause?.code, message]);
    expect(causes).toEqual([
      ['agent.not-read', expect.stringContaining('there is no such file')],
      ['agent.not-read', expect.stringContaining('broken.yaml')],
      ['agent.bad-definition', expect.stringContaining("handlrs is not known. Did you mean 'handlers'?")],
    ]);
    for (const said of [
      "jobs[0].schedule never runs: no time fits its schedule '0 0 30 2 *'",
      'jobs[0].work must be a function or a reference to one, but is 5',
      "'J' is the name of jobs[0] already",
      'jobs[1].schedule has no schedule that can be read',
    ])
      // prettier-ignore
      expect(test.problems[2]!.cause!.message).toContain(said);
    expect(test.host.app('fine').find('service/s')).toBeDefined();
    await test.stop();
    await expect(createAgent().hostOptions({ name: 'a', apps: [{ name: 'x' }, { name: 'x' }] })).rejects.toMatchObject({
      code: 'agent.bad-definition',
    });
  });

  it('log from their own level on, into files of their own as well', async () => {
    const sunk: LogRecord[] = [];
    const logs = (level: 'debug' | 'warn') => [{ name: 's', factory: function (this: { logger: { debug(text: string): void; info(text: string): void } }) { this.logger.debug('a detail'); this.logger.info('made'); return level; } }]; // prettier-ignore
    const agent = createAgent();
    const options = await agent.hostOptions(
      {
        name: 'agent1',
        dir: folder,
        apps: [
          { name: 'loud', logger: { filename: 'logs/loud.log', level: 'debug' }, services: logs('debug') },
          { name: 'quiet', logger: { level: 'warn' }, services: logs('warn') },
          { name: 'plain', services: logs('warn') },
        ],
      },
      { log: { sink: (record) => sunk.push(record), level: 'info' } },
    );
    const host = createHost(options);
    await host.start();
    await host.stop();
    const said = sunk.filter(({ message }) => /^(made|a detail)$/.test(message)).map(({ plugin, message }) => `${plugin} ${message}`);
    expect(said).toEqual(['loud:service.s a detail', 'loud:service.s made', 'plain:service.s made']);
    const file = join(folder, 'logs/loud.log');
    while (!existsSync(file) || !readFileSync(file, 'utf8').includes('made')) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(readFileSync(file, 'utf8')).toMatch(/DEBUG loud:service.s {2}a detail\n.*INFO {2}loud:service.s {2}made\n/);
  });
});

it('a log file is open only while lines are written, in their order: one that was moved away begins anew', async () => {
  const file = join(folder, 'logs/moved.log');
  const seen = async (text: string): Promise<void> => {
    while (!existsSync(file) || !readFileSync(file, 'utf8').includes(text)) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const app = { name: 'one', dir: folder, logger: { filename: 'logs/moved.log' }, handlers: [{ subscriptions: 'came', fn(this: Implicit, what: string) { this.logger.info(what); } }] }; // prettier-ignore
  const host = createHost(await createAgent().hostOptions({ name: 'agent1', apps: [app] }, { log: { sink: () => undefined } }));
  await host.start();
  const names = Array.from({ length: 100 }, (_, index) => `line ${index}.`);
  for (const name of names) host.events.emit('one.came', name);
  await seen(names.at(-1)!);
  expect(readFileSync(file, 'utf8').match(/line \d+\./g)).toEqual(names);
  renameSync(file, `${file}.1`);
  host.events.emit('one.came', 'after it');
  await seen('after it');
  expect(readFileSync(`${file}.1`, 'utf8')).not.toContain('after it');
  await host.stop();
});

it('a log file that can’t be written is told of once, and nothing else is disturbed', async () => {
  write('plain.txt', 'a file');
  const sunk: LogRecord[] = [];
  const app = (name: string, filename: string) => ({ name, dir: folder, logger: { filename }, handlers: [{ subscriptions: 'came', fn(this: Implicit) { this.logger.info('came'); } }] }); // prettier-ignore
  const options = await createAgent().hostOptions(
    { name: 'agent1', apps: [app('one', 'plain.txt/one.log'), app('two', '.')] },
    { log: { sink: (record) => sunk.push(record) } },
  );
  const host = createHost(options);
  await host.start();
  for (const event of ['one.came', 'two.came', 'one.came', 'two.came']) {
    host.events.emit(event);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await host.stop();
  expect(sunk.filter(({ message }) => message === 'came')).toHaveLength(4);
  expect(sunk.filter(({ level, message }) => level === 'warn' && message.includes("can't be written"))).toHaveLength(2);
});

it('a log file that can be written again goes on, and it is told once of each fault how many lines were lost', async () => {
  const file = join(folder, 'logs/fault.log');
  const sunk: LogRecord[] = [];
  const warnings = (): string[] => sunk.flatMap(({ level, message }) => (level === 'warn' ? [message] : []));
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const app = { name: 'one', dir: folder, logger: { filename: 'logs/fault.log' }, handlers: [{ subscriptions: 'came', fn(this: Implicit, what: string) { this.logger.info(what); } }] }; // prettier-ignore
  const host = createHost(
    await createAgent().hostOptions({ name: 'agent1', apps: [app] }, { log: { sink: (record) => sunk.push(record) } }),
  );
  await host.start();
  const written = (line: string): boolean => existsSync(file) && readFileSync(file, 'utf8').includes(line);
  for (const fault of [1, 2]) {
    rmSync(file, { force: true });
    mkdirSync(file, { recursive: true });
    for (const line of ['first', 'second', 'third']) host.events.emit('one.came', `${line} of fault ${fault}`);
    await until(() => warnings().length === 2 * fault - 1);
    rmdirSync(file);
    host.events.emit('one.came', `after fault ${fault}`);
    await until(() => written(`after fault ${fault}`) && warnings().length === 2 * fault);
    expect(readFileSync(file, 'utf8')).not.toContain(`of fault ${fault}`);
  }
  await host.stop();
  expect(warnings()).toEqual([
    expect.stringContaining(`The log ${file} can't be written`),
    `The log ${file} is written again; 3 of its lines were lost.`,
    expect.stringContaining(`The log ${file} can't be written`),
    `The log ${file} is written again; 3 of its lines were lost.`,
  ]);
});

describe('a check', () => {
  const made: string[] = [];
  const definition: AgentDefinition = {
    name: 'agent1',
    extensions: [greeting('x')],
    parameters: { key: { required: true } },
    services: [{ ...greeter, factory: () => made.push('service') }],
    sources: [{ name: 'line', factory: { bind: () => void made.push('bind') } }],
    jobs: [{ name: 'tick', work: () => void made.push('job'), schedule: '* * * * * *' }],
    init: () => void made.push('init'),
  };

  it('loads everything and starts nothing, beside the one that runs', async () => {
    const { test } = await running({ ...definition, parameters: {} });
    const before = [made.length, test.events.length];
    expect(await test.host.commands.run('check-config')).toEqual({ ok: true, plugins: 7, starts: 7, problems: [] });
    expect(await test.host.commands.run('check')).toMatchObject({ ok: true });
    expect([made.length, test.events.length]).toEqual(before);
    await test.stop();
    test.expectClean();
  });

  it('tells what would go wrong: settings, parameters, references and members', async () => {
    made.length = 0;
    const agent = createAgent();
    const { ok, problems } = await agent.check({
      ...definition,
      parameters: {},
      settings: [{ property: 'a', value: '$setting:b' }, { property: 'b', value: '$setting:a' }], // prettier-ignore
      apps: [
        { name: 'one', parameters: { must: { required: true } } },
        {
          name: 'two',
          handlers: [{ subscriptions: 'x', fn: () => 1, props: { a: '$plugins:words:helo', b: '$service:gret', c: '$setting:nothing' } }],
        },
        './nowhere.json',
      ],
    });
    expect(problems.map(({ code, app, message }) => [code, app, message.slice(0, 60)])).toEqual([
      ['attach.called-back-error', 'nowhere', expect.any(String)],
      ['plan.missing-provider', undefined, expect.stringContaining("'service/gret'")],
      ['agent.reference-cycle', undefined, expect.stringContaining('a -> b -> a')],
      ['agent.missing-parameters', 'one', expect.any(String)],
      ['agent.dangling-reference', 'two', expect.stringContaining("'$plugins:words:helo'")],
      ['agent.dangling-reference', 'two', expect.stringContaining("'$setting:nothing'")],
    ]);
    expect([ok, made]).toEqual([false, []]);
    expect(await agent.check({ name: '' })).toMatchObject({ ok: false, plugins: 0, problems: [{ code: 'agent.bad-definition' }] });
  });

  it('is a command of a host without a definition as well, and of mortise', async () => {
    const { test } = await running({ name: 'agent1' });
    await test.stop();
    const host = createHost({ extensions: [createAgent()], log: { level: 'silent' } });
    await host.start();
    await expect(host.commands.run('check')).rejects.toThrow(/agent.nothing-to-check/);
    await host.stop();
    write('main.mjs', `import { createHost } from '${join(root, 'dist/mortise/index.js')}';
      import { createAgent } from '${join(root, 'dist/mortise/plugins/agent.js')}';
      const agent = createAgent();
      export default async () => createHost({ ...(await agent.hostOptions({ name: 'bot', dir: import.meta.dirname, handlers: [{ subscriptions: 'x', fn() {}, props: { s: '$service:none' } }], apps: ['./nowhere.json'] })), log: { level: 'silent' } });`); // prettier-ignore
    const checked = await runNode([join(root, 'dist/mortise/bin.js'), 'check', 'main.mjs'], { cwd: folder });
    expect(checked.code).toBe(1);
    expect(checked.stdout).toMatch(/agent\.not-read/);
    expect(checked.stdout).toMatch(/'service\/none'/);
  });
});

it('a definition that is wrong is refused at once where it is given in code', () => {
  let thrown: AgentError | undefined;
  try {
    createAgent().define({
      name: 'shop',
      version: 5 as unknown as string,
      logger: { level: 'loud' },
      settings: [{ property: 'a', value: 1 }, { property: 'a:b', value: 1 }], // prettier-ignore
      parameters: { p: { type: 'text' as 'string' } },
      services: [{ name: 's' }],
      handlers: [{ subscriptions: [], fn: 'nothing' }],
      pipelines: [{ name: 'p', steps: [], done: 'a', stopped: 'b', overlap: 'never' as 'drop' }, { name: 'q', steps: [{ fn: 1, retry: -1 }, { fn() {}, retry: { count: 1, dely: 5 } as never }] }], // prettier-ignore
      counters: { c: [] },
      jobs: 5 as never,
    } as never);
  } catch (error) {
    thrown = error as AgentError;
  }
  expect(thrown).toMatchObject({ code: 'agent.bad-definition', problem: { field: 'version', blame: 'host' } });
  expect(thrown!.issues.map(({ path }) => path)).toEqual([
    'version',
    'jobs',
    'logger.level',
    'settings[1].property',
    'parameters.p.type',
    'counters.c',
    'services[0]',
    'handlers[0].subscriptions',
    'handlers[0].fn',
    'pipelines[0].steps',
    'pipelines[0].overlap',
    'pipelines[0].stopped',
    'pipelines[1].steps[0].fn',
    'pipelines[1].steps[0].retry',
    'pipelines[1].steps[1].retry',
  ]);
});

it('what only an app of its own can have is refused where its elements alone are asked for', () => {
  const given = { name: 'shop', extensions: [], logger: {} };
  expect(() => createAgent().define(given)).toThrow(/has extensions, logger, which only an app of its own can have/);
});
