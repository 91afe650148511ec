/** Open this to see the process that plugins react to: a real child process, whose lines become infos, and who survives what it does. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerCommand } from 'mortise/mcdreforged';
import { basicHandler } from 'mortise/mcdreforged';
import { type Folder, type Started, temporaryFolder, until } from './given.js';

let folder: Folder;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.end());

/** A server in JavaScript: `line` writes, `on` hears lines of its stdin. */
const server = (body: string): string => `
  const line = (text) => process.stdout.write(text + '\\n');
  const on = (hear) => process.stdin.on('data', (data) => String(data).split('\\n').filter(Boolean).forEach(hear));
  ${body}`;
const minecraft = (text: string): string => `line('[09:00:00] [Server thread/INFO]: ${text}');`;
const STOPS = `on((text) => { line('got ' + text); if (text === 'stop') process.exit(0); });`;
const ear = `
  export const PLUGIN_METADATA = { id: 'ear', version: '1' };
  const log = (name) => (server, ...args) => server.logger.info(name + ' ' + args.map((each) => each?.content ?? String(each)).join(' '));
  export const [on_info, on_server_start_pre, on_server_start, on_server_startup, on_server_stop, on_player_joined, on_player_left] =
    ['info', 'start_pre', 'start', 'startup', 'stop', 'joined', 'left'].map(log);
  export const on_user_info = (server, info) => server.logger.info('user ' + [info.player, info.content, info.hour, info.logging_level].join(' '));`;

async function started(body: string, more: Partial<ServerCommand> = {}, plugin = ear): Promise<Started> {
  folder.write({ 'server/main.cjs': server(body), 'plugins/ear.mjs': plugin });
  const found = await folder.start({ serverCommand: { command: process.execPath, args: ['main.cjs'], ...more } });
  return found;
}

const running = ({ test }: Started): boolean => test.log.some(({ message }) => message.startsWith('Server is running at PID'));
const ends = ({ test }: Started): number => test.log.filter(({ message }) => message.startsWith('Server process ')).length;

