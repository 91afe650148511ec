/** Open this to read what can go wrong with a command: how it is declared, what somebody types, and what its handler does. */
import { entry } from '../entry.js';
import { didYouMean, quoted, quotedList } from '../text.js';

export interface AtArgument {
  readonly argument: string;
  readonly value: string;
  readonly line: string;
}

/** What may stand there instead: arguments and words, as they are written. */
function expecting(expected: readonly string[]): string {
  return expected.length === 0 ? 'Nothing more may stand there.' : `There may stand ${quotedList(expected)}.`;
}

export const commandProblems = {
  'command.bad-declaration': entry<{ usage: string; why: string }>(
    'error',
    'plugin',
    'A command is declared in a way that means nothing: its line, its tree, or what is said of it.',
    (d) => `${d.usage} is no command: ${d.why}.`,
    () => "Write words and arguments: 'presence show <uid:integer 0..10>', or a tree made by literal() and argument().",
  ),
  'command.duplicate': entry<{ usage: string; first: string; second: string }>(
    'error',
    'host',
    'Two plugins register a command for the same line. The first one keeps it.',
    (d) => `The command ${quoted(d.usage)} of ${quoted(d.second)} is already one of ${quoted(d.first)}.`,
    () => 'Give one of them another word. Commands that only begin with the same words can stand beside each other.',
  ),
  'command.bad-line': entry<{ why: string }>(
    'error',
    'host',
    'What was to be run as a command is no line: too long, with control characters, or no text.',
    (d) => `The line of a command ${d.why}.`,
    () => 'Give one line of at most 4,096 printable characters.',
  ),
  'command.bad-source': entry<{ seen: string }>(
    'error',
    'host',
    'A command was given by nobody: neither the console, nor a plugin, nor a user.',
    (d) => `Whoever gives a command is { kind: 'console', 'plugin' or 'user', name }, and not ${d.seen}.`,
    () => "Say who it is: host.commands.run(line, { kind: 'user', name: 'alice' }).",
  ),
  'command.unknown': entry<{ word: string; line: string; near: readonly string[] }>(
    'error',
    'host',
    'Nobody has registered a command that begins with this word, or not for whoever asks.',
    (d) => (d.word === '' ? 'The line of a command is empty.' : `There is no command ${quoted(d.word)}.${didYouMean(d.near)}`),
    () => 'Look at the help for what there is.',
  ),
  'command.unknown-argument': entry<{ word: string; line: string; near: readonly string[]; expected: readonly string[] }>(
    'error',
    'host',
    'A command has no such word at this place, or ends before it.',
    (d) => `${quoted(d.word)} means nothing in: ${d.line}${didYouMean(d.near)}`,
    (d) => expecting(d.expected),
  ),
  'command.incomplete': entry<{ line: string; expected: readonly string[] }>(
    'error',
    'host',
    'A line ends before a command does.',
    (d) => `Something is missing in: ${d.line}`,
    (d) => expecting(d.expected),
  ),
  'command.bad-value': entry<AtArgument & { asked: string; near: readonly string[] }>(
    'error',
    'host',
    'An argument of a command is of another type.',
    (d) => `${d.argument} is ${d.asked}, and not ${quoted(d.value)}: ${d.line}${didYouMean(d.near)}`,
    (d) => `Write ${d.asked} there.`,
  ),
  'command.out-of-range': entry<AtArgument & { range: string }>(
    'error',
    'host',
    'A number of a command is outside of its range.',
    (d) => `${quoted(d.value)} is not within ${d.range}, as ${d.argument} is: ${d.line}`,
    (d) => `Write a number within ${quoted(d.range)}.`,
  ),
  'command.bad-length': entry<AtArgument & { range: string }>(
    'error',
    'host',
    'A text of a command is too short or too long.',
    (d) => `${quoted(d.value)} does not have ${d.range} characters, as ${d.argument} has: ${d.line}`,
    (d) => `Write a text of ${d.range} characters.`,
  ),
  'command.unclosed-quote': entry<AtArgument>(
    'error',
    'host',
    'A text in quotes has no end.',
    (d) => `The quote of ${d.argument} is not closed: ${d.line}`,
    () => 'Close it with the quote that opens it; a quote inside is written with a backslash before it.',
  ),
  'command.bad-escape': entry<AtArgument>(
    'error',
    'host',
    'A backslash within quotes stands before something else than a quote or a backslash.',
    (d) => `${quoted(d.value)} in ${d.argument} means nothing: ${d.line}`,
    () => 'Within quotes a backslash stands before the quote or before another backslash; write it twice to mean one.',
  ),
  'command.failed': entry<{ usage: string; why: string }>(
    'error',
    'plugin',
    'The handler of a command threw or rejected.',
    (d) => `The command ${quoted(d.usage)} failed: ${d.why}`,
    () => 'Mend the handler at the line that threw, or handle it with catches.',
  ),
  'command.callback-failed': entry<{ what: string; node: string; why: string }>(
    'warning',
    'plugin',
    'A requirement of a command threw, so it counts as not met; or its suggestions did, so there are none.',
    (d) => `${d.what} of ${quoted(d.node)} failed: ${d.why}`,
    () => 'Mend it at the line that threw. The command is as if nobody met the requirement, and as if there were no suggestions.',
  ),
  'permission.denied': entry<{ line: string; source: string; has: string; needs: string | undefined; message: string | undefined }>(
    'error',
    'host',
    'Somebody gave a command that needs a higher level, or a requirement that is not met.',
    (d) =>
      d.message ??
      `${quoted(d.source)} may not do this${d.needs === undefined ? '' : `: it needs ${d.needs}, and this is ${d.has}`}: ${d.line}`,
    (d) =>
      d.needs === undefined ? 'What it requires is for the plugin to say.' : 'Ask somebody of that level, or have the level given to you.',
  ),
  'permission.unknown-level': entry<{ level: string; known: readonly string[]; near: readonly string[] }>(
    'error',
    'host',
    'A permission level is named that this host does not have.',
    (d) => `${d.level} is no permission level.${didYouMean(d.near)}`,
    (d) => `Use a number or one of ${quotedList(d.known)}, or declare it in createHost({ permissions: { levels } }).`,
  ),
  'permission.not-readable': entry<{ file: string; why: string }>(
    'error',
    'host',
    'The file with the permissions of users cannot be read, or holds something else.',
    (d) => `The permission file ${quoted(d.file)} can't be read: ${d.why}`,
    () => 'What it said before counts until it is mended, and nothing is written to it.',
  ),
  'permission.not-written': entry<{ file: string; why: string }>(
    'error',
    'host',
    'The permissions of a user could not be written down.',
    (d) => `The permission file ${quoted(d.file)} can't be written: ${d.why}`,
    () => 'The user has the level that it had before. Let the user of the host write there.',
  ),
};
