/** Open this to stand where a plugin author stands: in a fresh folder, with the packed package installed, and without the network. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** What an author installs beside mortise, from the packages that are here. */
const DEV = ['jest', '@jest/globals', '@swc/core', '@swc/jest'];

export interface Author {
  readonly home: string;
  /** The files of the tarball, from the root of the package. */
  readonly packed: readonly string[];
  write(files: Readonly<Record<string, string>>): void;
  remove(): void;
}

/** Packs the built package, unpacks the tarball into `node_modules/mortise` as a real folder, and links what it depends on. */
export async function author(): Promise<Author> {
  // Jest tells files by their real path.
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-author-')));
  const modules = join(home, 'node_modules');
  mkdirSync(modules);

  const npm = process.env['npm_execpath'];
  const pack = ['pack', '--ignore-scripts', '--json', '--silent', '--pack-destination', home];
  const { stdout } = await (npm === undefined ? run('npm', pack, { cwd: root }) : run(process.execPath, [npm, ...pack], { cwd: root }));
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  await run('tar', ['-xzf', join(home, filename), '-C', modules]);
  renameSync(join(modules, 'package'), join(modules, 'mortise'));

  const { dependencies } = JSON.parse(readFileSync(join(modules, 'mortise/package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), ...DEV]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
  }
  return {
    home,
    packed: files.map(({ path }) => path),
    write: (texts) => {
      for (const [name, text] of Object.entries(texts)) {
        mkdirSync(dirname(join(home, name)), { recursive: true });
        writeFileSync(join(home, name), text);
      }
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