describe('the process', () => {
  it('starts with the host, and its lines become infos', async () => {
    const lines = [
      minecraft('Done (1.234s)! For help, type "help"'),
      minecraft('Steve[/127.0.0.1:1234] logged in with entity id 1 at (0, 0, 0)'),
      minecraft('<Steve> hello'),
      minecraft('Steve left the game'),
      'process.stderr.write("from stderr\\n");',
    ];
    const found = await started(`${lines.join('\n')} ${STOPS}`);
    await until(() => found.said('ear').includes('info from stderr'));
    expect(found.said('ear').filter((line) => line !== 'info from stderr')).toEqual([
      'start_pre ',
      'start ',
      'startup ',
      'info Done (1.234s)! For help, type "help"',
      'info Steve[/127.0.0.1:1234] logged in with entity id 1 at (0, 0, 0)',
      'joined Steve Steve[/127.0.0.1:1234] logged in with entity id 1 at (0, 0, 0)',
      'info hello',
      'user Steve hello 9 INFO',
      'info Steve left the game',
      'left Steve',
    ]);
  });

  it('is fed by plugins and by the console, and stops with the host while everybody hears of it', async () => {
    const found = await started(STOPS);
    await until(() => running(found));
    await found.mcdr.console('say hi');
    await until(() => found.said('ear').includes('info got say hi'));
    await found.test.stop();
    expect(found.said('ear').slice(-3)).toEqual(['info got say hi', 'info got stop', 'stop 0']);
    found.test.expectClean();
  });

  it('may be understood by another handler', async () => {
    const handler = {
      ...basicHandler,
      parseServerStdout: (line: string) => ({ content: line.slice(2), player: 'Alex' }),
      stopCommand: 'stop',
    };
    const found = await started(`line('> yes'); ${STOPS}`, { handler });
    await until(() => found.said('ear').some((line) => line.startsWith('user Alex yes')));
  });

  it('whose handler throws is told once a line, and the line is taken as it is', async () => {
    const handler = {
      ...basicHandler,
      parseServerStdout(): never {
        throw new Error('lost');
      },
    };
    const found = await started(`line('plain'); on(() => process.exit(0));`, { handler });
    await until(() => found.said('ear').includes('info plain'));
    expect(found.said('mcdreforged')).toContain(
      "The server handler 'basic_handler' failed in parse_server_stdout: lost; the line is taken as it is",
    );
  });

  it.each([
    ['undefined', 'nothing'],
    ['"text"', 'a string'],
    ['{}', 'an object'],
    ['Promise.resolve({ content: line })', 'an object'],
    ['{ content: line, player: 7 }', 'a number'],
  ])('whose handler answers %s is told, and the line is taken as it is', async (answer, seen) => {
    const plugin = `${ear}
      export const on_load = (server) => server.register_server_handler({ name: 'own', parse_server_stdout: (line) => (${answer}) });`;
    const found = await started(`line('plain'); on(() => process.exit(0));`, {}, plugin);
    await until(() => found.said('ear').includes('info plain'));
    expect(found.said('mcdreforged')[0]).toMatch(
      new RegExp(
        `The server handler 'own' of plugin 'ear' failed in parse_server_stdout: .* is ${seen} instead of|answers ${seen} instead of`,
      ),
    );
  });

  it('that can not be started is a problem with the field to correct, and plugins run', async () => {
    const found = await started('', { command: './nowhere' });
    await until(() => found.test.problems.length > 0);
    expect(found.test.problems).toMatchObject([
      {
        plugin: 'mcdreforged.server',
        code: expect.any(String),
        message: expect.stringContaining("Correct serverCommand.command ('./nowhere')"),
      },
    ]);
    expect(found.test.host.list().map(({ state }) => state)).toEqual(['running', 'running', 'running']);
  });

  it('that dies at once is left alone without a policy', async () => {
    const found = await started('process.exit(3);');
    await until(() => ends(found) > 0);
    await found.test.clock.advance(60_000);
    expect(found.said('ear').filter((line) => !line.startsWith('info'))).toEqual(['start_pre ', 'start ', 'stop 3']);
  });

  it('that dies again and again is started again, ever later, until that is enough', async () => {
    const found = await started('process.exit(3);', { restart: { when: 'failure', delay: 100, most: 2 } });
    const { clock } = found.test;
    await until(() => ends(found) === 1 && clock.pending > 0);
    await clock.advance(100);
    await until(() => ends(found) === 2 && clock.pending > 0);
    await clock.advance(200);
    await until(() => ends(found) === 3);
    await until(() => found.said('mcdreforged.server').some((line) => line.startsWith('The server has ended 3 times')));
    expect(found.said('mcdreforged.server').filter((line) => line.startsWith('The server '))).toEqual([
      'The server ended by itself; it is started again in 100 ms (1 of 2)',
      'The server ended by itself; it is started again in 200 ms (2 of 2)',
      'The server has ended 3 times within 60000 ms, so it is not started again. Look at its last lines, correct serverCommand, and start it.',
    ]);
  });

  it('is started again though somebody who hears of its end never comes to one, and is named', async () => {
    const plugin = `export const PLUGIN_METADATA = { id: 'ear', version: '1' }; let ends = 0; export const on_server_stop = () => (ends++ === 0 ? new Promise(() => {}) : undefined);`;
    const found = await started('process.exit(3)', { restart: { when: 'failure', delay: 10, most: 1 } }, plugin);
    const starts = (): number => found.test.log.filter(({ message }) => message.startsWith('Server is running at PID')).length;
    await until(() => ends(found) === 1);
    await found.test.clock.advance(60_000);
    await found.test.clock.advance(10);
    await until(() => starts() === 2);
    await until(() => ends(found) === 2);
    expect(found.test.problems).toMatchObject([{ code: 'event.handler-late', plugin: 'ear' }]);
  });

  it('that ends well is started again only if it always is', async () => {
    const found = await started('process.exit(0);', { restart: { when: 'failure' } });
    await until(() => ends(found) === 1);
    expect(found.said('mcdreforged.server').filter((line) => line.includes('again'))).toEqual([]);
  });

  it('that was killed from outside has no code', async () => {
    const found = await started(`line(String(process.pid)); ${STOPS}`);
    await until(() => found.said('ear').some((line) => /^info \d+$/.test(line)));
    process.kill(
      Number(
        found
          .said('ear')
          .find((line) => /^info \d+$/.test(line))!
          .slice(5),
      ),
      'SIGKILL',
    );
    await until(() => ends(found) === 1);
    expect(found.said('ear').at(-1)).toBe('stop null');
    expect(found.said('mcdreforged.server').at(-1)).toBe('Server process was ended by SIGKILL');
  });

  it('that hangs is terminated, then killed, when the host stops', async () => {
    const found = await started(`process.on('SIGTERM', () => line('no')); on((text) => line('ignored ' + text)); line('up');`, {
      stopMs: 1000,
    });
    await until(() => found.said('ear').includes('info up'));
    const stopped = found.test.stop();
    await until(() => found.said('ear').includes('info ignored stop'));
    await found.test.clock.advance(1000);
    await until(() => found.said('ear').includes('info no'));
    await found.test.clock.advance(1000);
    await stopped;
    expect(found.said('mcdreforged.server').filter((line) => line.includes('did not stop'))).toEqual([
      "The server did not stop within 1000 ms after 'stop'; it is terminated",
      'The server did not stop within 1000 ms after SIGTERM; it is killed',
    ]);
    found.test.expectClean();
  });

  it('that floods is held at so many lines a second, and nothing is lost', async () => {
    const found = await started(`for (let i = 0; i < 250; i++) line('l' + i); ${STOPS}`, { linesPerSecond: 100, echo: false });
    const { clock } = found.test;
    const count = (): number => found.said('ear').filter((line) => line.startsWith('info l')).length;
    await until(() => count() === 100);
    expect(found.said('mcdreforged.server').filter((line) => line.includes('more than 100 lines'))).toHaveLength(1);
    await clock.advance(1000);
    await until(() => count() === 200);
    await clock.advance(1000);
    await until(() => count() === 250);
    expect(
      found
        .said('ear')
        .filter((line) => line.startsWith('info l'))
        .at(-1),
    ).toBe('info l249');
    expect(found.said('mcdreforged.server').filter((line) => line.includes('more than 100 lines'))).toHaveLength(1);
  });

  it('that ends while it is held back is heard to its last line', async () => {
    const found = await started(
      `process.stdout.write(Array.from({ length: 12000 }, (_, i) => 'l' + i).join('\\n') + '\\nFATAL\\n', () => process.exit(3));`,
      { linesPerSecond: 100, echo: false },
    );
    await until(() => ends(found) === 1);
    expect(found.said('ear').filter((line) => line.startsWith('info '))).toHaveLength(12_001);
    expect(found.said('ear').slice(-2)).toEqual(['info FATAL', 'stop 3']);
  });

  it('that writes one line without end is cut', async () => {
    const found = await started(`process.stdout.write('x'.repeat(150000) + '\\n'); line('next'); ${STOPS}`, { echo: false });
    await until(() => found.said('ear').includes('info next'));
    expect(
      found
        .said('ear')
        .filter((line) => line.startsWith('info x'))
        .map(({ length }) => length - 5),
    ).toEqual([65_536, 65_536, 18_928]);
  });

  it('is started, stopped and asked about by commands and by plugins', async () => {
    const found = await started(STOPS, { autostart: false });
    const { mcdr } = found;
    expect(running(found)).toBe(false);
    await mcdr.console('!!MCDR server start');
    await until(() => running(found));
    await mcdr.console('!!MCDR server start');
    await mcdr.console('!!MCDR server restart');
    await mcdr.console('!!MCDR server kill');
    await until(() => ends(found) === 2);
    expect(found.said('mcdreforged').filter((line) => line.startsWith('The server'))).toEqual([
      'The server is started.',
      'The server runs already, or there is none.',
      'The server is restarted.',
      'The server is killed.',
    ]);
  });

  it('hears from plugins: what they tell, say and execute', async () => {
    const plugin = `
      export const PLUGIN_METADATA = { id: 'ear', version: '1' };
      export async function on_server_startup(server) {
        server.execute('list'); server.tell('Steve', 'hi "you"'); server.say('all');
        try { server.execute('a\\nb'); } catch (error) { server.logger.info(error.message); }
        server.logger.info(JSON.stringify([server.is_server_running(), server.isServerStartup(), server.get_server_pid() > 0]));
      }
      export const on_info = (server, info) => server.logger.info(info.content);`;
    const found = await started(`${minecraft('Done (1s)! For help, type "help"')} ${STOPS}`, {}, plugin);
    await until(() => found.said('ear').includes('got tellraw @a {"text":"all"}'));
    expect(found.said('ear')).toEqual([
      'execute takes one line; call it once for each.',
      '[true,true,true]',
      'Done (1s)! For help, type "help"',
      'got list',
      'got tellraw Steve {"text":"hi \\"you\\""}',
      'got tellraw @a {"text":"all"}',
    ]);
  });
});

