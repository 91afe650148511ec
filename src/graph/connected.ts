/** Open this to see which rows hang together so tightly that each of them needs all the others. */

export interface Components {
  /** The component of each row, as a position in `components`. */
  readonly componentOf: readonly number[];
  /** Rows ascend inside a component; a component stands behind those it needs. */
  readonly components: readonly (readonly number[])[];
}

/** A row whose needs are being walked, and how far that is. */
interface Frame {
  readonly row: number;
  next: number;
}

/** The strongly connected components, by Tarjan's algorithm with a stack of its own: a chain of 100,000 rows does not overflow. */
export function connected(edges: readonly (readonly number[])[]): Components {
  const componentOf = Array.from<number>({ length: edges.length }).fill(-1);
  const components: number[][] = [];
  const indexOf = Array.from<number>({ length: edges.length }).fill(-1);
  const lowest = Array.from<number>({ length: edges.length }).fill(-1);
  const open: number[] = [];
  let visited = 0;

  function visit(row: number): Frame {
    indexOf[row] = visited;
    lowest[row] = visited;
    visited += 1;
    open.push(row);
    return { row, next: 0 };
  }

  function lower(row: number, to: number): void {
    if (to < lowest[row]!) lowest[row] = to;
  }

  function close(row: number): void {
    const rows = open.splice(open.lastIndexOf(row));
    for (const member of rows) componentOf[member] = components.length;
    components.push(rows.sort((a, b) => a - b));
  }

  for (let root = 0; root < edges.length; root += 1) {
    const path = indexOf[root] === -1 ? [visit(root)] : [];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const { row } = frame;
      const needed = edges[row]![frame.next];
      frame.next += 1;
      if (needed === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent.row, lowest[row]!);
        if (lowest[row] === indexOf[row]) close(row);
      } else if (indexOf[needed] === -1) path.push(visit(needed));
      else if (componentOf[needed] === -1) lower(row, indexOf[needed]!);
    }
  }
  return { componentOf, components };
}
