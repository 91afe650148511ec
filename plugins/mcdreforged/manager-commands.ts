/** Open this to see MCDReforged's own commands: `!!MCDR` and `!!help`, in the host's tree. */
import { type CommandSource, type PluginContextView, VERSION } from 'mortise';
import type { Outcome } from './contract.js';
import { type Found, refusalOf, shownPath, sourceOf } from './formats.js';
import { whyNotThere } from './outcome.js';
import { ofLanguages } from './translation.js';
import type { World } from './world.js';

/** Registers them all, as long as MCDReforged runs. */
export function registerManagerCommands(world: World, context: PluginContextView): void {
  const { prefix, home } = world.settled;
  const { commands } = context;
  const admin = { permission: 'admin' } as const;
  const plugins = () => world.host.list().filter(({ dialect }) => dialect === 'mcdreforged');
  const ids = () => plugins().map(({ id }) => id);
  /** What lies there and could be loaded, or enabled. */
  const files = (which: (found: Found) => boolean) => () =>
    [...world.listing.values()].filter(which).map(({ path }) => shownPath(path, home));
  const isLoaded = (found: Found): boolean => plugins().some(({ source }) => source !== undefined && source === sourceOf(found, home));
  const asked = async (outcome: Promise<Outcome | null>): Promise<string> => printOutcome(await outcome);
  const add = (
    usage: string,
    doc: Readonly<Record<string, string>>,
    run: (args: Readonly<Record<string, string>>, source: CommandSource) => unknown,
    options = {},
  ): void => void commands.register(usage === '' ? prefix : `${prefix} ${usage}`, run as never, { doc, ...options });
  const { operations } = world;

  add('', { en_us: 'Show what MCDR can do', zh_cn: '显示 MCDR 的指令' }, (_, source) =>
    helpText(world, context, source, { prefix, size: 100 }),
  );
  add('status', { en_us: 'Show the status of MCDR', zh_cn: '显示 MCDR 的状态' }, () => status(world), admin);
  add(
    'plugin|plg list',
    { en_us: 'List all plugins', zh_cn: '列出所有插件' },
    () => {
      const { listing } = world;
      const lines = plugins().map(
        ({ name, id, version, state, reason }) => `- ${name} (${id}@${version}) ${state}${reason === undefined ? '' : `: ${reason}`}`,
      );
      const disabled = [...listing.values()].filter(({ isDisabled }) => isDisabled).map(({ path }) => `- ${shownPath(path, home)}`);
      const refused = whyNotLoaded(world);
      const part = (title: string, each: readonly string[]): string[] => [`${title}: ${each.length}`, ...each];
      return [...part('Plugins', lines), ...part('Disabled plugins', disabled), ...part('Plugins that were not loaded', refused)].join(
        '\n',
      );
    },
    admin,
  );
  add('plugin|plg info <id>', { en_us: 'Show a plugin', zh_cn: '显示插件信息' }, ({ id }, source) => pluginInfo(world, id!, source), {
    ...admin,
    suggest: { id: ids },
  });
  add(
    'plugin|plg load <file:greedy>',
    { en_us: 'Load a plugin file', zh_cn: '加载插件文件' },
    ({ file }) => asked(operations.manipulatePlugins({ load: [file!] })),
    { ...admin, suggest: { file: files((found) => !found.isDisabled && !isLoaded(found)) } },
  );
  add(
    'plugin|plg unload <id>',
    { en_us: 'Unload a plugin', zh_cn: '卸载插件' },
    ({ id }) => asked(operations.manipulatePlugins({ unload: [id!] })),
    { ...admin, suggest: { id: ids } },
  );
  add(
    'plugin|plg reload <id>',
    { en_us: 'Reload a plugin', zh_cn: '重载插件' },
    ({ id }) => asked(operations.manipulatePlugins({ reload: [id!] })),
    { ...admin, suggest: { id: ids } },
  );
  add(
    'plugin|plg enable <file:greedy>',
    { en_us: 'Enable a plugin file', zh_cn: '启用插件文件' },
    ({ file }) => asked(operations.manipulatePlugins({ enable: [file!] })),
    { ...admin, suggest: { file: files(({ isDisabled }) => isDisabled) } },
  );
  add(
    'plugin|plg disable <id>',
    { en_us: 'Disable a plugin', zh_cn: '禁用插件' },
    ({ id }) => asked(operations.manipulatePlugins({ disable: [id!] })),
    { ...admin, suggest: { id: ids } },
  );
  add(
    'plugin|plg reloadall|ra',
    { en_us: 'Reload all plugins', zh_cn: '重载所有插件' },
    () => asked(operations.refreshAllPlugins()),
    admin,
  );
  add(
    'reload|r plugin|plg',
    { en_us: 'Load, unload and reload what has changed', zh_cn: '刷新发生变化的插件' },
    () => asked(operations.refreshChangedPlugins()),
    admin,
  );

  const { permissions } = world.host.commands;
  /** Nobody makes somebody more than they are themselves, nor less of somebody who is. */
  const mayGive = (user: string, level: number, source: CommandSource): void => {
    const own = world.levelOf(source);
    const [most, yours] = [Math.max(level, permissions.of(user)), levelName(world, own)];
    if (most > own)
      throw new Error(
        level > own
          ? `you are ${yours}, and may give no more than that`
          : `${user} is ${levelName(world, most)}, and you are ${yours} only`,
      );
  };
  add(
    'permission|perm list',
    { en_us: 'List the levels', zh_cn: '列出权限等级' },
    () =>
      Object.entries(permissions.levels)
        .map(([name, level]) => `- ${name}: ${level}`)
        .join('\n'),
    admin,
  );
  add(
    'permission|perm query <user>',
    { en_us: 'Show the level of a user', zh_cn: '查询用户权限' },
    ({ user }) => `${user}: ${levelName(world, permissions.of(user!))}`,
    admin,
  );
  add(
    'permission|perm set <user> <level>',
    { en_us: 'Give a user a level', zh_cn: '设置用户权限' },
    ({ user, level }, source) => {
      const given = /^\d+$/.test(level!) ? Number(level) : level!;
      mayGive(user!, world.numberOf(given), source);
      permissions.set(user!, given);
      return `${user}: ${levelName(world, permissions.of(user!))}`;
    },
    { ...admin, suggest: { level: () => Object.keys(permissions.levels) } },
  );
  add(
    'permission|perm remove <user>',
    { en_us: 'Take back the level of a user', zh_cn: '移除用户权限' },
    ({ user }, source) => {
      mayGive(user!, 0, source);
      permissions.set(user!, undefined);
      return `${user}: ${levelName(world, permissions.of(user!))}`;
    },
    admin,
  );

  add(
    'preference|pref list',
    { en_us: 'Show what you prefer', zh_cn: '显示偏好' },
    (_, source) => `language: ${world.languagesOf(source)[0]}`,
  );
  add('preference|pref language <language>', { en_us: 'Choose your language', zh_cn: '设置语言' }, ({ language }, { name }) => {
    if (!/^[A-Za-z0-9_-]{2,20}$/.test(language!)) throw new Error(`'${language}' is no language: write one like en_us.`);
    world.preferences.set(name, { language: language! });
    return `language: ${language}`;
  });

  const server = (word: string, doc: Readonly<Record<string, string>>, run: () => unknown): void => add(`server ${word}`, doc, run, admin);
  server('start', { en_us: 'Start the server', zh_cn: '启动服务端' }, async () =>
    (await world.process?.start()) === true ? 'The server is started.' : 'The server runs already, or there is none.',
  );
  server('stop', { en_us: 'Stop the server', zh_cn: '关闭服务端' }, async () => {
    await world.process?.stop();
    return 'The server is stopped.';
  });
  server('restart', { en_us: 'Restart the server', zh_cn: '重启服务端' }, async () => {
    await world.process?.stop();
    return (await world.process?.start()) === true ? 'The server is restarted.' : 'There is no server.';
  });
  server('kill', { en_us: 'Kill the server', zh_cn: '强制关闭服务端' }, () => {
    world.process?.kill();
    return 'The server is killed.';
  });

  const help = { doc: { en_us: 'Show the help', zh_cn: '显示帮助' } };
  commands.register('!!help [<page:integer 1..>]', ({ page = 1 }, source) => helpText(world, context, source, { page }), help);
  commands.register(
    '!!help search <text:greedy>',
    ({ text }: { text: string }, source: CommandSource) => helpText(world, context, source, { search: text }),
    help,
  );
}