it('a start that is stopped before it has begun starts nothing', async () => {
  const plugin = `
    export const PLUGIN_METADATA = { id: 'ear', version: '1' };
    export async function on_server_start_pre(server) { await server.stop(); server.logger.info('stopped'); }
    export const on_server_start = (server) => server.logger.info('started');`;
  const found = await started(STOPS, {}, plugin);
  await until(() => found.said('ear').includes('stopped'));
  await found.test.clock.advance(10);
  expect(running(found)).toBe(false);
  expect(found.said('ear')).toEqual(['stopped']);
});

it('a handler of a plugin may be written in snake_case', async () => {
  const plugin = `
    export const PLUGIN_METADATA = { id: 'ear', version: '1' };
    export const on_load = (server) => server.register_server_handler({
      name: 'mine', word: 'ok', parse_server_stdout(line) { return { content: this.word + ' ' + line }; }, parse_player_joined: ({ content }) => content, stop_command: 'stop',
    });
    export const on_player_joined = (server, player) => server.logger.info('joined ' + player);`;
  const found = await started(`line('hi'); ${STOPS}`, {}, plugin);
  await until(() => found.said('ear').includes('joined ok hi'));
});

describe('a player', () => {
  it('runs commands of plugins by what is said, within what the player may do', async () => {
    const plugin = `
      export const PLUGIN_METADATA = { id: 'ear', version: '1' };
      export function on_load(server) {
        server.register_command('!!day <n:integer 1..>', ({ n }, source) => source.name + ' ' + n);
        server.register_command('!!night', () => 'dark', { permission: 'admin' });
        server.register_command('!!secret', () => 'psst', { requires: [{ test: () => false, hide: true }] });
      }
      export const on_info = (server, info) => server.logger.info(info.content);`;
    folder.write({ 'permission.json': '{ "users": { "Ada": "admin" } }' });
    const says = ['<Steve> !!day 3', '<Steve> !!night', '<Ada> !!night', '<Steve> !!day no', '<Steve> !!unknown', '<Steve> !!secret']
      .map(minecraft)
      .join('');
    const found = await started(`${says} ${STOPS}`, {}, plugin);
    await until(() => found.said('ear').filter((line) => line.startsWith('got')).length === 4);
    const got = found.said('ear').filter((line) => line.startsWith('got'));
    // Each answers when it is done; to a command that is hidden nobody does, as to a word that is none.
    expect(got.sort()).toEqual([
      'got tellraw Ada {"text":"dark"}',
      expect.stringMatching(/^got tellraw Steve .*may not do this.*!!night <--/),
      expect.stringMatching(/^got tellraw Steve .*!!day no <--/),
      'got tellraw Steve {"text":"Steve 3"}',
    ]);
  });
});
