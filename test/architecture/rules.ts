/** Open this to see the rules of the architecture: each takes the files of the repository and answers with sentences about what breaks it. */
import { posix } from 'node:path';
import { EDGES, FREE_ABOVE_RANK_1, FREE_TYPES, LOADER, LOOSE, OWNERS, PACKAGES, PURE, placeOf, rankOf, type Place } from './edges.js';
import type { Import, Mention, Parsed } from './read.js';

/** One sentence per violation, opened by `file:line`. */
export type Rule = (files: readonly Parsed[]) => string[];

const inSource = (file: string): boolean => file.startsWith('src/') || file.startsWith('decorators/');
const inPlugin = (file: string): boolean => file.startsWith('plugins/') || file.startsWith('examples/');
const isRelative = (from: string): boolean => from.startsWith('./') || from.startsWith('../');
const said = ({ file }: Parsed, { line }: { readonly line: number }, text: string): string => `${file}:${line} ${text}`;

/** The file that a relative import means, as a path from the root of the repository. */
function fileOf(file: string, from: string): string {
  return posix.join(posix.dirname(file), from).replace(/\.js$/, '.ts');
}

const ENTRY_POINTS: Readonly<Record<string, Place>> = { mortise: 'host', 'mortise/decorators': 'decorators', 'mortise/testing': 'testing' };

/** The folder that an import leads to; undefined for packages and for what lies outside of src and decorators. */
function placeOfImport(file: string, from: string): Place | undefined {
  return isRelative(from) ? placeOf(fileOf(file, from)) : ENTRY_POINTS[from];
}

function eachImport(
  files: readonly Parsed[],
  of: (file: string) => boolean,
  judge: (file: Parsed, found: Import) => string | undefined,
): string[] {
  return files
    .filter(({ file }) => of(file))
    .flatMap((file) =>
      file.imports.flatMap((found) => {
        const text = judge(file, found);
        return text === undefined ? [] : [said(file, found, text)];
      }),
    );
}

/** Every file has its place, and imports only what the table lets its place import. */
export const edges: Rule = (files) => [
  ...files
    .filter(({ file }) => inSource(file) && placeOf(file) === undefined)
    .map((file) => said(file, { line: 1 }, 'has no place in the table of edges')),
  ...eachImport(files, inSource, ({ file }, { from }) => {
    const here = placeOf(file);
    if (here === undefined || (!isRelative(from) && !/^mortise(\/|$)/.test(from))) return undefined;
    const there = placeOfImport(file, from);
    if (there === undefined) return `imports '${from}', which has no place in the table of edges`;
    return here === there || EDGES[here].includes(there) ? undefined : `imports '${from}': ${here} may not import ${there}`;
  }),
];

/** No file leads back to itself through imports, of values or of types. */
export const cycles: Rule = (files) => {
  const known = new Map(files.filter(({ file }) => inSource(file) || inPlugin(file)).map((file) => [file.file, file]));
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  function walk(file: string, path: readonly string[]): void {
    state.set(file, 'open');
    for (const { from } of known.get(file)!.imports) {
      const next = fileOf(file, from);
      if (!isRelative(from) || !known.has(next)) continue;
      if (state.get(next) === 'open') found.push([...path.slice(path.indexOf(next)), next].join(' -> '));
      else if (state.get(next) === undefined) walk(next, [...path, next]);
    }
    state.set(file, 'done');
  }
  for (const file of [...known.keys()].sort()) if (!state.has(file)) walk(file, [file]);
  return found;
};

