/** Open this to see how the specs of reading get a folder with files in it, gone when they are done. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';

export interface Folder {
  readonly path: string;
  /** Writes files, with the folders they lie in. */
  write(files: Readonly<Record<string, string>>): void;
  /** Makes a link to a path in the folder, or to an absolute one. */
  link(at: string, to: string): void;
}

const made: string[] = [];
afterAll(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

export function folder(files: Readonly<Record<string, string>> = {}): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-')));
  made.push(path);
  const here: Folder = {
    path,
    write(given) {
      for (const [name, text] of Object.entries(given)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), text);
      }
    },
    link(at, to) {
      mkdirSync(dirname(join(path, at)), { recursive: true });
      symlinkSync(to.startsWith('/') ? to : join(path, to), join(path, at));
    },
  };
  here.write(files);
  return here;
}
