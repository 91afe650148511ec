/** Open this to see how a decorator remembers the line it stands on. */

/** The folder of the copy of mortise that a file of this folder belongs to, compiled, packed or as it is; what is packed may lie in such a folder again. */
export function homeOf(file: string): string | undefined {
  return /^(.*?\/)(?:(?:dist\/)?src\/facts\/\w+\.[jt]s|dist\/mortise\/(?:chunks\/)?[^/]+\.js)$/.exec(file)?.[1];
}

/** In the bundle of a service, where everything is one file, nobody can tell. */
const home = homeOf(import.meta.url);

/** As it runs, and as its source maps say: these name the folders above `dist`, though the sources are not published. */
const own = (...folders: string[]): string[] =>
  (home === undefined ? [] : folders)
    .flatMap((folder) => [`${home}dist/${folder}/`, `${home}${folder}/`])
    .flatMap((url) => [url, pathOf(url)]);
const FRAMEWORK = own('src', 'decorators', 'mortise');
const FIRST_PARTY = own('plugins', 'mortise/plugins');

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
    const place = placeIn(line);
    if (place === undefined || isCarrier(place) || isFramework(place) || isFirstParty(place)) continue;
    return pathOf(place);
  }
  return undefined;
}

/** The place that one line of a stack names, a path or a file URL as it stands there; of Node's own modules and of native code there is none. */
export function placeIn(line: string): string | undefined {
  return /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:\\).*:\d+:\d+)\)?$/.exec(line.trim())?.[1];
}

/** Code of mortise itself; its first-party plugins are plugins. */
export function isFramework(place: string): boolean {
  return liesIn(place, FRAMEWORK) && !isFirstParty(place);
}

/** Code of the packages that mortise runs on, which act for whoever calls them. */
export function isCarrier(place: string): boolean {
  return OWN_PACKAGES.test(place);
}

/** Code of a plugin that comes with mortise: nobody who uses it can mend a line in there. */
export function isFirstParty(place: string): boolean {
  return liesIn(place, FIRST_PARTY);
}

function liesIn(place: string, folders: readonly string[]): boolean {
  return folders.some((folder) => place.startsWith(folder));
}

/** The path of a file URL; a path stays as it is. Only URLs are encoded, and a compiler may have written one that is not. */
export function pathOf(place: string): string {
  if (!place.startsWith('file://')) return place;
  const path = place.slice('file://'.length);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
