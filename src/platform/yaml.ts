/** Open this to see how a configuration text becomes plain values, and how each value is found again in the text. */
import { yaml } from '#packages';
import type { CST, Document, Node } from 'yaml';
import type { Problem } from '../model/problem.js';
import { problem } from '../problem/problem.js';
import { whyOf } from '../problem/cause.js';

/** A composer that recurses would break on deeper texts, and nobody writes them by hand. */
const DEEPEST = 100;
/** One wrong bracket can make thousands of errors; the first ones say it. */
const MOST_PROBLEMS = 20;

export interface YamlText {
  /** As it was read. */
  readonly source: string;
  /** Plain objects, lists, texts, numbers, booleans and null; `{}` for an empty text and for one with problems. */
  readonly value: unknown;
  readonly problems: Problem[];
  /** `file:line:column` of the value at a path, or of the nearest value above it; or of the key of that value. */
  locate(path: readonly (string | number)[], part?: 'value' | 'key'): string | undefined;
}

interface Complaint {
  readonly why: string;
  readonly at: number;
}

/**
 * Reads YAML 1.2 with its core schema: `yes` is a text, tags and merge keys mean nothing. The top must be a mapping.
 * Refused rather than guessed: duplicate keys, unknown tags, numbers too long to be exact, aliases that hold themselves or multiply.
 * A key `__proto__` becomes an own property like any other.
 */
export function readYaml(text: string, file: string): YamlText {
  const lines = new (yaml().LineCounter)();
  const place = (at: number): string => {
    const { line, col } = lines.linePos(at);
    return `${file}:${line}:${col}`;
  };
  const refused = (complaints: readonly Complaint[]): YamlText => ({
    source: text,
    value: {},
    problems: complaints.slice(0, MOST_PROBLEMS).map(({ why, at }) => problem('config.not-yaml', { file, why }, { place: place(at) })),
    locate: () => undefined,
  });

  const tokens = [...new (yaml().Parser)(lines.addNewLine).parse(text)];
  const deep = tooDeep(tokens);
  if (deep !== undefined) return refused([deep]);
  const [document, another] = [...new (yaml().Composer)(OPTIONS).compose(tokens, true, text.length)];
  const complaints = [...mistakes(document!, another), ...doubts(document!)];
  if (complaints.length > 0) return refused(complaints);
  const { contents } = document!;
  const locate: YamlText['locate'] = (path, part) =>
    contents === null ? undefined : place(offsetOf(contents, path, document!, part === 'key'));
  if (contents === null || (yaml().isScalar(contents) && contents.value === null)) return { source: text, value: {}, problems: [], locate };
  if (!yaml().isMap(contents)) {
    return refused([
      { why: `the top level must be a mapping, but it is ${yaml().isSeq(contents) ? 'a list' : 'a single value'}`, at: startOf(contents) },
    ]);
  }
  try {
    return { source: text, value: document!.toJS(), problems: [], locate };
  } catch (error) {
    const why = error instanceof ReferenceError ? 'its aliases multiply to more than 100 values' : whyOf(error);
    return refused([{ why, at: startOf(contents) }]);
  }
}

const OPTIONS = { version: '1.2', schema: 'core', resolveKnownTags: false, stringKeys: true, prettyErrors: false } as const;

/** The parser needs no recursion, so its tokens can be measured before anything recurses into them. */
function tooDeep(tokens: readonly CST.Token[]): Complaint | undefined {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { token, depth } = top;
    if (depth > DEEPEST) return { why: `it is nested more than ${DEEPEST} levels deep`, at: token.offset };
    if (token.type === 'document' && token.value) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const item of token.items) {
      if (item.key) open.push({ token: item.key, depth: depth + 1 });
      if (item.value) open.push({ token: item.value, depth: depth + 1 });
    }
  }
  return undefined;
}

/** What YAML itself forbids. */
function mistakes(document: Document.Parsed, another: Document.Parsed | undefined): Complaint[] {
  const found = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    why: code === 'DUPLICATE_KEY' ? 'this key is already there in the same mapping' : message,
    at: pos[0],
  }));
  return another === undefined ? found : [...found, { why: 'it holds several documents; one is expected', at: another.range[0] }];
}

/** What YAML allows and a configuration can't mean: aliases without an anchor or around themselves, and numbers that are not exact. */
function doubts(document: Document.Parsed): Complaint[] {
  const found: Complaint[] = [];
  const anchors = new Map<string, Node>();
  yaml().visit(document, {
    Node(_, node, path) {
      if (yaml().isAlias(node)) {
        const anchored = anchors.get(node.source);
        if (anchored === undefined) found.push({ why: `the alias *${node.source} has no anchor before it`, at: startOf(node) });
        else if (path.includes(anchored)) found.push({ why: `the alias *${node.source} holds itself`, at: startOf(node) });
        return;
      }
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (
        yaml().isScalar(node) &&
        Number.isInteger(node.value) &&
        !Number.isSafeInteger(node.value) &&
        /^[-+]?\d+$/.test(node.source ?? '')
      ) {
        found.push({ why: `the number ${node.source} is too long to be exact; write it in quotes`, at: startOf(node) });
      }
    },
  });
  return found;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Walks down as far as the path leads, through aliases as well. */
function offsetOf(contents: Node, path: readonly (string | number)[], document: Document.Parsed, ofKey: boolean): number {
  let node: Node = contents;
  for (const [index, step] of path.entries()) {
    const target = yaml().isAlias(node) ? node.resolve(document) : node;
    if (ofKey && index === path.length - 1 && yaml().isMap(target)) {
      const key = target.items.find((pair) => yaml().isScalar(pair.key) && String(pair.key.value) === String(step))?.key;
      if (yaml().isScalar(key)) return startOf(key);
    }
    const child: unknown = yaml().isCollection(target) ? target.get(yaml().isMap(target) ? String(step) : step, true) : undefined;
    if (!yaml().isScalar(child) && !yaml().isCollection(child) && !yaml().isAlias(child)) break;
    node = child;
  }
  return startOf(node);
}
