/** Open this to see how work is counted without a clock: whatever goes through the built-ins of arrays, maps and sets, one by one. */

type Method = (this: unknown, ...given: unknown[]) => unknown;
interface Sized {
  readonly length: number;
}
/** How many elements a call of a built-in looks at. */
type Price = (self: Sized, given: unknown, result: unknown) => number;

const whole: Price = (self) => self.length;
const ofResult: Price = (_, __, result) => (result as Sized).length;

/** Methods that call back for each element that they look at. */
const CALLING = ['map', 'filter', 'forEach', 'some', 'every', 'find', 'findIndex', 'findLast', 'flatMap', 'reduce', 'sort'];
/** Methods that look at one element, or at one key. */
const SINGLE: readonly (readonly [object, readonly string[]])[] = [
  [Array.prototype, ['pop', 'at']],
  [Map.prototype, ['get', 'set', 'has', 'delete']],
  [Set.prototype, ['add', 'has', 'delete']],
  // for...of, spreading, destructuring and the constructors of maps and sets all ask an iterator for the next one.
  ...[[].values(), new Map().values(), new Set().values()].map((each) => [Object.getPrototypeOf(each) as object, ['next']] as const),
];
const OTHERS: readonly (readonly [object, readonly string[], Price])[] = [
  [Array.prototype, ['shift', 'unshift', 'reverse', 'fill', 'join', 'includes', 'indexOf'], whole],
  [Array.prototype, ['slice', 'concat', 'flat'], ofResult],
  [Array.prototype, ['lastIndexOf'], (self, _, result) => self.length - Number(result)],
  // What is taken out, and what moves up.
  [Array.prototype, ['splice'], (self, given, result) => (result as Sized).length + self.length - Number(given)],
  [Object, ['keys', 'values', 'entries'], ofResult],
];

/** Runs something that is synchronous, and counts. */
export function operations(run: () => void): number {
  let total = 0;
  const undo: (() => void)[] = [];

  function replace(target: object, name: string, wrap: (original: Method) => Method): void {
    const original = Object.getOwnPropertyDescriptor(target, name)!;
    Object.defineProperty(target, name, { ...original, value: wrap(original.value as Method) });
    undo.push(() => Object.defineProperty(target, name, original));
  }

  // None of those that are called often makes a list of its arguments, which would cost more than what is counted.
  const single = (original: Method): Method =>
    function counted(a, b) {
      total += 1;
      return original.call(this, a, b);
    };
  const push = (original: Method): Method =>
    function counted(...given) {
      total += given.length;
      return given.length === 1 ? original.call(this, given[0]) : Reflect.apply(original, this, given);
    };
  const other =
    (price: Price) =>
    (original: Method): Method =>
      function counted(a, b, c) {
        const result = b === undefined ? original.call(this, a) : original.call(this, a, b, c);
        total += price(this as Sized, a, result);
        return result;
      };
  const calling = (original: Method): Method =>
    function counted(...given) {
      const callback = given[0] as Method | undefined;
      if (callback === undefined) total += (this as Sized).length;
      else
        given[0] = function counting(this: unknown, a: unknown, b: unknown, c: unknown, d: unknown) {
          total += 1;
          return callback.call(this, a, b, c, d);
        };
      return Reflect.apply(original, this, given);
    };

  for (const [target, names] of SINGLE) for (const name of names) replace(target, name, single);
  replace(Array.prototype, 'push', push);
  for (const name of CALLING) replace(Array.prototype, name, calling);
  for (const [target, names, price] of OTHERS) for (const name of names) replace(target, name, other(price));
  total = 0;
  try {
    run();
    return total;
  } finally {
    for (let index = undo.length - 1; index >= 0; index -= 1) undo[index]!();
  }
}
