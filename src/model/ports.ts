/** Open this to see what mortise asks of the outside: time, files, code, log lines. Everything below the host gets them as arguments. */
import type { Problem } from './problem.js';

/** Takes back what a registration did. Calling it twice does nothing more. */
export type Undo = () => void;

/** Time, as an argument, so that tests own it. Milliseconds everywhere. */
export interface ClockPort {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Milliseconds with fractions since any one moment, for what is shorter than `now` can tell, and for limits of time: give it where
   * `now` may jump. Default: `now`.
   */
  precise?(): number;
  setTimeout(run: () => void, ms: number): Undo;
  setInterval(run: () => void, ms: number): Undo;
}

/** What a path leads to. */
export type PathKind = 'file' | 'directory' | 'absent';

/** The file system, as far as mortise reads it. Every path is absolute. */
export interface FilesPort {
  kind(path: string): PathKind;
  read(path: string): string;
  /** Names in a directory, sorted. */
  list(path: string): string[];
  /** The path with every link followed. */
  real(path: string): string;
  /** SHA-256 of the content, in hex. */
  hash(path: string): string;
}

/** Code that was loaded so that it can be let go again. */
export interface LoadedCode {
  readonly namespace: Readonly<Record<string, unknown>>;
  /** Every file that was read for it, absolute. */
  readonly files: readonly string[];
  /** The texts as they were evaluated, so that the same generation can be loaded again. */
  readonly sources: ReadonlyMap<string, string>;
  /** Over all of its files. */
  readonly hash: string;
  /** Whether nothing but its plugin holds it. */
  readonly freeable: boolean;
  /** Something that is alive as long as anything that this code made, where it was compiled. */
  readonly mark?: WeakRef<object>;
  /** Why it can't be freed. */
  readonly why?: string;
  /** What can be used again when it is loaded again, so that only what was edited is compiled; nothing that ran. */
  readonly kept?: object;
}

/** How code is loaded once more. */
export interface LoadOptions {
  /** Texts that count instead of the files. */
  readonly sources?: ReadonlyMap<string, string>;
  /** That of the generation before. */
  readonly kept?: object;
}

/** How code gets in. */
export interface ModulesPort {
  /** The path that Node's algorithm gives for a package or subpath, seen from a directory. Throws as Node does. */
  resolvePackage(specifier: string, from: string): string;
  /** The entry file of a path: the file itself, or the package main or index of a directory. Throws as Node does. */
  resolveFile(path: string): string;
  import(path: string): Promise<Record<string, unknown>>;
  /** Loads a file with everything of its own under `root` that it imports, so that all of it can be let go. */
  load(entry: string, root: string, options?: LoadOptions): Promise<LoadedCode>;
}

/** How much a line of the log matters, the least first. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** One line of log, before anyone formats it. */
export interface LogRecord {
  readonly time: number;
  readonly level: LogLevel;
  /** Key of the plugin that speaks, or the name of the host. */
  readonly plugin: string;
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Where log lines go. `consoleLog()` and `pinoLog(logger)` make one. */
export type LogSink = (record: LogRecord) => void;

/** How severe a line must be to pass: `silent` lets nothing through. */
export type LogThreshold = LogLevel | 'silent';

/** Receives every problem the moment it is found. */
export type ProblemSink = (problem: Problem) => void;
