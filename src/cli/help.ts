/** Open this to see the help texts. */
import { COMMON, type Command, type Flag } from './command.js';
import { commands } from './commands.js';

const EXIT_CODES = 'exit codes: 0 done, 1 failed, 2 usage, 3 plan has changes, 4 unhealthy, 5 incompatible';

/** What `mortise --help` says. */
export function overview(): string {
  const wide = Math.max(...Object.values(commands).map((command) => command.usage.length));
  return [
    'mortise: plugins for Node services',
    '',
    ...Object.values(commands).map((command) => `  ${command.usage.padEnd(wide)}  ${command.doc}`),
    '',
    '  mortise <command> --help tells more; mortise --version prints the version.',
    `  ${EXIT_CODES}`,
  ].join('\n');
}

/** What `mortise <command> --help` says. */
export function helpOf(command: Command): string {
  const flags = Object.entries({ ...command.flags, ...COMMON }).map(([name, flag]) => [flagText(name, flag), flag.doc] as const);
  const wide = Math.max(...flags.map(([text]) => text.length));
  return [
    `usage: ${command.usage}`,
    '',
    `  ${command.doc}`,
    '',
    ...command.details.map((line) => `  ${line}`),
    '',
    ...flags.map(([text, doc]) => `  ${text.padEnd(wide)}  ${doc}`),
    '',
    `  ${EXIT_CODES}`,
  ].join('\n');
}

function flagText(name: string, flag: Flag): string {
  return flag.value === undefined ? `--${name}` : `--${name} ${flag.value}`;
}
