/** Open this to see how the nodes of a command tree are made, and what is refused in one before it counts. */
import { isObject } from '../config/plain.js';
import type { ArgumentNode, ArgumentType, CommandNode, LiteralNode, CommandNodeOptions } from '../model/command.js';
import { whyOf } from '../problem/cause.js';
import { kindOf, near, quoted } from '../problem/text.js';

export const ARGUMENT_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const DEEPEST = 32;
const MOST_NODES = 10_000;
const MOST_NAMES = 8;
const TYPES = ['integer', 'number', 'text', 'quotable', 'greedy', 'boolean', 'enumeration'] as const;
// oxlint-disable-next-line no-control-regex -- no line that is run has one of these
const WORD = /^[^\s\u0000-\u001f\u007f-\u009f|<>]{1,64}$/;

/**
 * A word of a command, with what comes behind it. Several names are aliases of the first.
 *
 * ```ts
 * import { argument, createHost, literal } from 'mortise';
 *
 * const host = createHost();
 * host.commands.register(
 *   literal(['presence', 'p'], {}, argument('uid', { type: 'integer', min: 1 }, { run: ({ uid }) => `looking for ${uid}` })),
 * );
 * console.log(await host.commands.run('p 7')); // looking for 7
 * ```
 */
export function literal(
  names: string | readonly string[],
  options: CommandNodeOptions & Pick<LiteralNode, 'count'> = {},
  ...children: readonly CommandNode[]
): LiteralNode {
  return { ...options, kind: 'literal', names: typeof names === 'string' ? [names] : names, children };
}

/** An argument of a command, with what comes behind it. A type without bounds may be given by its name. See `literal`. */
export function argument(
  name: string,
  type: ArgumentType | Exclude<ArgumentType['type'], 'enumeration'>,
  options: CommandNodeOptions & Pick<ArgumentNode, 'suggest' | 'accumulate'> = {},
  ...children: readonly CommandNode[]
): ArgumentNode {
  return { ...options, kind: 'argument', name, type: typeof type === 'string' ? { type } : type, children };
}

/** A tree that cannot change any more, in the one form that all ways of writing it lead to; or in one clause what is wrong with it. */
export function checkTree(tree: unknown): LiteralNode | string {
  try {
    let count = 0;
    const check = (node: unknown, above: readonly string[]): CommandNode => {
      if (++count > MOST_NODES) throw new Wrong(`it has more than ${MOST_NODES} nodes`);
      if (above.length >= DEEPEST) throw new Wrong(`it is deeper than ${DEEPEST} nodes`);
      return checkedNode(node, above, check);
    };
    const root = check(tree, []);
    return root.kind === 'literal' ? root : 'it begins with an argument instead of a word';
  } catch (thrown) {
    return thrown instanceof Wrong ? thrown.message : `it can't be read: ${whyOf(thrown)}`;
  }
}

class Wrong extends Error {}

type Check = (node: unknown, above: readonly string[]) => CommandNode;

/** `above` are the names of the arguments before it, and nothing of the words. */
function checkedNode(given: unknown, above: readonly string[], check: Check): CommandNode {
  const node = objectOf(given, 'a node');
  const { kind } = node;
  const own = kind === 'literal' ? literalFields(node, above) : kind === 'argument' ? argumentFields(node, above) : undefined;
  if (own === undefined) throw new Wrong(`the kind of a node is ${kindOf(kind)} instead of 'literal' or 'argument'`);
  checkFields(node, own.kind);
  const children = listOf(node['children'] ?? [], 'children').map((child) =>
    check(child, [...above, own.kind === 'argument' ? own.name : (own.count ?? '')]),
  );
  const checked = { ...own, ...optionsOf(node), children } as CommandNode;
  if (checked.redirect !== undefined && children.length > 0) throw new Wrong('a node that redirects has children of its own');
  if (own.kind === 'argument' && own.type.type === 'greedy' && (children.length > 0 || checked.redirect !== undefined))
    throw new Wrong(`${quoted(own.name)} takes all of the line, so nothing can stand behind it`);
  Object.freeze(children);
  return Object.freeze(checked);
}

function literalFields(node: Record<string, unknown>, above: readonly string[]) {
  const names = listOf(node['names'], 'names').map((name) => {
    if (typeof name === 'string' && WORD.test(name)) return name;
    throw new Wrong(
      `${typeof name === 'string' ? quoted(name) : kindOf(name)} is no word of 1 to 64 characters without spaces, '|', '<' and '>'`,
    );
  });
  if (names.length === 0 || new Set(names).size < names.length) throw new Wrong('the names of a word are none, or one of them twice');
  if (names.length > MOST_NAMES) throw new Wrong(`a word has ${names.length} names, and ${MOST_NAMES} are the most`);
  const { count } = node;
  if (count === undefined) return { kind: 'literal' as const, names: Object.freeze(names) };
  return { kind: 'literal' as const, names: Object.freeze(names), count: argumentName(count, above) };
}

