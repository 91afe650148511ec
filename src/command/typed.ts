/** Open this to see what is done with a line that somebody types at the console of a host: it is a command, or asks which ones there are. */
import type { CommandSource, CommandsView, HelpPage } from '../model/command.js';

/**
 * Runs a line. `help`, `help 2` and `help <text>` tell of commands where no plugin has a command of that name. Rejects with `command.*` and
 * `permission.*`.
 */
export async function typed(line: string, commands: CommandsView, source: CommandSource): Promise<unknown> {
  const asked = line.trim();
  if (!/^help(?: |$)/.test(asked) || commands.begins('help', source)) return commands.run(line, source);
  const about = asked.slice('help'.length).trim();
  if (about === '') return told(commands.help({ source }), about);
  return told(commands.help({ source, ...(/^\d{1,6}$/.test(about) ? { page: Number(about) } : { search: about }) }), about);
}

function told({ entries, page, pages, total }: HelpPage, about: string): string {
  if (total === 0) return about === '' ? 'There are no commands: plugins register them.' : `There is no command about '${about}'.`;
  const lines = entries.map(({ prefix, text }) => (text === '' ? prefix : `${prefix}  ${text}`));
  return [...lines, ...(pages > 1 ? [`page ${page} of ${pages}; help ${page < pages ? page + 1 : 1} shows another one`] : [])].join('\n');
}
