/** Open this to see how covered lines become a table by folder, and when the table is not good enough. */

/** The lines of a file that count, and those of them that nothing ran. */
export interface Covered {
  readonly file: string;
  readonly lines: ReadonlySet<number>;
  readonly missed: readonly number[];
}

/** Per cent of the lines of src, and of decorators, that specs must run. */
export const LEAST = 95;

/** `src/kernel/apply.ts` -> `src/kernel`, `src/host.ts` -> `src`. */
const folderOf = (file: string): string => file.split('/').slice(0, 2).filter((part) => !part.endsWith('.ts')).join('/');

/** `[3, 4, 5, 9]` -> `3-5, 9`. */
export function spans(lines: readonly number[]): string {
  const found: [number, number][] = [];
  for (const line of lines) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === line - 1) last[1] = line;
    else found.push([line, line]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

const sum = (files: readonly Covered[]): { lines: number; covered: number; percent: number } => {
  const lines = files.reduce((total, file) => total + file.lines.size, 0);
  const covered = lines - files.reduce((total, file) => total + file.missed.length, 0);
  return { lines, covered, percent: lines === 0 ? 100 : (covered / lines) * 100 };
};

/** The table, and which of src and decorators have too little. */
export function table(files: readonly Covered[]): { text: string; short: string[] } {
  const roots = ['src', 'decorators'].map((root) => [root, files.filter(({ file }) => file.startsWith(`${root}/`))] as const);
  const folders = [...new Set(files.map(({ file }) => folderOf(file)))].sort();
  const row = (name: string, of: readonly Covered[]): string => {
    const { lines, covered, percent } = sum(of);
    return `${name.padEnd(24)}${String(covered).padStart(7)}${String(lines).padStart(7)}${percent.toFixed(1).padStart(8)} %`;
  };
  const text = [
    `${'folder'.padEnd(24)}${'covered'.padStart(7)}${'lines'.padStart(7)}`,
    ...folders.map((folder) => row(folder, files.filter(({ file }) => folderOf(file) === folder))),
    '',
    ...roots.map(([root, of]) => row(`all of ${root}`, of)),
    ...files.filter(({ missed }) => missed.length > 0).map(({ file, missed }) => `  not run: ${file}:${spans(missed)}`),
  ].join('\n');
  const short = roots.filter(([, of]) => sum(of).percent < LEAST).map(([root, of]) => `${root} has ${sum(of).percent.toFixed(1)} % of ${LEAST} %`);
  return { text, short };
}
