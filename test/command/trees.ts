/** Open this for command trees, lines that declare them and lines that somebody types, as fast-check makes them. */
import fc from 'fast-check';
import type { ArgumentType, CommandNode, LiteralNode } from '../../src/model/command.js';
import { argument, literal } from '../../src/command/node.js';

/** Few, so that trees share words and lines come upon them. */
export const words = fc.constantFrom('a', 'b', 'list', 'show', 'x', '!!p');
const names = fc.uniqueArray(words, { minLength: 1, maxLength: 2 });

const whole = fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined });
const bounds = fc.tuple(whole, whole).map(([one, two]) => {
  const [min, max] = one !== undefined && two !== undefined && one > two ? [two, one] : [one, two];
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
});

export const types: fc.Arbitrary<ArgumentType> = fc.oneof(
  fc
    .tuple(fc.constantFrom('integer', 'number', 'text', 'quotable', 'greedy'), bounds)
    .map(([type, limits]) => ({ type, ...limits }) as ArgumentType),
  fc.constant<ArgumentType>({ type: 'boolean' }),
  fc.uniqueArray(words, { minLength: 2, maxLength: 3 }).map((values): ArgumentType => ({ type: 'enumeration', values })),
);

/** A line that declares a command, with its elements. */
export const declared = fc.tuple(names, fc.array(fc.oneof(names, types), { maxLength: 4 })).map(([first, rest]) => {
  const isGreedy = (element: unknown): boolean => (element as { type?: string }).type === 'greedy';
  const end = rest.findIndex(isGreedy);
  return [first, ...(end === -1 ? rest : rest.slice(0, end + 1))] as readonly [readonly string[], ...(readonly string[] | ArgumentType)[]];
});

const permission = fc.constantFrom(undefined, undefined, undefined, 'user', 'admin', 'owner');

/** A tree of two or three levels whose nodes need levels, and end or redirect somewhere. Runs return the words of the way. */
export const trees: fc.Arbitrary<LiteralNode> = fc
  .tuple(
    names,
    permission,
    fc.array(
      fc.tuple(
        fc.oneof(names, types),
        permission,
        fc.array(fc.tuple(fc.oneof(names, types), permission), { maxLength: 2 }),
        fc.constantFrom('run', 'none', 'redirect'),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([root, level, children]) => {
    const made = (element: readonly string[] | ArgumentType, options: object, depth: number, ...below: CommandNode[]): CommandNode =>
      Array.isArray(element)
        ? literal(element as string[], options, ...below)
        : argument(`a${depth}`, element as ArgumentType, options, ...below);
    const needs = (wanted: string | undefined): object => (wanted === undefined ? {} : { permission: wanted });
    const below = children.map(([element, own, leaves, end]) => {
      const isGreedy = !Array.isArray(element) && (element as ArgumentType).type === 'greedy';
      const last = isGreedy || leaves.length === 0;
      if (end === 'redirect' && !isGreedy) return made(element, { ...needs(own), redirect: root[0]! }, 1);
      const ends = last || end === 'run' ? { run: (args: object) => args } : {};
      const next = isGreedy ? [] : leaves.map(([leaf, leafs]) => made(leaf, { ...needs(leafs), run: (args: object) => args }, 2));
      return made(element, { ...needs(own), ...ends }, 1, ...next);
    });
    return literal(root, { ...needs(level), ...(below.length === 0 ? { run: () => 'ran' } : {}) }, ...below);
  });

/** Lines that often are commands of such trees, and lines that never are. */
export const typed = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.oneof(words, fc.constantFrom('1', '99', '-1', '1.5', 'true', '"a b"', "'x", 'li', 'sho', '"\\q"')), { maxLength: 6 })
      .map((parts) => parts.join(' ')),
  },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(' ', '"', "'", '\\', 'a', '1', '\u0000', '\n', 'x') }) },
);
