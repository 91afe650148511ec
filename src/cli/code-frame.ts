/** Open this to see how a mistake in a file is shown: its place, and the lines around it. */
import { firstOutside } from '../facts/place.js';
import type { Problem } from '../model/problem.js';
import type { FilesPort } from '../model/ports.js';
import { visible } from '../problem/text.js';

const AROUND = 2;
/** A numbered line, as compilers show it. */
const IN_FRAME = /^\s*\d+ \| /;

/** The lines of a mistake; what a compiler says is shown as it is. Nothing where no line is known. */
export function codeFrameOf({ cause, place }: Problem, files: Pick<FilesPort, 'kind' | 'read'>): string | undefined {
  const message = cause?.message ?? '';
  const [, ...frame] = message.split('\n');
  if (frame.some((line) => IN_FRAME.test(line))) return frame.map((line) => `  ${visible(line)}`).join('\n');
  const at = importIn(message, files) ?? placeIn(message) ?? placeIn(place ?? '') ?? placeIn(firstOutside(cause?.stack ?? '') ?? '');
  return at === undefined ? undefined : frameAt(at, files);
}

/** The lines of all that is wrong, each once. */
export function framesOf(problems: readonly Problem[], files: Pick<FilesPort, 'kind' | 'read'>): string[] {
  return [...new Set(problems.flatMap((found) => (found.severity === 'error' ? (codeFrameOf(found, files) ?? []) : [])))];
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function placeIn(text: string): Place | undefined {
  const found = /(\/[^\s():?]+)(?:\?[\da-f]+)?:(\d+):(\d+)/.exec(text);
  return found === null ? undefined : { file: found[1]!, line: Number(found[2]), column: Number(found[3]) };
}

/** Of an import that leads to nothing, who wrote it is known, and not where. */
function importIn(message: string, files: Pick<FilesPort, 'kind' | 'read'>): Place | undefined {
  const found = /module '([^']+)'.*imported from ([^\s;)]+)/.exec(message);
  if (found === null) return undefined;
  const [, specifier, file] = found as unknown as [string, string, string];
  if (files.kind(file) !== 'file') return undefined;
  const lines = files.read(file).split('\n');
  const index = lines.findIndex((line) => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`));
  return index === -1 ? undefined : { file, line: index + 1, column: lines[index]!.indexOf(specifier) };
}

function frameAt({ file, line, column }: Place, files: Pick<FilesPort, 'kind' | 'read'>): string | undefined {
  if (files.kind(file) !== 'file') return undefined;
  const lines = files.read(file).split('\n');
  if (line > lines.length) return undefined;
  const first = Math.max(1, line - AROUND);
  const wide = String(line + AROUND).length;
  const shown = lines.slice(first - 1, line + AROUND).flatMap((text, index) => {
    const number = first + index;
    const row = `  ${String(number).padStart(wide)} | ${visible(text)}`.trimEnd();
    return number === line ? [row, `  ${' '.repeat(wide)} | ${' '.repeat(Math.max(0, column - 1))}^`] : [row];
  });
  return [`  ${file}:${line}:${column}`, ...shown].join('\n');
}
