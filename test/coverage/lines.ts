/** Open this to see which lines of a source count: those on which something that runs begins, so neither comments nor types nor brackets. */
import { parseSync } from '@swc/core';

/** Declarations that are gone at run time, and the imports that are there at any rate. */
const GONE = /^(Ts(?!As|Const|Enum|Instantiation|Module|NonNull|Parameter|Satisfies|TypeAssertion)|Import|ExportAllDeclaration|ExportNamedDeclaration)/;

/** The numbers of the lines that count. */
export function codeLines(text: string): Set<number> {
  const starts = [0];
  for (const [index, byte] of Buffer.from(text).entries()) if (byte === 10) starts.push(index + 1);
  const found = new Set<number>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    const { type, span, declare, isAbstract, body } = value as Partial<Record<'type' | 'declare' | 'isAbstract' | 'body', unknown>> & {
      span?: { start: number };
    };
    const isOnlyDeclared = declare === true || (isAbstract === true && type !== 'ClassDeclaration') || (type === 'FunctionDeclaration' && body === null);
    if (isOnlyDeclared || (typeof type === 'string' && GONE.test(type) && type !== 'Import')) return;
    if (typeof type === 'string' && type !== 'ExportDeclaration' && span !== undefined) found.add(starts.findLastIndex((start) => start < span.start) + 1);
    for (const [key, child] of Object.entries(value)) if (key !== 'span') visit(child);
  };
  visit(parseSync(text, { syntax: 'typescript', decorators: true, target: 'es2022' }).body);
  return found;
}
