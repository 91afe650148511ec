/** Open this to see how a command line becomes a command; help and usage errors never load the core. */
import { parseArgs } from 'node:util';
import { COMMON, EXIT, type ExitCode } from './command.js';
import { commands } from './commands.js';
import { helpOf, overview } from './help.js';
import { terminal, type Output } from './output.js';

/** Runs a command line and answers its exit code. */
export async function main(line: readonly string[], out: Output = terminal): Promise<ExitCode> {
  const [name, ...rest] = line;
  // `mortise help run` asks what `mortise run --help` does.
  if (name === 'help' && rest[0] !== undefined) return main([rest[0], '--help'], out);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    out.data(overview());
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  if (name === '--version' || name === '-v') {
    out.data((await import('../facts/brand.js')).VERSION);
    return EXIT.done;
  }
  if (name.startsWith('-')) {
    const meant = rest.find((word) => Object.hasOwn(commands, word)) ?? '<command>';
    const options = [name, ...rest.filter((word) => word !== meant)].join(' ');
    return wrongUsage(`the command comes before its options`, '', [], `mortise ${meant} ${options}`, out);
  }
  const command = Object.hasOwn(commands, name) ? commands[name]! : undefined;
  if (command === undefined)
    return wrongUsage(`there is no command '${name}'`, name, Object.keys(commands), 'mortise --help lists the commands.', out);
  const options = { ...command.flags, ...COMMON };
  let parsed;
  try {
    parsed = parseArgs({ args: rest, allowPositionals: true, options: typesOf(options) });
  } catch (error) {
    const flag = /--?[\w-]+/.exec((error as Error).message)?.[0] ?? '';
    return wrongUsage(
      (error as Error).message.split('. ')[0]!,
      flag,
      Object.keys(options).map((known) => `--${known}`),
      `mortise ${name} --help tells what it takes.`,
      out,
    );
  }
  if (parsed.values['help'] === true) {
    out.data(helpOf(command));
    return EXIT.done;
  }
  if (parsed.positionals.length > command.most) {
    return wrongUsage(
      `'${name}' takes at most ${command.most} argument${command.most === 1 ? '' : 's'}`,
      '',
      [],
      `usage: ${command.usage}`,
      out,
    );
  }
  const run = await command.load();
  return run({ arguments: parsed.positionals, flags: parsed.values as Record<string, boolean | string | undefined>, out });
}

function typesOf(
  options: Readonly<Record<string, { readonly type: 'boolean' | 'string' }>>,
): Record<string, { type: 'boolean' | 'string' }> {
  return Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }]));
}

async function wrongUsage(what: string, typed: string, known: readonly string[], next: string, out: Output): Promise<ExitCode> {
  const { didYouMean, near } = await import('../problem/text.js');
  out.talk(`mortise: ${what}.${didYouMean(near(typed, known))}\n  ${next}`);
  return EXIT.usage;
}
