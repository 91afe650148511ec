/** Open this to see how an explanation reads. */
import type { Explanation, Link } from '../model/explanation.js';
import { visible } from '../problem/text.js';

/** The explanation as text for people; works on a copy from JSON as well. */
export function printExplanation({ says, because, fixes }: Omit<Explanation, 'toString'>): string {
  const lines = [visible(says), ...printLinks(because, 1)];
  return [...lines, ...fixes.map((fix) => `  to do: ${visible(fix)}`)].join('\n');
}

function printLinks(links: readonly Link[], depth: number): string[] {
  let isFirst = true;
  return links.flatMap(({ says, code, place, because }) => {
    // Who gets an event is a list; what comes with it is none of its reasons.
    const isNumbered = /^\d+\. /.test(says);
    const word = isNumbered ? '' : isFirst ? 'because ' : 'and ';
    isFirst = false;
    // A place that the sentence has is not told twice.
    const at = place === undefined || says.includes(place) ? '' : ` (${place})`;
    const line = `${'  '.repeat(depth)}${word}${visible(`${inner(says)}${at}`)}${code === undefined ? '' : ` [${code}]`}`;
    return [line, ...printLinks(because, depth + 1)];
  });
}

/** A sentence inside of one: what begins a sentence only is written small, and its full stop goes. */
function inner(says: string): string {
  return says.replace(/\.$/, '').replace(/^(?:The|These|This|There|Two|Nothing|Nobody|In|An?|No)\b/, (word) => word.toLowerCase());
}
