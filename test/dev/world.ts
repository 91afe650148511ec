/** Open this to see a loop without a disk and without a host: files are texts in a map, and the host loads whatever is in it. */
import { settle, VirtualClock } from 'mortise/testing';
import { DevLoop } from '../../src/dev/loop.js';
import type { Outcome } from '../../src/dev/outcome.js';
import type { Heard, WatchedFolder } from '../../src/dev/watcher.js';
import type { CatchUp, CodeGraph } from '../../src/kernel/code.js';
import type { FilesPort } from '../../src/model/ports.js';
import type { Problem } from '../../src/model/problem.js';
import type { Report } from '../../src/model/report.js';

export interface World {
  readonly loop: DevLoop;
  readonly clock: VirtualClock;
  /** What the host was asked to do, in order. */
  readonly asked: CatchUp[];
  readonly told: Outcome[];
  /** How many changes ran at the same time, at most. */
  readonly most: () => number;
  watched(): readonly WatchedFolder[];
  /** Writes, or with nothing deletes, and lets the loop hear it. */
  save(path: string, text?: string): void;
  hear(path: string): void;
  /** Time passes, and what is asked for is done. */
  pass(ms: number): Promise<void>;
  /** From now on a plugin of that name lies in a directory. */
  find(name: string, files: readonly string[]): void;
  /** From now on a change ends when it is let go. */
  hold(): () => void;
}

/**
 * `plugins` are files by the name of their extension; a text with `broken` can't be read. What is called `found…` lies in a directory.
 * `meanwhile` are texts that are saved before the loop begins.
 */
export async function world(
  plugins: Readonly<Record<string, readonly string[]>>,
  options: {
    directories?: readonly string[];
    texts?: Readonly<Record<string, string>>;
    config?: string;
    meanwhile?: Readonly<Record<string, string>>;
  } = {},
): Promise<World> {
  const first = Object.values(plugins).flatMap((files) => files.map((file): [string, string] => [file, `1 of ${file}`]));
  const disk = new Map([...first, ...Object.entries(options.texts ?? {})]);
  const found = new Map(Object.entries(plugins).map(([name, files]) => [name, { name, files: [...files] }]));
  const live = new Map<string, ReadonlyMap<string, string>>();
  const read = (name: string): ReadonlyMap<string, string> => {
    const texts = found.get(name)!.files.map((file) => [file, disk.get(file)] as const);
    const bad = texts.find(([, text]) => text === undefined || text.includes('broken'));
    if (bad !== undefined) throw new Error(`${name}: ${bad[0]} is ${bad[1] ?? 'absent'}`);
    return new Map(texts as [string, string][]);
  };
  const wrong = (extension: string, thrown: unknown): Problem =>
    ({ code: 'wrong', severity: 'error', extension, message: String(thrown) }) as unknown as Problem;
  const began = [...found.keys()].flatMap((name) => {
    try {
      live.set(name, read(name));
      return [];
    } catch (thrown) {
      return [wrong(name, thrown)];
    }
  });
  const isFolder = (path: string): boolean => [...disk.keys()].some((file) => file.startsWith(`${path}/`));
  const files: FilesPort = {
    kind: (path) => (disk.has(path) ? 'file' : isFolder(path) ? 'directory' : 'absent'),
    read: (path) => disk.get(path)!,
    list: () => [],
    real: (path) => path,
    hash: (path) => disk.get(path)!,
  };
  const asked: CatchUp[] = [];
  const told: Outcome[] = [];
  let heard: Heard;
  let watched: readonly WatchedFolder[] = [];
  let [running, most] = [0, 0];
  let gate: Promise<void> | undefined;
  const idOf = (name: string): string => `id of ${name}`;
  const host = {
    graphs: (): CodeGraph[] =>
      [...live].map(([name, sources]) => ({
        id: idOf(name),
        name,
        plugins: [name],
        sources,
        home: '/home',
        isDiscovered: name.startsWith('found'),
      })),
    listed: () =>
      [...found.values()]
        .filter(({ name, files: own }) => !name.startsWith('found') || disk.has(own[0]!))
        .map(({ name, files: own }) => ({ id: idOf(name), spec: name, path: own[0]!, isLoaded: live.has(name) })),
    async catchUp(what: CatchUp): Promise<Report> {
      asked.push(what);
      most = Math.max(most, (running += 1));
      let outcome = 'done';
      const problems: Problem[] = [];
      const lines: { plugin: string }[] = [];
      // What can't be loaded does not keep the rest from being done.
      const load = (id: string): { plugin: string }[] => {
        const name = [...found.keys()].find((each) => idOf(each) === id)!;
        try {
          live.set(name, read(name));
          return [{ plugin: name }];
        } catch (thrown) {
          problems.push(wrong(name, thrown));
          return [];
        }
      };
      try {
        const next = (what.reload ?? []).map((name) => [name, read(name)] as const);
        await gate;
        for (const [name, sources] of next) live.set(name, sources);
        for (const name of what.unload ?? []) live.delete(name);
        lines.push(...next.map(([plugin]) => ({ plugin })), ...(what.load ?? []).flatMap(load));
      } catch (thrown) {
        outcome = 'refused';
        problems.push(wrong((what.reload ?? []).join(), thrown));
      }
      running -= 1;
      return { ok: true, ms: 1, plugins: [], problems, receipt: { outcome, plugins: lines } } as unknown as Report;
    },
  };
  const clock = new VirtualClock();
  const watcher = (to: Heard) => {
    heard = to;
    return {
      watch: (folders: readonly WatchedFolder[]) => {
        watched = folders;
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
  };
  const loop = new DevLoop({
    host,
    watcher,
    files,
    clock,
    directories: options.directories ?? [],
    ...(options.config === undefined ? {} : { config: options.config }),
    tell: (outcome) => void told.push(outcome),
  });
  for (const [path, text] of Object.entries(options.meanwhile ?? {})) disk.set(path, text);
  await loop.begin(began);
  const hear = (path: string): void => heard.changed(path);
  return {
    loop,
    clock,
    asked,
    told,
    most: () => most,
    watched: () => watched,
    hear,
    save(path, text) {
      if (text === undefined) disk.delete(path);
      else disk.set(path, text);
      hear(path);
    },
    find: (name, own) => void found.set(name, { name, files: [...own] }),
    async pass(ms) {
      await clock.advance(ms);
      await settle();
    },
    hold() {
      let release!: () => void;
      gate = new Promise((resolve) => (release = resolve));
      return () => {
        gate = undefined;
        release();
      };
    },
  };
}
