/** Open this to see `mortise load`, `unload`, `reload`, `enable`, `disable`, `configure` and `undo`: how the words of each become a change. */
import { isAbsolute, resolve } from 'node:path';
import type { AskedChange } from '../control/request.js';
import { carryOut } from './carry-out.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';

const FOR_NOW = 'This lasts until the host stops; what it loads at a start is said by its configuration.';

/** What is to be loaded is a file if it looks like one, else a package. */
export function load(input: CommandInput): Promise<ExitCode> {
  if (input.arguments.length === 0) return wanting('load wants a file or a package.\n  mortise load <file or package>', input);
  return carryOut({ load: input.arguments.map(specOf) }, input, { name: 'load <file or package>', note: FOR_NOW });
}

/** A file is meant as whoever types it sees it; the host may be at home elsewhere. */
export function specOf(name: string): { readonly file: string } | { readonly module: string } {
  return isAbsolute(name) || /^\.{1,2}[\\/]|\.[cm]?[jt]s$/.test(name) ? { file: resolve(name) } : { module: name };
}

export function unload(input: CommandInput): Promise<ExitCode> {
  return ofPlugins('unload', input, FOR_NOW);
}

export function reload(input: CommandInput): Promise<ExitCode> {
  const { arguments: keys, flags } = input;
  if (flags['all'] !== true) return ofPlugins('reload', input);
  if (keys.length > 0)
    return wanting('--all and the id of a plugin exclude each other.\n  mortise reload --all, or mortise reload <id>', input);
  return carryOut({ reload: 'all' }, input, { name: 'reload --all' });
}

export function enable(input: CommandInput): Promise<ExitCode> {
  return ofPlugins('enable', input);
}

export function disable(input: CommandInput): Promise<ExitCode> {
  return ofPlugins('disable', input);
}

export function configure(input: CommandInput): Promise<ExitCode> {
  return carryOut({ reconfigure: true }, input, { name: 'configure' });
}

export function undo(input: CommandInput): Promise<ExitCode> {
  const [revision] = input.arguments;
  if (revision !== undefined && !/^\d{1,9}$/.test(revision))
    return wanting('undo wants the number of a revision.\n  mortise history shows them: mortise undo <revision>', input);
  return carryOut({ undo: revision === undefined ? 'last' : Number(revision) }, input, { name: 'undo' });
}

function ofPlugins(action: 'unload' | 'reload' | 'enable' | 'disable', input: CommandInput, note?: string): Promise<ExitCode> {
  const { arguments: keys } = input;
  if (keys.length === 0) return wanting(`${action} wants the id of a plugin.\n  mortise list shows them: mortise ${action} <id>`, input);
  const change: AskedChange = { [action]: keys };
  return carryOut(change, input, { name: `${action} <id>`, ...(note === undefined ? {} : { note }) });
}

async function wanting(says: string, { out }: CommandInput): Promise<ExitCode> {
  out.talk(`mortise: ${says}`);
  return EXIT.usage;
}
