/** Open this to see how the examples of the documentation are tried: one type check of all of them, then each in a fresh folder. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnv, runNode } from '../child.js';
import type { Program } from './blocks.js';

const root = join(import.meta.dirname, '../..');
/** Inside the package, so that `mortise` is the built package itself. */
const home = join(root, 'dist/.docs');
/** Milliseconds for one program. */
const DEADLINE = 20_000;
const RUNNERS = 2;

/** What went wrong with a program: sentences that open with the place in the documentation. */
export type Failures = ReadonlyMap<Program, readonly string[]>;

const OPTIONS = {
  target: 'es2022',
  lib: ['es2023', 'esnext.disposable'],
  module: 'nodenext',
  moduleDetection: 'force',
  strict: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
  types: ['node'],
  sourceMap: true,
};

/** `name` is a folder of its own for each who tries, for specs run beside each other. */
export async function tryPrograms(name: string, programs: readonly Program[]): Promise<Failures> {
  const folder = join(home, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const failures = new Map<Program, string[]>();
  const named = new Map(programs.map((program, index) => [`${String(index).padStart(4, '0')}.mts`, program]));
  for (const [file, program] of named) writeFileSync(join(folder, file), `${program.lines.map(({ text }) => text).join('\n')}\n`);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...OPTIONS, rootDir: '.', outDir: '.' }, files: [...named.keys()] }),
  );

  const blame = (program: Program, line: number, text: string): void => {
    const place = program.lines[line - 1]?.place ?? program.place;
    failures.set(program, [...(failures.get(program) ?? []), `${place} ${text}`]);
  };

  const checked = await runNode([join(root, 'node_modules/typescript/bin/tsc'), '--pretty', 'false', '-p', folder], { cwd: folder });
  for (const [, file, line, text] of checked.stdout.matchAll(/^(\d{4}\.mts)\((\d+),\d+\): (?:error )?(.*)$/gm)) {
    blame(named.get(file!)!, Number(line), text!);
  }
  if (checked.code !== 0 && failures.size === 0) throw new Error(`The examples could not be checked.\n${checked.stdout}${checked.stderr}`);

  const waiting = [...named].filter(([, program]) => program.runs && !failures.has(program));
  await Promise.all(
    Array.from({ length: RUNNERS }, async () => {
      let runner: Runner | undefined;
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [file, program] = next;
        runner ??= new Runner();
        const failure = await runner.run(join(folder, file.replace(/\.mts$/, '.mjs')));
        if (failure === undefined) continue;
        blame(program, lineIn(failure, file), failure.replace(/\n[\s\S]*/, ''));
        runner.kill();
        runner = undefined;
      }
      await runner?.end();
    }),
  );
  return failures;
}

/** The line of the program in the stack of an error; 1 if it is not in there. */
function lineIn(failure: string, file: string): number {
  return Number(new RegExp(`${file.replace('.', '\\.')}:(\\d+)`).exec(failure)?.[1] ?? 1);
}

/** A Node that runs one program after the other, so that mortise is loaded once. */
class Runner {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'runner.mjs'), {
    execArgv: ['--enable-source-maps'],
    env: childEnv(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  #said = '';

  constructor() {
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#said = (this.#said + text).slice(-4000)));
  }

  /** Undefined, or the failure with its stack. */
  run(module: string): Promise<string | undefined> {
    if (!existsSync(module)) return Promise.resolve(`was not compiled to ${module}`);
    const cwd = mkdtempSync(join(tmpdir(), 'mortise-docs-'));
    return new Promise<string | undefined>((resolve) => {
      const deadline = setTimeout(() => resolve(`did not end within ${DEADLINE / 1000} s`), DEADLINE);
      const done = (failure: string | undefined): void => {
        clearTimeout(deadline);
        resolve(failure);
      };
      this.#child.once('message', (message: { readonly failure?: string }) => done(message.failure));
      this.#child.once('close', (code) => done(`ended the process with ${code}\n${this.#said}`));
      this.#child.send({ module, cwd });
    }).finally(() => {
      this.#child.removeAllListeners('message').removeAllListeners('close');
      rmSync(cwd, { recursive: true, force: true });
    });
  }

  /** After a failure nobody knows what still runs in it. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets it write what it covered. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.disconnect();
    });
  }
}