function argumentFields(node: Record<string, unknown>, above: readonly string[]) {
  const { suggest, accumulate } = node;
  const name = argumentName(node['name'], above);
  if (accumulate !== undefined && typeof accumulate !== 'boolean')
    throw new Wrong(`accumulate of ${quoted(name)} is ${kindOf(accumulate)} instead of true or false`);
  if (suggest !== undefined && typeof suggest !== 'function')
    throw new Wrong(`suggest of ${quoted(name)} is ${kindOf(suggest)} instead of a function`);
  return {
    kind: 'argument' as const,
    name,
    type: checkedType(node['type'], name),
    ...(suggest === undefined ? {} : { suggest }),
    ...(accumulate === undefined ? {} : { accumulate }),
  };
}

function argumentName(name: unknown, above: readonly string[]): string {
  if (typeof name !== 'string' || !ARGUMENT_NAME.test(name))
    throw new Wrong(
      `${typeof name === 'string' ? quoted(name) : kindOf(name)} is no name of an argument: a letter, then letters, digits, '_' and '-'`,
    );
  if (above.includes(name)) throw new Wrong(`two arguments are named ${quoted(name)}`);
  return name;
}

function checkedType(given: unknown, of: string): ArgumentType {
  const { type, min, max, values } = objectOf(given, `the type of ${quoted(of)}`);
  const known = TYPES.find((name) => name === type);
  if (known === undefined) throw new Wrong(`the type of ${quoted(of)} is ${kindOf(type)} instead of ${TYPES.join(', ')}`);
  if (known === 'boolean') return { type: known };
  if (known === 'enumeration') {
    const words = listOf(values, `values of ${quoted(of)}`);
    if (words.length === 0 || !words.every((word) => typeof word === 'string' && WORD.test(word)))
      throw new Wrong(`the values of ${quoted(of)} are not words`);
    return { type: known, values: [...new Set(words)] as string[] };
  }
  const isLength = known !== 'integer' && known !== 'number';
  for (const bound of [min, max]) {
    if (
      bound === undefined ||
      (typeof bound === 'number' &&
        Number.isFinite(bound) &&
        (!isLength || bound >= 0) &&
        (known === 'number' || Number.isSafeInteger(bound)))
    )
      continue;
    throw new Wrong(`a bound of ${quoted(of)} is ${kindOf(bound)}, which is no ${isLength ? 'length' : known}`);
  }
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    throw new Wrong(`the range ${min}..${max} of ${quoted(of)} is empty`);
  return { type: known, ...(min === undefined ? {} : { min: min as number }), ...(max === undefined ? {} : { max: max as number }) };
}

const CHECKS: Readonly<Record<keyof CommandNodeOptions, readonly [expected: string, holds: (value: unknown) => boolean]>> = {
  permission: ['a level: a name or a number', (value) => typeof value === 'string' || typeof value === 'number'],
  requires: [
    'a list of { test, message, hide }',
    (value) => isListOf(value, (item) => typeof item['test'] === 'function' && Object.keys(item).every((field) => REQUIREMENT.has(field))),
  ],
  doc: ['a text, or a map from language to text', (value) => typeof value === 'string' || isObject(value)],
  run: ['a function', (value) => typeof value === 'function'],
  redirect: ['words of a command', (value) => typeof value === 'string' && value.trim() !== ''],
  catches: [
    'a list of { of, handle }',
    (value) =>
      isListOf(
        value,
        ({ of, handle, where }) =>
          (typeof of === 'string' || typeof of === 'function') &&
          typeof handle === 'function' &&
          (where === undefined || where === 'here' || where === 'below'),
      ),
  ],
};

const REQUIREMENT: ReadonlySet<string> = new Set(['test', 'message', 'hide']);
const OWN = {
  literal: ['kind', 'names', 'count', 'children'],
  argument: ['kind', 'name', 'type', 'suggest', 'accumulate', 'children'],
} as const;

/** A slip of the pen must not open a command to everybody. */
function checkFields(node: Record<string, unknown>, kind: keyof typeof OWN): void {
  const known = [...OWN[kind], ...Object.keys(CHECKS)];
  const unknown = Object.keys(node).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  const [meant] = near(unknown, known);
  throw new Wrong(`${quoted(unknown)} means nothing here${meant === undefined ? '' : ` (did you mean ${quoted(meant)}?)`}`);
}

function optionsOf(node: Record<string, unknown>): CommandNodeOptions {
  const found = Object.entries(CHECKS).flatMap(([field, [expected, holds]]) => {
    const value = node[field];
    if (value === undefined) return [];
    if (!holds(value)) throw new Wrong(`${field} is ${kindOf(value)} instead of ${expected}`);
    return [[field, value] as const];
  });
  return Object.fromEntries(found);
}

function isListOf(value: unknown, holds: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && holds(item));
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new Wrong(`${what} is ${kindOf(value)} instead of an object`);
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Wrong(`${what} is ${kindOf(value)} instead of a list`);
}
