/** Open this to see how the rows of a graph are laid out, and walked in the order of their needs: in numbers that lie side by side. */

/** Who needs each row, all in one list: those of row `i` stand from `offsets[i]` to `offsets[i + 1]`. */
export interface Rows {
  /** How many rows each of them needs. */
  readonly needs: Int32Array;
  readonly offsets: Int32Array;
  readonly dependents: Int32Array;
}

/** The edge at `i` says that row `from[i]` needs row `to[i]`; one may be there twice, and stays there twice. */
export function rowsOf(count: number, from: ArrayLike<number>, to: ArrayLike<number>): Rows {
  const needs = new Int32Array(count);
  const offsets = new Int32Array(count + 1);
  for (let edge = 0; edge < from.length; edge += 1) {
    needs[from[edge]!]! += 1;
    offsets[to[edge]! + 1]! += 1;
  }
  for (let row = 0; row < count; row += 1) offsets[row + 1]! += offsets[row]!;
  const next = offsets.slice();
  const dependents = new Int32Array(from.length);
  for (let edge = 0; edge < from.length; edge += 1) dependents[next[to[edge]!]!++] = from[edge]!;
  return { needs, offsets, dependents };
}

/** Rows that follow all they need. */
export interface Sorted {
  /** Level after level; rows ascend inside a level. Rows in a circle, or behind one, are not there. */
  readonly rows: Int32Array;
  /** Where each level ends in `rows`. */
  readonly ends: Int32Array;
}

/** Kahn's algorithm by levels, in time linear in rows and edges. */
export function sorted({ needs, offsets, dependents }: Rows): Sorted {
  const missing = needs.slice();
  const found = new Int32Array(missing.length);
  let end = 0;
  for (let row = 0; row < missing.length; row += 1) if (missing[row] === 0) found[end++] = row;
  const ends = new Int32Array(missing.length);
  let levels = 0;
  let isAscending = true;
  for (let at = 0; at < end;) {
    const last = end;
    ends[levels] = last;
    levels += 1;
    for (; at < last; at += 1) {
      const row = found[at]!;
      for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge += 1) {
        const dependent = dependents[edge]!;
        missing[dependent]! -= 1;
        if (missing[dependent] !== 0) continue;
        if (end > last && dependent < found[end - 1]!) isAscending = false;
        found[end++] = dependent;
      }
    }
  }
  const rows = found.subarray(0, end);
  const endsOfLevels = ends.subarray(0, levels);
  return { rows: isAscending ? rows : ascending(rows, endsOfLevels, missing.length), ends: endsOfLevels };
}

/** Puts each level in the order of its rows with one pass over all rows, where comparing them would cost more than the order itself. */
function ascending(found: Int32Array, ends: Int32Array, count: number): Int32Array {
  const levelOf = new Int32Array(count).fill(-1);
  const next = new Int32Array(ends.length);
  for (let level = 0, at = 0; level < ends.length; level += 1) {
    next[level] = at;
    for (; at < ends[level]!; at += 1) levelOf[found[at]!] = level;
  }
  const rows = new Int32Array(found.length);
  for (let row = 0; row < count; row += 1) {
    const level = levelOf[row]!;
    if (level >= 0) rows[next[level]!++] = row;
  }
  return rows;
}

/** The rows of each level. */
export function levelsOf({ rows, ends }: Sorted): Int32Array[] {
  return Array.from(ends, (end, level) => rows.subarray(level === 0 ? 0 : ends[level - 1]!, end));
}
