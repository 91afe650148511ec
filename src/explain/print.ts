/** Open this to see how an explanation reads. */
import type { Explanation, Link } from '../model/explanation.js';

/** The explanation as text for people; works on a copy from JSON as well. */
export function printExplanation({ says, because, fixes }: Omit<Explanation, 'toString'>): string {
  const lines = [says, ...because.flatMap((reason, index) => printLink(reason, index, 1))];
  return [...lines, ...fixes.map((fix) => `  to do: ${fix}`)].join('\n');
}

function printLink({ says, code, place, because }: Link, index: number, depth: number): string[] {
  const numbered = /^\d+\. /.test(says);
  const word = numbered ? '' : index === 0 ? 'because ' : 'and ';
  const about = `${place === undefined ? '' : ` (${place})`}${code === undefined ? '' : ` [${code}]`}`;
  const line = `${'  '.repeat(depth)}${word}${says.replace(/\.$/, '')}${about}`;
  return [line, ...because.flatMap((reason, at) => printLink(reason, at, depth + 1))];
}
