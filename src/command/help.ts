/** Open this to see what help tells whom: commands and what is said of them, in a language, in pages. */
import type { CommandInfo, CommandNode, HelpOptions, HelpPage } from '../model/command.js';
import type { LocalText } from '../model/manifest.js';
import { type Access, childrenOf, type Place } from './access.js';
import { usageOf } from './declare.js';
import type { Ladder } from './permission.js';
import { leavesOf, type Registered } from './registry.js';

const USUAL_SIZE = 10;

type HelpEntry = HelpPage['entries'][number];

/** One page of what the source may run, sorted by prefix without regard to case. A page that there is not is the nearest one. */
export function help(access: Access, options: HelpOptions): HelpPage {
  const { prefix = '', search = '', language = access.source.language } = options;
  const [begins, has] = [lower(prefix), lower(search)];
  const all = access
    .roots()
    .flatMap((root) => entriesOf(root, [], access, language))
    .filter((entry) => entry.prefix.toLowerCase().startsWith(begins) && `${entry.prefix} ${entry.text}`.toLowerCase().includes(has))
    .sort((a, b) => compare(a.prefix.toLowerCase(), b.prefix.toLowerCase()) || compare(a.prefix, b.prefix));
  const size = Math.max(1, Math.trunc(options.size ?? USUAL_SIZE) || USUAL_SIZE);
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(pages, Math.max(1, Math.trunc(options.page ?? 1) || 1));
  return { entries: all.slice((page - 1) * size, page * size), page, pages, total: all.length };
}

function entriesOf(place: Place, above: readonly CommandNode[], access: Access, language: string | undefined): HelpEntry[] {
  const { node, owner } = place;
  // Where there is nothing to run there may still be something to read.
  if ((leadsAnywhere(node) ? access.verdict(place) : access.guard(place)) !== 'open') return [];
  const path = [...above, node];
  const isTold = node.doc !== undefined || node.run !== undefined || node.redirect !== undefined;
  const own = isTold ? [{ prefix: usageOf(path), text: textIn(node.doc ?? '', language), plugin: owner.plugin }] : [];
  return [...own, ...childrenOf(place).flatMap((child) => entriesOf(child, path, access, language))];
}

function leadsAnywhere(node: CommandNode): boolean {
  return node.run !== undefined || node.redirect !== undefined || node.children.some(leadsAnywhere);
}

/** In that language, or the nearest there is: `de` for `de-AT`, then English, then the first. */
export function textIn(text: LocalText, language: string | undefined): string {
  if (typeof text === 'string') return text;
  const wanted = language === undefined ? [] : [language, language.split(/[-_]/)[0]!];
  const found = [...wanted, 'en'].find((tag) => Object.hasOwn(text, tag));
  return (found === undefined ? Object.values(text)[0] : text[found]) ?? '';
}

/** Every command, for its owner. */
export function listed(registered: readonly Registered[], ladder: Ladder): CommandInfo[] {
  return registered.flatMap(leavesOf).map(({ path, owner }) => {
    const { doc } = path.at(-1)!;
    const levels = path.flatMap(({ permission }) => (permission === undefined ? [] : [ladder.numberOf(permission)]));
    return { usage: usageOf(path, true), plugin: owner.plugin, permission: Math.max(0, ...levels), ...(doc === undefined ? {} : { doc }) };
  });
}

/** Plain JavaScript may search for a number. */
function lower(text: unknown): string {
  return String(text).toLowerCase();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