function helpText(
  world: World,
  { commands }: PluginContextView,
  source: CommandSource,
  options: { prefix?: string; page?: number; size?: number; search?: string },
): string {
  const { entries, page, pages } = commands.help({ source, language: world.languagesOf(source)[0]!, ...options });
  return [...entries.map(({ prefix, text }) => `${prefix}: ${text}`), ...(pages > 1 ? [`page ${page} of ${pages}`] : [])].join('\n');
}

/** What lies there, and is not even a plugin of the host. */
function whyNotLoaded({ listing, host, settled }: World): string[] {
  const sources = new Set(host.list().map(({ source }) => source));
  return [...listing.values()].flatMap((found) => {
    const source = sourceOf(found, settled.home);
    if (found.isDisabled || (source !== undefined && sources.has(source))) return [];
    const why = refusalOf(found) ?? whyNotThere(host.problems, source, found.entry);
    return [`- ${shownPath(found.path, settled.home)}${why === undefined ? '' : `: ${why}`}`];
  });
}

function status(world: World): string {
  const { process, settled, host, operations: _ } = world;
  const running =
    process === undefined
      ? 'there is none'
      : process.isRunning
        ? `running (PID ${process.pid}${process.isStartup ? ', ready' : ''})`
        : 'stopped';
  return [
    `MCDReforged ${settled.version} on mortise ${VERSION}`,
    `Host: ${host.name}, ${host.state}`,
    `Server: ${running}`,
    `Plugins: ${world.running.size} running, ${world.listing.size} found`,
  ].join('\n');
}

