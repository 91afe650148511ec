/** Open this to see how a decorator remembers the line it stands on. */

/** Where mortise's own code lies; in a bundle, where everything is one file, nobody can tell. */
const OWN_FOLDERS = (/\/src\/facts\/place\.[jt]s$/.test(import.meta.url) ? ['../', '../../decorators/', '../../plugins/'] : [])
  .map((folder) => new URL(folder, import.meta.url).href)
  .flatMap((url) => [url, url.replace(/^file:\/\//, '')]);

/** Remembers where it was called from; the text is made only when somebody asks, since most never do. */
export function callSite(): () => string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 8;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, callSite);
  Error.stackTraceLimit = limit;
  return () => firstOutside(holder.stack ?? '');
}

/** What mortise runs on is nobody's plugin. */
const OWN_PACKAGES = /\/node_modules\/(?:inversify|@inversifyjs|rxjs|import-meta-resolve|yaml|semver|reflect-metadata)\//;

/** The first frame that is not mortise's own: `/srv/plugins/presence.ts:12:3`. */
export function firstOutside(stack: string): string | undefined {
  for (const line of stack.split('\n').slice(1)) {
    const found = /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:\\).*:\d+:\d+)\)?$/.exec(line.trim());
    const place = found?.[1];
    if (place === undefined || OWN_PACKAGES.test(place) || OWN_FOLDERS.some((folder) => place.startsWith(folder))) continue;
    return pathOf(place);
  }
  return undefined;
}

/** The path of a file URL; a path stays as it is. Only URLs are encoded, and a compiler may have written one that is not. */
export function pathOf(place: string): string {
  if (!place.startsWith('file://')) return place;
  const path = place.slice('file://'.length);
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
