/** Open this to see how a mistake in a JSON file is told by its line and column, which no Node does in every case. */

/** Parses the text of a file. Throws a `SyntaxError` that names `file:line:column` and shows the line. */
export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const before = text.slice(0, mistakeIn(text)).split('\n');
    const column = before.at(-1)!.length + 1;
    const line = text.split('\n')[before.length - 1]!;
    // Some Nodes show the text as well, or count its characters.
    const why = (cause as Error).message.replace(/(?:, (?:\.\.\.)?"| in JSON at position).*$/s, '');
    const frame = `${before.length} | ${line}\n${' '.repeat(String(before.length).length)} | ${' '.repeat(column - 1)}^`;
    const error = new SyntaxError(`${why} in JSON (${file}:${before.length}:${column})\n${frame}`, { cause });
    error.stack = `SyntaxError: ${error.message}`;
    throw error;
  }
}

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;

/** Where it stops being JSON. */
function mistakeIn(text: string): number {
  const open: string[] = [];
  let wanted = 'value';
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    const space = /[ \t\r\n]*/y;
    space.lastIndex = at;
    const start = at + space.exec(text)![0].length;
    if (found === null) return start;
    const kind = found[1] ?? (found[2] === undefined ? 'literal' : 'string');
    const next = after(wanted, kind, open);
    if (next === undefined) return start;
    wanted = next;
    at = TOKEN.lastIndex;
  }
}

/** What may follow a token where one thing is wanted; nothing, if the token may not stand there. */
function after(wanted: string, token: string, open: string[]): string | undefined {
  const isEnd = (token === '}' && open.at(-1) === '{') || (token === ']' && open.at(-1) === '[');
  if (isEnd && (wanted === 'next' || wanted === `first in ${open.at(-1)!}`)) {
    open.pop();
    return open.length === 0 ? 'end' : 'next';
  }
  if (wanted === 'next') return token !== ',' ? undefined : open.at(-1) === '{' ? 'key' : 'value';
  if (wanted === 'colon') return token === ':' ? 'value' : undefined;
  if (wanted === 'key' || wanted === 'first in {') return token === 'string' ? 'colon' : undefined;
  if (wanted === 'end') return undefined;
  if (token === '{' || token === '[') {
    open.push(token);
    return `first in ${token}`;
  }
  if (token !== 'string' && token !== 'literal') return undefined;
  return open.length === 0 ? 'end' : 'next';
}
