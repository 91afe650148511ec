/** Open this to see how it is told whether an attach that returned nothing is done, or will call back. */

/**
 * Whether a function takes at least two parameters, or reads `arguments`. Its `length` does not say so: the one of
 * `attach(options = {}, callback)` and of `attach(...args)` is 0. A dialect that puts a function of its own around an `attach` asks for it, and
 * takes as many parameters: the host looks at those.
 */
export function takesCallback(attach: (...args: never[]) => unknown): boolean {
  if (attach.length >= 2) return true;
  const source = codeOf(Function.prototype.toString.call(attach));
  const parameters = parametersOf(source);
  if (parameters.length >= 2 || parameters.some((parameter) => parameter.startsWith('...'))) return true;
  return readsArguments(source);
}

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/;
const TEXT = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\$])*`/;
const SILENT = new RegExp(`${TEXT.source}|${COMMENT.source}`, 'g');

/** The source without what it only says: comments, and texts without code in them. What looks like code may be none, and is waited for in vain. */
function codeOf(source: string): string {
  return source.replace(SILENT, (found) => (found.startsWith('/') ? ' ' : "''"));
}

/** `.arguments` and `arguments:` are names of properties; `...arguments` is not. */
const NAMED = /(?<!\.\.)\.\s*arguments\b|(?<=[{,]\s*)arguments\s*:/g;
const ARGUMENTS = /(?<![\w$])arguments(?![\w$])/;
/** The first braces without others in them, with what makes them the body of a function that has arguments of its own. */
const BLOCK = /((?<![.\w$])function\b[\s*]*[\w$]*\s*\([^{}]*\)\s*)?\{([^{}]*)\}/;

function readsArguments(source: string): boolean {
  let rest = source.replace(/^(?:async\s+)?function\b/, '').replace(NAMED, '');
  while (ARGUMENTS.test(rest) && BLOCK.test(rest)) {
    rest = rest.replace(BLOCK, (_, head: string | undefined, body: string) => (head === undefined ? `[${body}]` : ''));
  }
  return ARGUMENTS.test(rest);
}

/** The parameters as written; what stands in brackets or in a text does not part them. */
function parametersOf(source: string): string[] {
  const parameters: string[] = [];
  let depth = 0;
  let quote: string | undefined;
  let current = '';
  const [open, arrow] = [source.indexOf('('), source.indexOf('=>')];
  // `options => …` has no brackets; the first ones are in its body.
  if (open < 0 || (arrow >= 0 && arrow < open)) return [];
  for (let at = open; at < source.length; at += 1) {
    const character = source[at]!;
    if (quote !== undefined) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = undefined;
      continue;
    }
    if (character === '"' || character === "'" || character === '`') quote = character;
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth === 0 || (depth === 1 && character === ',')) {
      if (current.trim() !== '') parameters.push(current.trim());
      current = '';
    } else if (depth > 1 || character !== '(') current += character;
    if (depth === 0) break;
  }
  return parameters;
}
