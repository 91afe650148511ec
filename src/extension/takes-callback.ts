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
const TEXT = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/;
/** Where a value is expected, a stroke begins one. */
const REGEXP = /\/(?<=(?:[(,=:[!&|?{};>]|\breturn)\s*\/)(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//;
const SILENT = new RegExp(`(${COMMENT.source})|${TEXT.source}|${REGEXP.source}|[\`{}]`, 'g');
/** A template up to its end, or to the code in it. */
const TEMPLATE = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*(`|\$\{|$)/y;

/** The source without what it only says: comments, and what stands in texts. */
function codeOf(source: string): string {
  /** Whether code in a template is to end where the open braces do, the innermost last. */
  const braces: boolean[] = [];
  let code = '';
  let at = 0;
  for (let found = SILENT.exec(source); found !== null; found = SILENT.exec(source)) {
    const [text, comment] = found;
    code += source.slice(at, found.index);
    at = SILENT.lastIndex;
    if (text === '{') braces.push(false);
    if (text === '`' || (text === '}' && braces.pop() === true)) {
      TEMPLATE.lastIndex = at;
      const isCode = TEMPLATE.exec(source)![1] === '${';
      at = SILENT.lastIndex = TEMPLATE.lastIndex;
      if (isCode) braces.push(true);
      code += (text === '`' ? "(''" : ')') + (isCode ? '+(' : ')');
    } else code += text === '{' || text === '}' ? text : comment === undefined ? "''" : ' ';
  }
  return code + source.slice(at);
}

/** `.arguments` and `arguments:` are names of properties; `...arguments` is not. */
const NAMED = /(?<!\.\.)\.\s*arguments\b|(?<=[{,]\s*)arguments\s*:/g;
/** What matters of the code: `function name(`, the word itself, and braces, with a bracket before them that may end parameters. */
const TOKEN = /(?<![.\w$])function\b[\s*]*[\w$]*\s*\(|(?<![\w$])arguments(?![\w$])|\)\s*\{|[{}]/g;

/** What stands between two braces, as far as it was read. */
interface Block {
  reads: boolean;
  /** Functions that have begun in it and have no body yet: whether the word stood before each. */
  readonly begun: boolean[];
  /** Of the body of a function, which has arguments of its own: whether the word stood before that function. */
  readonly before?: boolean | undefined;
}

/** In one pass: an attach that a bundler made may be long. */
function readsArguments(source: string): boolean {
  const rest = source.replace(/^(?:async\s+)?function\b/, '').replace(NAMED, '');
  const outer: Block[] = [];
  let block: Block = { reads: false, begun: [] };
  for (const [token] of rest.matchAll(TOKEN)) {
    if (token === 'arguments') block.reads = true;
    else if (token.endsWith('(')) block.begun.push(block.reads);
    else if (token.endsWith('{')) {
      outer.push(block);
      block = { reads: false, begun: [], before: token === '{' ? undefined : block.begun.pop() };
    } else {
      const { reads, before } = block;
      // One without a beginning is none: it stands in a regular expression that was not known as one.
      block = outer.pop() ?? block;
      block.reads = before ?? (block.reads || reads);
    }
  }
  return [...outer, block].some(({ reads }) => reads);
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
