/** Open this for the grammar of namespaces and ids: what is a name, and what its one spelling is. */
import type { NamespaceLike } from '../model/name.js';
import { FORBIDDEN } from '../config/plain.js';
import { kindOf, quoted } from '../problem/text.js';

const SEGMENT = /^[A-Za-z0-9_.-]{1,64}$/;
/** One to sixteen segments, of which none is `.` or `..`: what the walk below finds nothing wrong with. */
const NAMESPACE = /^(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.-]{1,64}(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.-]{1,64}){0,15}$/;
const MOST_SEGMENTS = 16;
const NPM_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const PLAIN_ID = /^[a-z_][a-z0-9_.-]{0,63}$/;

export type ParsedNamespace = { readonly namespace: string } | { readonly why: string; readonly shown: string };

/**
 * The one spelling of a namespace: `['billing', 'tax']` and `'billing/tax'` are both `billing/tax`.
 * With `pattern`, a segment may be `*` (any one) and the last one `**` (the rest).
 */
export function parseNamespace(like: NamespaceLike | unknown, pattern = false): ParsedNamespace {
  // Almost all are right as they are, and are read again and again.
  if (typeof like === 'string' && NAMESPACE.test(like)) return { namespace: like };
  const list = typeof like === 'string' ? like.split('/') : Array.isArray(like) ? (like as unknown[]) : undefined;
  if (list === undefined) return { why: 'it is neither a text nor a list of segments', shown: kindOf(like) };
  const why = whyNone(list, pattern);
  return why === undefined ? { namespace: list.join('/') } : { why, shown: shownLike(like, list) };
}

/** What is wrong with the segments of a namespace, or nothing. */
function whyNone(list: readonly unknown[], pattern: boolean): string | undefined {
  if (list.length === 0) return 'it is empty';
  if (list.length > MOST_SEGMENTS) return `it has ${list.length} segments, and ${MOST_SEGMENTS} is the most`;
  for (const [index, segment] of list.entries()) {
    if (typeof segment !== 'string') return `segment ${index + 1} is ${kindOf(segment)}`;
    if (pattern && (segment === '*' || (segment === '**' && index === list.length - 1))) continue;
    if (segment === '') return `segment ${index + 1} is empty`;
    if (segment.length > 64) return `segment ${index + 1} is ${segment.length} characters long, and 64 is the most`;
    if (segment === '.' || segment === '..') return `segment ${index + 1} is '${segment}'`;
    if (!SEGMENT.test(segment)) return `segment ${index + 1} has a character that is not allowed`;
  }
  return undefined;
}

function shownLike(like: unknown, list: readonly unknown[]): string {
  if (typeof like === 'string') return quoted(like);
  const segments = list.slice(0, MOST_SEGMENTS).map((segment) => (typeof segment === 'string' ? quoted(segment) : kindOf(segment)));
  return `[${segments.join(', ')}]`;
}

/** Listeners, checks and hooks of the owner are told under it, beside those of plugins. */
const OWNER = 'host';

/** Whether no plugin may have an id, although it follows the grammar. */
export function isReservedId(id: string): boolean {
  // Settings are looked up by id, and these keys are never taken from outside.
  return FORBIDDEN.has(id) || id === OWNER;
}

/** What is wrong with a plugin id, or nothing. */
export function idProblem(id: unknown): string | undefined {
  if (typeof id !== 'string') return `is ${kindOf(id)} instead of a text`;
  if (id.length > 214) return `is ${id.length} characters long, and 214 is the most`;
  if (isReservedId(id)) return id === OWNER ? 'is what the owner of the host is called' : 'is a name that every object has';
  if (PLAIN_ID.test(id) || NPM_NAME.test(id)) return undefined;
  return /[A-Z]/.test(id) && (PLAIN_ID.test(id.toLowerCase()) || NPM_NAME.test(id.toLowerCase()))
    ? 'has capital letters'
    : 'does not follow the grammar of ids';
}

/** The id of a bare value: `billing:billing/rates`. */
export function derivedId(extension: string, namespace: string): string {
  return `${extension}:${namespace}`;
}
