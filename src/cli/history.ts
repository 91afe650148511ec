/** Open this to see `mortise history`: the changes since the start, with who asked for each. */
import type { Receipt, Revision } from '../model/history.js';
import { printChange } from '../plan/print.js';
import { asking } from './carry-out.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig } from './config.js';
import { tellFailure } from './source.js';

const COLUMNS = ['revision', 'when', 'by', 'took', 'change', 'plugins'] as const;
/** So many names of plugins are told of a kind. */
const MOST_NAMED = 4;

export async function history({ flags, out }: CommandInput): Promise<ExitCode> {
  const config = findConfig(flags['config'] as string | undefined, 'history --config', out);
  if (config === undefined) return EXIT.usage;
  try {
    const revisions = await asking<readonly Revision[]>(config, 'history', []);
    if (flags['json'] === true) out.data(JSON.stringify(revisions, null, 2));
    else out.data(revisions.length === 0 ? 'Nothing was changed since the start.' : table(revisions));
    return EXIT.done;
  } catch (error) {
    tellFailure(error, flags['json'] === true, out);
    return EXIT.failed;
  }
}

function table(revisions: readonly Revision[]): string {
  const rows = revisions.map(({ revision, at, by, place, change, receipt }) => [
    String(revision),
    when(at),
    place === undefined ? by : `${by} ${place}`,
    `${Math.round(receipt.ms.all)} ms`,
    printChange(change),
    whatWasDone(receipt),
  ]);
  const all = [[...COLUMNS], ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const isNumber = (column: number): boolean => column === 0 || column === 3;
  const padded = (cell: string, column: number): string =>
    isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
  return all.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}

/** "replaced orders, gateway; started front". */
function whatWasDone({ plugins }: Receipt): string {
  const kinds = [...new Set(plugins.map(({ did }) => did))];
  const told = kinds.map((kind) => {
    const names = plugins.flatMap(({ did, plugin }) => (did === kind ? [plugin] : []));
    const more = names.length - MOST_NAMED;
    return `${kind} ${[...names.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ')}`;
  });
  return told.join('; ') || '-';
}

/** 2026-05-04 08:30:12, where the command runs. */
function when(at: number): string {
  const date = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