/** Plugins and examples are written as any author would: against the public entry points, and inside their own folder. */
export const publicOnly =
  (entryPoints: readonly string[]): Rule =>
  (files) =>
    eachImport(files, inPlugin, ({ file }, { from }) => {
      if (isRelative(from)) {
        const [root, own] = file.split('/') as [string, string];
        return fileOf(file, from).startsWith(`${root}/${own}/`) ? undefined : `imports '${from}', which is outside of ${root}/${own}`;
      }
      if (/^(#|\/|file:)/.test(from)) return `imports '${from}', which is not a package`;
      return /^mortise(\/|$)/.test(from) && !entryPoints.includes(from)
        ? `imports '${from}', which is not a public entry point`
        : undefined;
    });

const packageOf = (from: string): string =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');

const DEFERRED = new Set(Object.values(PACKAGES));

/** What `#packages` gives belongs to whoever owns the package. */
function takesWrongly(here: Place, names: readonly string[]): string | undefined {
  for (const each of names.length === 0 ? [''] : names) {
    const owners = OWNERS[PACKAGES[each] ?? ''] ?? [];
    if (!owners.includes(here)) return `takes '${each}' from '#packages', which belongs to ${owners.join(' and ') || 'nobody'}`;
  }
  return undefined;
}

function ownerProblem(here: Place, { from, kind, names }: Import): string | undefined {
  if (from === '#packages') return takesWrongly(here, names);
  if (here === 'packages' && DEFERRED.has(packageOf(from))) return undefined;
  if (kind === 'dynamic') {
    // The host and entry points may put off loading a file of ours; that is still an edge.
    const putOff = rankOf(here) >= 5 && isRelative(from);
    return here === LOADER || putOff ? undefined : `calls import(): only ${LOADER} loads modules`;
  }
  const name = packageOf(from);
  if (kind === 'type' && (name.startsWith('node:') || FREE_TYPES.includes(name))) return undefined;
  if (FREE_ABOVE_RANK_1.includes(name)) return rankOf(here) > 1 ? undefined : `imports '${from}': only ranks above 1 may`;
  if (name === 'node:util' && rankOf(here) > 1 && names.every((each) => each === 'types')) return undefined;
  const owners = OWNERS[name];
  if (owners === undefined) return `imports '${from}', which has no owner in the table`;
  if (!owners.includes(here)) return `imports '${from}', which belongs to ${owners.join(' and ')}`;
  return kind === 'value' && DEFERRED.has(name)
    ? `imports '${from}' for its values, which '#packages' gives when they are needed`
    : undefined;
}

/** Each third-party package and each effectful module of Node has its owner; a global `process` is an import of node:process. */
export const owners: Rule = (files) => [
  ...eachImport(files, inSource, ({ file }, found) => {
    const here = placeOf(file);
    if (here === undefined || isRelative(found.from) || /^mortise(\/|$)/.test(found.from))
      return here !== undefined && found.kind === 'dynamic' ? ownerProblem(here, found) : undefined;
    return ownerProblem(here, found);
  }),
  ...eachGlobal(files, inSource, (here, what) => {
    const allowed = OWNERS['node:process']!;
    return /^process(\.|$)/.test(what) && !allowed.includes(here) && !PURE.includes(here)
      ? `uses ${what}: process belongs to ${allowed.join(' and ')}`
      : undefined;
  }),
];

function eachGlobal(
  files: readonly Parsed[],
  of: (file: string) => boolean,
  judge: (here: Place, what: string) => string | undefined,
): string[] {
  return files.flatMap((file) => {
    const here = placeOf(file.file);
    if (here === undefined || !of(file.file)) return [];
    return file.globals.flatMap((mention) => {
      const text = judge(here, mention.what);
      return text === undefined ? [] : [said(file, mention, text)];
    });
  });
}

const EFFECTS =
  /^(Promise|setTimeout|setInterval|setImmediate|queueMicrotask|Date|process|console|globalThis|performance|crypto|fetch)\b|^Math(\.random)?$/;

/** Folders that decide are plain functions of their arguments. */
export const purity: Rule = (files) =>
  files.flatMap((file) => {
    const here = placeOf(file.file);
    if (here === undefined || !PURE.includes(here)) return [];
    const impure = (mention: Mention): string => said(file, mention, `uses ${mention.what}: ${here} is pure`);
    return [
      ...file.asynchrony.map(impure),
      ...file.globals.filter(({ what }) => EFFECTS.test(what)).map(impure),
      ...file.imports
        .filter(({ from, kind }) => kind === 'value' && from.startsWith('node:'))
        .map(({ from, line }) => impure({ what: from, line })),
    ];
  });

const CLOCKED = /^(setTimeout|setInterval|setImmediate|performance|crypto|Date\.now|Math\.random|AbortSignal\.timeout)\b|^Math$|^Date\(\)$/;

/** Below rank 5, time, ids and randomness are arguments; the ports that bring them are made in platform. */
export const ports: Rule = (files) =>
  eachGlobal(files, inSource, (here, what) =>
    CLOCKED.test(what) && rankOf(here) < 5 && here !== 'platform' && !PURE.includes(here)
      ? `uses ${what}: it comes in as an argument`
      : undefined,
  );

/** Only the command line ends the process. */
export const exits: Rule = (files) =>
  files
    .filter(({ file }) => (inSource(file) || file.startsWith('plugins/')) && placeOf(file) !== 'cli')
    .flatMap((file) => file.ends.map((mention) => said(file, mention, `calls ${mention.what}: only cli ends the process`)));

/** A file opens with one sentence that says why one would open it. */
export const openings: Rule = (files) =>
  files
    .filter(({ file }) => inSource(file) || inPlugin(file))
    .flatMap((file) => {
      const comment = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(file.text)?.[1] ?? '';
      const paragraph = comment
        .replace(/^\s*\* ?/gm, '')
        .trim()
        .split(/\n\s*\n/)[0]!;
      return /^[^a-z\s].*[.!?:]/s.test(paragraph)
        ? []
        : [said(file, { line: 1 }, 'does not open with a sentence that says why one would open it')];
    });

/** The lines that a comment lets have an `any`. */
function excused(text: string): (line: number) => boolean {
  const lines = text.split('\n');
  const about = (line: string | undefined, directive: string): boolean =>
    new RegExp(`oxlint-${directive} typescript/no-explicit-any`).test(line ?? '');
  const blocks: boolean[] = [];
  for (const [index, line] of lines.entries()) {
    blocks[index] = about(line, 'enable') ? false : about(line, 'disable') || (blocks[index - 1] ?? false);
  }
  return (line) => blocks[line - 1]! || about(lines[line - 1], 'disable-line') || about(lines[line - 2], 'disable-next-line');
}

/** `any` is for facts and wiring; elsewhere a comment gives the reason. */
export const precise: Rule = (files) =>
  files
    .filter(({ file }) => (inSource(file) || file.startsWith('plugins/')) && !LOOSE.includes(placeOf(file) ?? 'host'))
    .flatMap((file) => {
      const isExcused = excused(file.text);
      return file.anys.filter(({ line }) => !isExcused(line)).map((mention) => said(file, mention, "has an 'any' without a reason"));
    });

/** A file is named for what it does. */
export const names: Rule = (files) =>
  files
    .filter(({ file }) => /(^|[/.-])(utils?|helpers?|common|misc)([/.-]|$)/.test(file))
    .map((file) => said(file, { line: 1 }, 'is named for nothing'));
