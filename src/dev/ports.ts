/** Open this to see what the loop is given: a host, the disk, the time, and whom it tells. */
import type { CatchUp, CodeGraph, ListedCode } from '../kernel/code.js';
import type { ClockPort, FilesPort } from '../model/ports.js';
import type { Report } from '../model/report.js';
import type { Outcome } from './outcome.js';
import type { MakeWatcher } from './watcher.js';

/** What the loop needs of a host. */
export interface DevHost {
  graphs(): readonly CodeGraph[];
  listed(): readonly ListedCode[];
  catchUp(what: CatchUp): Promise<Report>;
}

export interface DevPorts {
  readonly host: DevHost;
  readonly watcher: MakeWatcher;
  readonly files: FilesPort;
  readonly clock: ClockPort;
  /** Folders in which plugins are discovered, absolute. */
  readonly directories: readonly string[];
  /** The configuration file: that it was edited is told. */
  readonly config?: string;
  /** Milliseconds of quiet before what was edited is read. Default 20. */
  readonly debounce?: number;
  /** Told of each change, in their order. */
  readonly tell: (outcome: Outcome) => void;
}
