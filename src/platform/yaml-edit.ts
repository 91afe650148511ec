/** Open this to see how values are written into a YAML text that people keep by hand: in place, with its comments and its order. */
import { yaml } from '#packages';
import type { Document, Node } from 'yaml';

/** A value to be written at a path; `undefined` takes out what is there. */
export interface YamlEdit {
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * The text with the values in it. A single value in place of another one changes nothing but itself; where something is added or taken out, YAML
 * writes the text again, which keeps comments, order and quotes, and may change spaces. Throws where the text is not YAML, or where a path leads through an
 * alias, whose value stands elsewhere as well.
 */
export function editYaml(text: string, edits: readonly YamlEdit[]): string {
  return edits.reduce(editOne, text);
}

function editOne(text: string, { path, value }: YamlEdit): string {
  const document = yaml().parseDocument(text, { version: '1.2', schema: 'core', keepSourceTokens: false });
  const [wrong] = document.errors;
  if (wrong !== undefined) throw new Error(`the file is not YAML now: ${wrong.message.split('\n', 1)[0]}`);
  checkWay(document, path);
  const there = document.getIn(path, true) as Node | undefined;
  const spliced = spliceScalar(text, there, value);
  if (spliced !== undefined) return spliced;
  if (value === undefined) {
    if (there === undefined) return text;
    document.deleteIn(path);
  } else {
    makeWay(document, path);
    document.setIn(path, keptComment(document, there, value));
  }
  return document.toString({ lineWidth: 0, indent: indentOf(text), indentSeq: !/^( *)[^\s#-][^\n]*:\s*\n\1- /m.test(text) });
}

/** Only what stands on one line as it is; quotes and blocks are for YAML to write. */
function spliceScalar(text: string, there: Node | undefined, value: unknown): string | undefined {
  const isSingle = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  if (
    !yaml().isScalar(there) ||
    !isSingle ||
    there.range === undefined ||
    there.range === null ||
    there.type === 'BLOCK_FOLDED' ||
    there.type === 'BLOCK_LITERAL'
  )
    return undefined;
  const written = yaml()
    .stringify(value, { lineWidth: 0, ...(there.type === 'QUOTE_SINGLE' ? { singleQuote: true } : {}) })
    .trimEnd();
  const [start, end] = there.range;
  if (start === end || written.includes('\n') || there.anchor !== undefined || there.tag !== undefined) return undefined;
  const edited = `${text.slice(0, start)}${written}${text.slice(end)}`;
  // In a list in brackets a text may mean something else than on a line of its own.
  const path = yaml().parseDocument(edited, { version: '1.2', schema: 'core' });
  return path.errors.length === 0 && sameAsWritten(path, text, start, value) ? edited : undefined;
}

function sameAsWritten(document: Document, before: string, start: number, value: unknown): boolean {
  let found: unknown;
  const look = (node: unknown): void => {
    if (yaml().isScalar(node) && node.range?.[0] === start) found = node.value;
    else if (yaml().isMap(node)) for (const pair of node.items) [pair.key, pair.value].forEach(look);
    else if (yaml().isSeq(node)) node.items.forEach(look);
  };
  look(document.contents);
  return before.length >= start && found === value;
}

function checkWay(document: Document, path: readonly string[]): void {
  for (let length = 0; length <= path.length; length += 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (yaml().isAlias(node))
      throw new Error(`'${path.slice(0, length).join('.')}' is the alias *${node.source}, whose value stands elsewhere as well`);
    const isSection = node === undefined || node === null || yaml().isMap(node) || (yaml().isScalar(node) && node.value === null);
    if (length < path.length && !isSection) throw new Error(`'${path.slice(0, length).join('.') || 'the file'}' is no section`);
  }
}

/** An empty section (`plugins:` and nothing below) is null, and takes no keys. */
function makeWay(document: Document, path: readonly string[]): void {
  for (let length = 0; length < path.length; length += 1) {
    const at = path.slice(0, length);
    const node: unknown = length === 0 ? document.contents : document.getIn(at, true);
    if (!yaml().isScalar(node)) continue;
    const made = document.createNode({}) as Node;
    const above = [node.commentBefore, node.comment].filter((comment) => typeof comment === 'string');
    if (above.length > 0) made.commentBefore = above.join('\n');
    if (length === 0) document.contents = made as never;
    else document.setIn(at, made);
  }
}

/** What stands behind a value on its line is about the field, not about the value. */
function keptComment(document: Document, there: Node | undefined, value: unknown): unknown {
  const made = document.createNode(value) as Node;
  made.comment ??= there?.comment ?? null;
  return made;
}

function indentOf(text: string): number {
  const found = /^( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2;
  return Math.min(8, Math.max(1, found));
}
