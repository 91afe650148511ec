/** Open this to see the line that declares a command, `presence|p show <uid:integer 0..10>`: how it becomes a tree, and is printed again. */
import type { ArgumentType, CommandHandler, CommandNode, CommandOptions, LiteralNode } from '../model/command.js';
import { kindOf, near, quoted } from '../problem/text.js';
import { argument, checkTree, literal } from './node.js';
import { argumentText } from './value.js';

const TYPES = ['integer', 'number', 'text', 'quotable', 'greedy', 'boolean'] as const;
const ELEMENT = / *(?:<([^<>]*)>|\[<([^<>]*)>\]|([^ <>]+))(?= |$)/y;
const ARGUMENT = /^ *([^: ]+)(?: *: *([^ ]+)(?: +([^ ]+))?)? *$/;
const RANGE = /^(-?[0-9]+(?:\.[0-9]+)?)?\.\.(-?[0-9]+(?:\.[0-9]+)?)?$/;

/**
 * The tree of a line, or in one clause what is wrong with it. A word may have aliases (`show|s`); an argument has a name and, if it is not one
 * word, a type: `<n:integer 0..10>`, `<ratio:number ..1>`, `<name:quotable 1..20>`, `<rest:greedy>`, `<on:boolean>`, `<mode:fast|slow>`. The
 * numbers are the bounds of a number, or of the length of a text; each may be left out. Arguments at the end may be optional: `[<page:integer>]`.
 * What the options say belongs to every element with which the line may end.
 */
export function declare(usage: unknown, run?: CommandHandler, options: CommandOptions = {}): LiteralNode | string {
  if (typeof usage !== 'string') return `it is ${kindOf(usage)} instead of a text`;
  const elements = elementsOf(usage.trimEnd());
  if (typeof elements === 'string') return elements;
  const { suggest = {}, ...last } = options;
  const unknown = Object.keys(suggest).find((name) => !elements.some((element) => element.kind === 'argument' && element.name === name));
  if (unknown !== undefined) return `suggestions are given for <${unknown}>, which is no argument of it`;
  const optional = elements.findIndex(({ isOptional }) => isOptional);
  if (optional === 0) return 'it begins with an argument instead of a word';
  if (optional !== -1 && !elements.slice(optional).every(({ isOptional }) => isOptional))
    return 'behind an optional argument there is one that is not';
  if (optional !== -1 && last.redirect !== undefined) return 'what redirects has no optional arguments';
  const shortest = optional === -1 ? elements.length : optional;
  let tree: CommandNode | undefined;
  for (const [index, element] of [...elements.entries()].reverse()) {
    const own = index + 1 >= shortest ? { ...last, ...(run === undefined ? {} : { run }) } : {};
    const children = tree === undefined ? [] : [tree];
    if (element.kind === 'literal') tree = literal(element.names, own, ...children);
    else {
      const offers = Object.hasOwn(suggest, element.name) ? { suggest: suggest[element.name]! } : {};
      tree = argument(element.name, element.type, { ...own, ...offers }, ...children);
    }
  }
  return checkTree(tree);
}

type Element = (
  | { readonly kind: 'literal'; readonly names: readonly string[] }
  | { readonly kind: 'argument'; readonly name: string; readonly type: ArgumentType }
) & { readonly isOptional?: boolean };

function elementsOf(usage: string): Element[] | string {
  const elements: Element[] = [];
  for (ELEMENT.lastIndex = 0; ELEMENT.lastIndex < usage.length;) {
    const from = ELEMENT.lastIndex;
    const found = ELEMENT.exec(usage);
    if (found === null) return `${quoted(usage.slice(from).trim())} is neither a word nor an argument like <name> or <name:integer 0..10>`;
    const [, inside, optional, word] = found;
    const element: Element | string = word === undefined ? argumentOf((inside ?? optional)!) : { kind: 'literal', names: word.split('|') };
    if (typeof element === 'string') return element;
    elements.push(optional === undefined ? element : { ...element, isOptional: true });
  }
  return elements.length === 0 ? 'it is empty' : elements;
}

function argumentOf(inside: string): Element | string {
  const found = ARGUMENT.exec(inside);
  if (found === null) return `<${inside}> is not <name>, <name:type> or <name:type range>`;
  const [, name, type = 'text', range] = found;
  if (type.includes('|')) {
    if (range !== undefined) return `<${inside}> has a range, which words don't have`;
    return { kind: 'argument', name: name!, type: { type: 'enumeration', values: type.split('|') } };
  }
  const known = TYPES.find((one) => one === type);
  if (known === undefined) {
    const meant = near(type, TYPES);
    return `the type of <${inside}> is ${quoted(type)} instead of ${TYPES.join(', ')} or words joined by '|'${
      meant.length === 0 ? '' : ` (did you mean ${quoted(meant[0]!)}?)`
    }`;
  }
  if (range === undefined) return { kind: 'argument', name: name!, type: { type: known } as ArgumentType };
  const bounds = RANGE.exec(range);
  if (bounds === null || known === 'boolean') return `<${inside}> has ${quoted(range)} where only a range may be, like 0..10, 1.. or ..5`;
  const [, min, max] = bounds;
  const limits = { ...(min === undefined ? {} : { min: Number(min) }), ...(max === undefined ? {} : { max: Number(max) }) };
  return { kind: 'argument', name: name!, type: { type: known, ...limits } };
}

/** One element as the line has it; without aliases for people. */
export function elementText(node: CommandNode, aliases = false): string {
  if (node.kind === 'argument') return argumentText(node);
  return aliases ? node.names.join('|') : node.names[0]!;
}

/** The line that leads to the last of some nodes. Read again, it gives the same words and arguments. */
export function usageOf(path: readonly CommandNode[], aliases = false): string {
  return path.map((node) => elementText(node, aliases)).join(' ');
}
