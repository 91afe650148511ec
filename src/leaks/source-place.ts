/** Open this to see how a place in a file that was loaded is told by the source that a source map names. */
import { findSourceMap } from 'node:module';
import { pathOf } from '../facts/place.js';

/** Nothing if Node knows no map of the file. It counts from nought, as V8 does; `url` is what V8 calls the file. */
export function sourcePlace(url: string, line: number, column: number): string | undefined {
  const entry = findSourceMap(url)?.findEntry(line, column);
  if (entry === undefined || !('originalSource' in entry)) return undefined;
  return `${pathOf(entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}
