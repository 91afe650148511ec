/** Open this to see how a decorator remembers the line it stands on. */

const OWN_FOLDERS = [new URL('./', import.meta.url).href, new URL('../../decorators/', import.meta.url).href].flatMap((url) => [
  url,
  url.replace(/^file:\/\//, ''),
]);

/** Remembers where it was called from; the text is made only when somebody asks, since most never do. */
export function callSite(): () => string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 8;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, callSite);
  Error.stackTraceLimit = limit;
  return () => firstOutside(holder.stack ?? '');
}

/** The first frame that is not mortise's own: `/srv/plugins/presence.ts:12:3`. */
export function firstOutside(stack: string): string | undefined {
  for (const line of stack.split('\n').slice(1)) {
    const found = /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:\\).*:\d+:\d+)\)?$/.exec(line.trim());
    const place = found?.[1];
    if (place === undefined || OWN_FOLDERS.some((folder) => place.startsWith(folder))) continue;
    return place.startsWith('file://') ? pathOf(place.slice('file://'.length)) : place;
  }
  return undefined;
}

/** Only URLs are encoded, and a compiler may have written one that is not. */
function pathOf(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}
