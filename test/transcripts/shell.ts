/** Open this to see the shell in which the commands of a page are typed, one after the other, as a reader would. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../../examples/shop/ports.js';
import { childEnv } from '../child.js';

const ROOT = join(import.meta.dirname, '../..');
/** What a command started in the background has to say before the reader goes on. */
const IS_UP = /is running; Ctrl\+C stops it/;
/** The port that the pages speak of. */
const PORT = /\b3000\b/g;

export class Shell {
  readonly folder: string;
  readonly #shell: ChildProcessWithoutNullStreams;
  #heard = '';
  #port = '3000';
  #wake: () => void = () => {};

  constructor() {
    const base = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-page-')));
    this.folder = join(base, 'demo');
    const bin = join(base, 'bin');
    mkdirSync(bin);
    mkdirSync(join(this.folder, 'node_modules'), { recursive: true });
    symlinkSync(ROOT, join(this.folder, 'node_modules/mortise'));
    const quoted = (path: string): string => JSON.stringify(path);
    writeFileSync(join(bin, 'mortise'), `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(join(ROOT, 'dist/mortise/bin.js'))} "$@"\n`);
    writeFileSync(join(bin, 'npx'), '#!/bin/sh\nexec "$@"\n');
    for (const file of ['mortise', 'npx']) chmodSync(join(bin, file), 0o755);
    this.#shell = spawn('bash', ['--norc'], {
      cwd: this.folder,
      env: childEnv({ PATH: `${bin}:${process.env['PATH'] ?? ''}`, XDG_RUNTIME_DIR: base, NO_COLOR: '1' }),
    });
    for (const stream of [this.#shell.stdout, this.#shell.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#heard += text;
        this.#wake();
      });
    }
    this.#shell.stdin.write('exec 2>&1\n');
  }

  /** Makes the folder a checkout, with the shop of the examples open in another terminal. */
  async openShop(): Promise<void> {
    this.#port = String(await freePort(0, 'the shop'));
    rmSync(join(this.folder, 'node_modules'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
    for (const name of ['package.json', 'examples', 'dist']) cpSync(join(ROOT, name), join(this.folder, name), { recursive: true });
    const [node, main] = [process.execPath, 'dist/examples/shop/main.js'].map((path) => JSON.stringify(path));
    await this.type('git init -q . && git add examples && git -c user.name=a -c user.email=a@b.c commit -qm shop');
    this.#shell.stdin.write(`PORT=${this.#port} POMELO_PORT=${await freePort(0, 'the route')} ${node} ${main} > shop.log 2>&1 &
`);
    await this.type(`until grep -q 'Ctrl+C closes it' shop.log; do sleep 0.1; done`);
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Types a line, waits until it is done, and answers everything that was printed meanwhile. */
  async type(line: string): Promise<string> {
    this.#heard = '';
    if (/(?<!&)&$/.test(line)) {
      this.#shell.stdin.write(`${line}\n`);
      await this.#until(IS_UP);
      return this.#told();
    }
    // The mark gives back the exit code, so that the next line can print it.
    this.#shell.stdin.write(`${line.replaceAll(PORT, this.#port)}\n{ code=$?; printf '@@done\\n'; (exit $code); }\n`);
    await this.#until(/@@done\n/);
    return this.#told();
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#shell.once('close', resolve));
    this.#shell.stdin.end('kill $(jobs -p) 2>/dev/null; wait; exit\n');
    await ended;
    rmSync(dirname(this.folder), { recursive: true });
  }

  #told(): string {
    return this.#heard
      .replace('@@done\n', '')
      .replaceAll(this.folder, '/srv/demo')
      .replaceAll(this.#port, '3000')
      .replace(/^\[\d+\] (\d+|Done.*)\n/gm, '')
      .replace(/\n$/, '');
  }

  #until(mark: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`nothing like ${mark} was printed, but: ${this.#heard}`)), 30_000);
      this.#wake = () => {
        if (!mark.test(this.#heard)) return;
        clearTimeout(late);
        this.#wake = () => {};
        resolve();
      };
      this.#wake();
    });
  }
}
