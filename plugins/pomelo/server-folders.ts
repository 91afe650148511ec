/** Open this to see what is read from `app/servers/<type>`: handlers, remotes and crons of this server, and those that Pinus plugins bring. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { make, nameOf } from './component.js';
import { filesOf } from './directories.js';

export type FolderKind = 'handler' | 'remote' | 'cron';

/** What the files of a server export, by their own name or that of the file. A function is a factory, called with the app. */
export class ServerFolders {
  readonly #app: { getBase(): string; readonly serverType: string };
  readonly #loaded = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #brought: { readonly kind: FolderKind; readonly path: string }[] = [];

  constructor(app: { getBase(): string; readonly serverType: string }) {
    this.#app = app;
  }

  /** A folder of a plugin. Returns what takes it back. */
  bring(kind: FolderKind, path: string): () => void {
    const folder = { kind, path };
    this.#brought.push(folder);
    return () => {
      this.#brought.splice(this.#brought.indexOf(folder), 1);
      this.#loaded.delete(path);
    };
  }

  /** All of a kind; the server's own come last, so that they count. Each folder is read once, when somebody asks. */
  of(kind: FolderKind): Readonly<Record<string, unknown>> {
    const brought = this.#brought.filter((folder) => folder.kind === kind).map(({ path }) => path);
    const own = join(this.#app.getBase(), 'app/servers', this.#app.serverType, kind);
    return Object.assign(Object.create(null) as Record<string, unknown>, ...[...brought, own].map((path) => this.#read(path)));
  }

  #read(path: string): Readonly<Record<string, unknown>> {
    const known = this.#loaded.get(path);
    if (known !== undefined) return known;
    const found: Record<string, unknown> = {};
    if (existsSync(path)) {
      for (const file of filesOf(path)) {
        const made = make(file.exported, [this.#app], `The file ${file.path}`);
        found[nameOf(made) ?? file.name] = made;
      }
    }
    this.#loaded.set(path, found);
    return found;
  }
}