function pluginInfo(world: World, id: string, source: CommandSource): string {
  const info = world.host.list().find((plugin) => plugin.id === id && plugin.dialect === 'mcdreforged');
  if (info === undefined) throw new Error(`There is no plugin with id '${id}'.`);
  const { manifest } = world.host.info(info.key);
  const { description, authors, link } = manifest;
  const text =
    description === undefined || typeof description === 'string' ? description : ofLanguages(description, world.languagesOf(source));
  const path = world.running.get(id)?.found?.path;
  return [
    `${info.name} (${id}@${info.version}) ${info.state}`,
    ...(text === undefined ? [] : [text]),
    ...(authors.length === 0 ? [] : [`Author: ${authors.join(', ')}`]),
    ...(link === undefined ? [] : [`Link: ${link}`]),
    ...(path === undefined ? [] : [`File: ${shownPath(path, world.settled.home)}`]),
    ...manifest.dependencies
      .filter(({ id: other }) => other !== 'mcdreforged')
      .map(({ id: other, range }) => `Depends on: ${other} ${range}`),
    ...(info.reason === undefined ? [] : [info.reason]),
  ].join('\n');
}

function levelName({ host }: World, level: number): string {
  return Object.entries(host.commands.permissions.levels).find(([, number]) => number === level)?.[0] ?? String(level);
}

/** An outcome as a reply. */
export function printOutcome(outcome: Outcome | null): string {
  if (outcome === null) return 'It is done when what runs now has ended.';
  const { loaded, unloaded, reloaded, failed } = outcome;
  const part = (title: string, ids: readonly string[]): string[] => (ids.length === 0 ? [] : [`${title} ${ids.length}: ${ids.join(', ')}`]);
  const lines = [
    ...part('Loaded', loaded),
    ...part('Unloaded', unloaded),
    ...part('Reloaded', reloaded),
    ...Object.entries(failed).map(([id, why]) => `Failed ${id}: ${why}`),
  ];
  return lines.length === 0 ? 'Nothing has changed.' : lines.join('\n');
}
