/** Open this to see how look-ups are timed: names in an order that chance makes, each result used. */

/** Names, each with the value that is published under it. The names are as V8 has those that stand in code. */
export function values(names, mark = 1) {
  const known = Object.keys(Object.fromEntries(names.map((name) => [name, true])));
  return new Map(known.map((name, index) => [name, { name, mark: mark + (index % 7) }]));
}

/** A service asks for the same ones. */
const USUAL = 64;

/** So many of them, drawn beforehand, again and again. */
export function drawn(names) {
  const usual = Array.from({ length: USUAL }, () => names[Math.floor(Math.random() * names.length)]);
  return Array.from({ length: 4096 }, (_, index) => usual[index % USUAL]);
}

/**
 * An entrant of a race. `loop(n, asked, sum)` looks `asked[i & 4095]` up n times and adds the marks of what it finds to `sum.of`; that it
 * found what `expected(name)` says is seen by the sum, and of each name once before it is timed.
 */
export function lookingUp({ name, by, lacks = [], close }, asked, expected, loopOf) {
  const marks = asked.map((key) => expected(key).mark);
  const seen = { of: 0, expected: 0 };
  const loop = loopOf(seen);
  const counted = (n) => {
    for (let i = 0; i < n; i++) seen.expected += marks[i & 4095];
  };
  for (let n = 1, whole = 0; n <= USUAL; n++) {
    const before = seen.of;
    loop(n);
    whole += marks[n - 1];
    if (seen.of - before !== whole) throw new Error(`'${name}' finds something else for ${asked[n - 1]}`);
  }
  seen.of = 0;
  const turns = [];
  return {
    name,
    by,
    lacks,
    close,
    loop(n) {
      turns.push(n);
      loop(n);
    },
    check() {
      for (const n of turns) counted(n);
      if (seen.of !== seen.expected) throw new Error(`what was found adds up to ${seen.of} instead of ${seen.expected}`);
    },
  };
}
