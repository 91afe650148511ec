/** Open this to see `mortise exec`: a line for the commands of a running host, and what they answer. */
import { quotedWord } from '../command/line.js';
import type { Executed } from '../control/changes.js';
import { asking } from './carry-out.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig } from './config.js';
import { tellFailure } from './source.js';

export async function exec({ arguments: words, flags, out }: CommandInput): Promise<ExitCode> {
  const config = findConfig(flags['config'] as string | undefined, 'exec <line> --config', out);
  if (config === undefined) return EXIT.usage;
  if (words.length === 0) {
    out.talk('mortise: exec wants the line of a command.\n  mortise exec <line>; the commands are those that plugins have registered.');
    return EXIT.usage;
  }
  const isJson = flags['json'] === true;
  try {
    const { replies, result } = await asking<Executed>(config, 'exec', [lineOf(words)]);
    if (isJson) out.data(JSON.stringify({ replies, result }, null, 2));
    else for (const text of [...replies, ...answerOf(result)]) out.data(text);
    return EXIT.done;
  } catch (error) {
    tellFailure(error, isJson, out);
    return EXIT.failed;
  }
}

/** Of several words, what the shell has kept together stays together. */
function lineOf([first, ...rest]: readonly string[]): string {
  return [first!, ...rest.map((word) => (word.includes(' ') ? quotedWord(word) : word))].join(' ');
}

/** What a command answers, for people. */
export function answerOf(result: unknown): string[] {
  if (result === undefined || result === null || result === '') return [];
  return [typeof result === 'string' ? result : JSON.stringify(result, null, 2)];
}
