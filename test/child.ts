/** Open this to run something in a Node of its own: what loads modules, leaks, exits or starts workers cannot be tried inside jest. */
import { spawn } from 'node:child_process';
import { jest } from '@jest/globals';

/** Milliseconds that a child has, unless it is given another deadline. */
const DEADLINE = 60_000;
// A spec outlives its child, whose end tells what it wrote; the few seconds that jest gives are what a busy machine takes to start two of Node.
jest.setTimeout(DEADLINE + 5_000);

export interface ChildOptions {
  readonly cwd?: string;
  /** Written to its standard input, which then ends. */
  readonly input?: string;
  /** Beside the environment of the spec. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is killed, and its code is -1. Default 60 000, which a spec waits for. */
  readonly deadline?: number;
}

export interface ChildResult {
  /** The exit code; -1 if a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a child leaves what it covered: `npm run coverage` sets the variable and adds it to what jest covers itself. */
export function childEnv(env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const folder = process.env['CHILD_COVERAGE'];
  return { ...process.env, ...(folder === undefined ? {} : { NODE_V8_COVERAGE: folder }), ...env };
}

/** Runs `node ...args` to its end: `await runNode(['dist/mortise/bin.js', 'plan'], { cwd })`. It never rejects because of an exit code. */
export function runNode(args: readonly string[], options: ChildOptions = {}): Promise<ChildResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: options.cwd, env: childEnv(options.env), stdio: 'pipe' });
    const deadline = setTimeout(() => child.kill('SIGKILL'), options.deadline ?? DEADLINE);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => {}); // it may end without reading
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(deadline);
      resolve({ code: code ?? -1, stdout, stderr });
    });
    child.stdin.end(options.input ?? '');
  });
}
