/** Open this to see the console of `mortise run`: what is typed is a command of a plugin, or a line for whoever listens. */
import { createInterface } from 'node:readline';
import { callbackify } from 'node:util';
import { typed } from '../command/typed.js';
import type { MortiseHost } from '../model/host.js';
import { MortiseError } from '../problem/error.js';
import { visible } from '../problem/text.js';
import { answerOf } from './exec.js';
import type { Output } from './output.js';

type Commanded = Pick<MortiseHost, 'commands' | 'events'>;

/** Sent by Ctrl+C where somebody reads single keys: the terminal sends no signal then. */
const interruptSelf = (): void => void process.kill(process.pid, 'SIGINT');

/** Hears lines until it is taken back; the end of the input ends only the hearing. */
export function openConsole(
  host: Commanded,
  out: Output,
  input: NodeJS.ReadableStream = process.stdin,
  interrupt: () => void = interruptSelf,
): () => void {
  const isTerminal = (input as { isTTY?: boolean }).isTTY === true;
  const lines = createInterface({
    input,
    ...(isTerminal ? { output: process.stderr, terminal: true, prompt: '' } : {}),
    completer: callbackify(async (line: string): Promise<[string[], string]> => [await completions(host, line), line]),
  });
  lines.on('line', (line) => void hear(line, host, out));
  lines.on('SIGINT', interrupt);
  return () => lines.close();
}

async function completions({ commands }: Commanded, line: string): Promise<string[]> {
  const { suggestions } = await commands.complete(line);
  return suggestions.map(({ start, text }) => line.slice(0, start) + text);
}

/** Everybody who listens hears the line first; what begins like a command is one, and what nobody listens to should have been. */
async function hear(line: string, host: Commanded, out: Output): Promise<void> {
  if (line.trim() === '') return;
  const heard = host.events.emit('console.line', line);
  if (heard > 0 && !host.commands.begins(line)) return;
  try {
    const source = { kind: 'console', name: 'console', reply: (text: string) => out.data(text) } as const;
    for (const text of answerOf(await typed(line, host.commands, source))) out.data(text);
  } catch (thrown) {
    if (!(thrown instanceof MortiseError)) return out.talk(String(thrown));
    const { message, place, hint } = thrown.problem;
    out.talk(`${message}${place === undefined ? '' : ` (${visible(place)})`}\n  ${hint}`);
  }
}
