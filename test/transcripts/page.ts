/** Open this to see how a page of documentation becomes a script: its files, and the commands with what they print. */

/** A fenced block that starts with a comment that names a file is that file; a `console` block is commands with their output. */
export type Step =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'command'; readonly line: string; readonly prints: string; readonly at: number };

const FENCE = /^```(\w+)?.*$/;
const NAMED = /^(?:#|\/\/) (\S+\.(?:ya?ml|m?[jt]s|cjs|json))$/;

/** The steps of a page in order. `at` is the line of the command, from 0. */
export function stepsOf(page: string): Step[] {
  const lines = page.split('\n');
  const steps: Step[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const language = FENCE.exec(lines[index]!)?.[1];
    if (language === undefined) continue;
    let end = index + 1;
    while (end < lines.length && lines[end] !== '```') end += 1;
    const block = lines.slice(index + 1, end);
    const path = NAMED.exec(block[0] ?? '')?.[1];
    if (path !== undefined) steps.push({ kind: 'file', path, text: `${block.join('\n')}\n` });
    else if (language === 'console') steps.push(...commandsIn(block, index + 1));
    index = end;
  }
  return steps;
}

function commandsIn(block: readonly string[], first: number): Step[] {
  const starts = block.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []));
  return starts.map((start, which) => {
    const end = starts[which + 1] ?? block.length;
    return { kind: 'command', line: block[start]!.slice(2), prints: block.slice(start + 1, end).join('\n'), at: first + start };
  });
}

/** The page with what the commands printed in place of what it says. */
export function rewritten(page: string, printed: ReadonlyMap<number, string>): string {
  const lines = page.split('\n');
  const out: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    out.push(lines[index]!);
    const text = printed.get(index);
    if (text === undefined) continue;
    if (text !== '') out.push(...text.split('\n'));
    while (index + 1 < lines.length && lines[index + 1] !== '```' && !lines[index + 1]!.startsWith('$ ')) index += 1;
  }
  return out.join('\n');
}
