/** Open this to see which examples of the documentation are tried: every fenced `ts` block of a page or of a doc comment, as a program. */

/** A line of a program, and where it was written. */
interface Line {
  readonly text: string;
  readonly place: string;
}

/** What one or more blocks make together. `place` is the first line of the first block: `README.md:12`. */
export interface Program {
  readonly place: string;
  readonly lines: readonly Line[];
  /** False where the block says `no-run` or `type-only`. */
  readonly runs: boolean;
}

interface Fence {
  readonly mark: string;
  readonly indent: number;
  readonly words: readonly string[];
}

const WORDS = new Set(['no-run', 'type-only', 'continued']);

function fenceOf(line: string): Fence | undefined {
  const [, indent, mark, info] = /^(\s*)(`{3,}|~{3,})\s*(.*?)\s*$/.exec(line) ?? [];
  return mark === undefined ? undefined : { mark, indent: indent!.length, words: info!.split(/\s+/).filter((word) => word !== '') };
}

/**
 * The programs of a markdown page. A block fenced `ts continued` is added to the one before it, so that a page can explain a program in
 * pieces; the whole is not run if one of the pieces is not.
 */
export function programsOf(file: string, text: string): Program[] {
  const found: Program[] = [];
  let open: Fence | undefined;
  let block: Line[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const fence = fenceOf(line);
    const place = `${file}:${index + 1}`;
    if (open === undefined) {
      if (fence !== undefined) [open, block] = [fence, []];
    } else if (fence !== undefined && fence.words.length === 0 && fence.mark.startsWith(open.mark)) {
      add(found, open, block, place);
      open = undefined;
    } else {
      block.push({ text: line.slice(Math.min(open.indent, line.length - line.trimStart().length)), place });
    }
  }
  if (open !== undefined) throw new Error(`${block[0]?.place ?? file}: the block is not closed.`);
  return found;
}

function add(found: Program[], { words: [language, ...words] }: Fence, lines: readonly Line[], end: string): void {
  if (language !== 'ts' && language !== 'typescript') return;
  const place = lines[0]?.place ?? end;
  const unknown = words.find((word) => !WORDS.has(word));
  if (unknown !== undefined)
    throw new Error(`${place}: '${unknown}' is not known; a block is \`ts\`, with no-run, type-only or continued.`);
  const runs = !words.includes('no-run') && !words.includes('type-only');
  if (!words.includes('continued')) {
    found.push({ place, lines, runs });
    return;
  }
  const before = found.pop();
  if (before === undefined) throw new Error(`${place}: there is no block that it could continue.`);
  found.push({ place: before.place, lines: [...before.lines, ...lines], runs: before.runs && runs });
}

/** The programs in the doc comments of a source file. */
export function programsOfComments(file: string, text: string): Program[] {
  let inside = false;
  const page = text.split(/\r?\n/).map((line) => {
    if (/^\s*\/\*\*/.test(line)) inside = true;
    const [, said] = (inside && /^\s*\* ?(?!\/)(.*)$/.exec(line)) || [];
    if (line.includes('*/')) inside = false;
    return said ?? '';
  });
  return programsOf(file, page.join('\n'));
}
