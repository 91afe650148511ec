/** Open this to see how a spec writes a Pomelo plugin to disk: real directories with CommonJS files, as they are on npm. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LogRecord } from 'mortise';
import { createApp, type PomeloApp, type PomeloAppOptions, type PomeloPlugin } from 'mortise/pomelo';

export interface Folder {
  readonly path: string;
  write(files: Readonly<Record<string, string>>): void;
  /** A plugin of its own in the folder: files below `<name>/`, with what its index.js would export. */
  plugin(name: string, files: Readonly<Record<string, string>>): PomeloPlugin;
  remove(): void;
}

export function temporaryFolder(): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-pomelo-')));
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    }
  };
  return {
    path,
    write,
    plugin(name, files) {
      write(Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text])));
      const events = Object.keys(files).some((file) => file.startsWith('events/')) ? { events: join(path, name, 'events') } : {};
      return { components: join(path, name, 'components'), ...events };
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}

/** Waits for what the disk tells. */
export async function until(holds: () => boolean, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it never came to that: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** An app whose log is kept, with a list that the files of a plugin write to: `app.get('seen').push('...')`. */
export function observedApp(options: PomeloAppOptions = {}): { app: PomeloApp; log: LogRecord[]; seen: unknown[] } {
  const log: LogRecord[] = [];
  const app = createApp({ log: (record) => void log.push(record), ...options });
  const seen: unknown[] = [];
  app.set('seen', seen);
  return { app, log, seen };
}
