/** Open this to see how it is said where a plugin comes from, and what should have been loaded and was not. */
import type { Link } from '../model/explanation.js';
import type { Receipt } from '../model/history.js';
import type { Node } from '../plan/resolve.js';
import { quoted, quotedList } from '../problem/text.js';
import { link, problemLink } from './link.js';
import type { Walk } from './walk.js';

const MOST_FAILURES = 3;

/** "'tax' comes with 'billing', which is listed as './plugins/billing'", at the line of the list. */
export function listed({ plugin }: Node, { evidence }: Walk): Link {
  const { key, manifest } = plugin;
  const { extension, source } = manifest;
  const as =
    source.kind === 'class' || source.kind === 'object'
      ? 'listed'
      : `${source.kind === 'discovered' ? 'found at' : 'listed as'} ${quoted(source.spec)}`;
  const says =
    manifest.id === extension
      ? `${quoted(key)} is ${as}`
      : manifest.dialect === 'class'
        ? `${quoted(key)} is the class ${extension}, which is ${as}`
        : `${quoted(key)} comes with ${quoted(extension)}, which is ${as}`;
  return link(says, { plugin: key, place: evidence.listedAt(key) ?? evidence.declaredAt(key) });
}

/** Where the plugin of a key comes from; nothing, if there is none. */
export function listedKey(key: string, walk: Walk): Link[] {
  const node = walk.evidence.resolution.nodes.get(key);
  return node === undefined ? [] : [listed(node, walk)];
}

/** Of the plugins that a change unloaded, those that may be what is missing. */
type Missed = (receipt: Receipt) => (plugin: string) => boolean;

/** Who took away what is missing, or what should have been loaded and was not, of which it may be a part. */
export function notLoaded(name: string, walk: Walk, isIt: Missed = () => () => false): Link[] {
  const { evidence, first, fixes, unloaded } = walk;
  const last = name.slice(name.lastIndexOf('/') + 1);
  const about = unloaded.filter(({ message, extension = '' }) => speaksOf(message, last) || speaksOf(extension, last));
  const links = about.slice(-MOST_FAILURES).map((found) => problemLink(found, evidence));
  const taken = takenAway(walk, isIt);
  if (taken.length > 0) {
    // It was there before, so what failed to come is a cause only if it is about that very one.
    fixes.push(...about.slice(-1).map(({ hint }) => hint));
    return [...taken, ...links];
  }
  // The most likely cause is the first thing to mend.
  first.push(...about.slice(-1).map(({ hint }) => hint));
  if (about.length > 0) return links;
  const others = unloaded.slice(-MOST_FAILURES);
  fixes.push(...others.slice(-1).map(({ hint }) => hint));
  const told = others.map((found) => problemLink(found, evidence));
  return told.length === 0 ? [] : [link('not everything that was asked for could be loaded', {}, told)];
}

/** Of the last change that unloaded any of those: which, by whom, and where. */
function takenAway({ evidence }: Walk, isIt: Missed): Link[] {
  const { nodes } = evidence.resolution;
  for (const { receipt, by, place, revision } of evidence.history().toReversed()) {
    const isMissed = isIt(receipt);
    const gone = receipt.plugins.filter(({ plugin, did }) => did === 'unloaded' && !nodes.has(plugin) && isMissed(plugin));
    if (gone.length === 0) continue;
    const says = `${quotedList(gone.map(({ plugin }) => plugin))} ${gone.length === 1 ? 'was' : 'were'} unloaded by ${by}, in revision ${revision}`;
    return [link(says, { place })];
  }
  return [];
}

/** Whether a text has a name in it: as a word, or as one of the words that a hyphen joins. */
function speaksOf(text: string, name: string): boolean {
  const wanted = name.replace(/[^\w-]+/g, '');
  return wanted.length >= SHORTEST && (text.split(/[^\w-]+/).includes(wanted) || text.split(/\W+/).includes(wanted));
}

/** Shorter names are words of every sentence. */
const SHORTEST = 3;
