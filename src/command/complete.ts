/** Open this to see what the end of a line may become: words, choices and suggestions that begin as it does and that the source may use. */
import type { ArgumentNode, CommandNode, CommandCompletions, CommandSuggest } from '../model/command.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import { kindOf } from '../problem/text.js';
import { type Access, calledBy, childrenOf, type Place } from './access.js';
import { elementText } from './declare.js';
import { isQuote, quotedWord, skipSpaces, wordEnd } from './line.js';
import { DEEPEST_LINE } from './parse.js';
import { argumentText, choicesOf, readValue } from './value.js';

type Offer = CommandCompletions['suggestions'][number];

/** An argument that the line ends in. */
interface Open {
  readonly place: Place & { readonly node: ArgumentNode };
  readonly start: number;
}

/** Never rejects: suggestions that fail are reported, and there are none. */
export async function complete(line: string, access: Access): Promise<CommandCompletions> {
  const seen = new Map<CommandNode, Set<number>>();
  const offers: Offer[] = [];
  const expected: string[] = [];
  const open: Open[] = [];
  let depth = 0;

  function at(places: readonly Place[], start: number): void {
    const end = wordEnd(line, start);
    const isLast = end === line.length;
    const word = line.slice(start, end);
    for (const place of places) {
      const { node } = place;
      if (!access.isOpen(place)) continue;
      if (node.kind === 'argument') argumentAt({ node, owner: place.owner }, start);
      else if (!isLast) {
        if (node.names.includes(word)) behind(place, end);
      } else {
        // Aliases are for those who begin to type them.
        const names = node.names.filter((name, index) => name.startsWith(word) && (word !== '' || index === 0));
        offers.push(...names.map((text) => ({ start, text, ...(node.doc === undefined ? {} : { doc: node.doc }) })));
        if (names.length > 0) expected.push(elementText(node));
      }
    }
  }

  function argumentAt(place: Open['place'], start: number): void {
    const read = start === line.length ? { end: start } : readValue(line, start, place.node.type);
    const isUnclosed = 'code' in read && read.code === 'command.unclosed-quote';
    if (read.end === line.length || isUnclosed || place.node.type.type === 'greedy') {
      open.push({ place, start });
      expected.push(argumentText(place.node));
    } else if (!('code' in read)) behind(place, read.end);
  }

  function behind(place: Place, end: number): void {
    const ends = seen.get(place.node) ?? new Set();
    if (ends.has(end) || depth === DEEPEST_LINE) return;
    seen.set(place.node, ends.add(end));
    depth++;
    at(access.continued(place).flatMap(childrenOf), skipSpaces(line, end));
    depth--;
  }

  at(access.roots(), skipSpaces(line, 0));
  offers.push(...(await Promise.all(open.map((one) => offersOf(one, line, access)))).flat());
  const distinct = new Map(offers.map((offer) => [`${offer.start} ${offer.text}`, offer]));
  const suggestions = [...distinct.values()].sort((a, b) => a.start - b.start || (a.text < b.text ? -1 : 1));
  return { suggestions, expected: [...new Set(expected)] };
}

/** What an argument has to offer that begins as the line ends, written so that it can be typed. */
async function offersOf({ place, start }: Open, line: string, access: Access): Promise<Offer[]> {
  const { type, suggest } = place.node;
  const isQuoted = type.type === 'quotable' && isQuote(line[start]);
  const prefix = line.slice(isQuoted ? start + 1 : start);
  const suggested = suggest === undefined ? [] : await suggestedBy(suggest, prefix, place, access);
  return [...choicesOf(type), ...suggested].flatMap((text) => {
    if (!text.startsWith(prefix)) return [];
    const typed = type.type !== 'quotable' ? text : isQuoted ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : quotedWord(text);
    // A word with a space in it, say, would not be taken.
    const read = typed === '' ? { code: '' } : readValue(typed, 0, type);
    return 'code' in read || read.end !== typed.length ? [] : [{ start, text: typed }];
  });
}

async function suggestedBy(suggest: CommandSuggest, prefix: string, { node, owner }: Place, { source, report }: Access): Promise<string[]> {
  try {
    const found: unknown = await calledBy(owner, () => suggest(source, prefix));
    if (!Array.isArray(found)) throw new TypeError(`they are ${kindOf(found)} instead of a list`);
    return found.filter((text) => typeof text === 'string');
  } catch (cause) {
    const details = { what: 'The suggestions', node: elementText(node), why: whyOf(cause) };
    report(problem('command.callback-failed', details, { plugin: owner.plugin, cause }));
    return [];
  }
}
