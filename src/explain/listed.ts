/** Open this to see how it is said where a plugin comes from, and what should have been loaded and was not. */
import type { Link } from '../model/explanation.js';
import type { Node } from '../plan/resolve.js';
import { quoted } from '../problem/text.js';
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

/** What should have been loaded and was not, of which the one that is missing may be a part. */
export function notLoaded(name: string, { evidence, first, fixes, unloaded }: Walk): Link[] {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const about = unloaded.filter(({ message, extension = '' }) => speaksOf(message, last) || speaksOf(extension, last));
  // The most likely cause is the first thing to mend.
  first.push(...about.slice(-1).map(({ hint }) => hint));
  if (about.length > 0) return about.slice(-MOST_FAILURES).map((found) => problemLink(found, evidence));
  const others = unloaded.slice(-MOST_FAILURES);
  fixes.push(...others.slice(-1).map(({ hint }) => hint));
  const links = others.map((found) => problemLink(found, evidence));
  return links.length === 0 ? [] : [link('not everything that was asked for could be loaded', {}, links)];
}

/** Whether a text has a name in it: as a word, or as one of the words that a hyphen joins. */
function speaksOf(text: string, name: string): boolean {
  const wanted = name.replace(/[^\w-]+/g, '');
  return wanted.length >= SHORTEST && (text.split(/[^\w-]+/).includes(wanted) || text.split(/\W+/).includes(wanted));
}

/** Shorter names are words of every sentence. */
const SHORTEST = 3;
