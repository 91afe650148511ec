/** Open this to see why the code of a plugin is never a mixture of two edits: each file of a generation is read once, and all of them belong together. */
import type { FilesPort, PathKind } from '../../model/ports.js';
import { failure } from '../../problem/problem.js';
import { isOwn } from './root.js';

/** The disk, as far as resolving needs it. */
export interface Disk extends Pick<FilesPort, 'kind' | 'read' | 'real'> {
  /** Whether it stands for what was on the disk before. */
  isGiven?(path: string): boolean;
}

/** The texts that one generation is made of, and the disk as it was when they were on it. */
export class Texts implements Disk {
  readonly #texts = new Map<string, string>();
  #isComplete = false;

  constructor(
    /** Only what lies below it is the plugin's own. */
    readonly root: string,
    readonly disk: Disk,
    /** Texts of an earlier generation, which count instead of those on the disk. */
    readonly given: ReadonlyMap<string, string> = new Map(),
  ) {}

  /** As they are now; a plugin may import further files later on. */
  snapshot(): ReadonlyMap<string, string> {
    return new Map(this.#texts);
  }

  isGiven(path: string): boolean {
    return this.given.has(path);
  }

  kind(path: string): PathKind {
    return this.isGiven(path) ? 'file' : this.disk.kind(path);
  }

  real(path: string): string {
    return this.isGiven(path) ? path : this.disk.real(path);
  }

  /** A package.json above the plugin says something of it, but isn't its own. */
  read(path: string): string {
    return isOwn(path, this.root) ? this.of(path) : this.disk.read(path);
  }

  /** The text of a file of this generation. */
  of(file: string): string {
    const known = this.#texts.get(file);
    if (known !== undefined) return known;
    const text = this.given.get(file) ?? this.disk.read(file);
    // Known only now, because its name was computed: by now the files may be those of another edit.
    const changed = this.#isComplete && !this.isGiven(file) ? this.changed() : undefined;
    if (changed !== undefined) throw failure('extension.edited', { file, changed, tried: 0 }, { place: file });
    this.#texts.set(file, text);
    return text;
  }

  /** A file that is not on the disk as it was read. */
  changed(): string | undefined {
    for (const [file, text] of this.#texts) {
      if (this.isGiven(file)) continue;
      if (this.disk.kind(file) !== 'file' || this.disk.read(file) !== text) return file;
    }
    return undefined;
  }

  /** From now on the code runs, so there is no starting over. */
  complete(): void {
    this.#isComplete = true;
  }
}
