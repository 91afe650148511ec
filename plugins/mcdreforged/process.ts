/** Open this to see the child process that plugins react to: started, fed, read line by line, stopped in the end, and started again by policy. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { PluginContextView } from 'mortise';
import type { ProcessView, ServerCommand } from './contract.js';
import { Lines } from './lines.js';

/** What the process tells, and asks for. */
export interface ProcessPorts {
  readonly context: PluginContextView;
  readonly command: ServerCommand;
  /** Absolute. */
  readonly cwd: string;
  /** What is written to stop it; without it, its stdin ends. */
  readonly stopCommand: () => string | undefined;
  /** A line of its output. */
  readonly line: (text: string) => void;
  /** Resolves when everybody who was told has answered. */
  readonly told: (event: 'mcdr.server_start_pre' | 'mcdr.server_start' | 'mcdr.server_stop', args: readonly unknown[]) => Promise<unknown>;
}

const MOST_UNREAD = 1024 * 1024;
const SECOND = 1000;

export class ServerProcess implements ProcessView {
  isStartup = false;
  #child: ChildProcessWithoutNullStreams | undefined;
  #ended: Promise<void> = Promise.resolve();
  #isWanted = false;
  #isStarting = false;
  /** Counts whoever wants it to stop: a start that goes on after that has come too late. */
  #stops = 0;
  /** When it was started again by itself. */
  #restarts: number[] = [];

  constructor(readonly ports: ProcessPorts) {}

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<boolean> {
    if (this.#child !== undefined || this.#isStarting) return false;
    const { context, command, cwd, told } = this.ports;
    this.#isStarting = true;
    const stops = this.#stops;
    try {
      await told('mcdr.server_start_pre', []);
      if (stops !== this.#stops) return false;
      const child = spawn(command.command, command.args ?? [], { cwd, env: { ...process.env, ...command.env }, stdio: 'pipe' });
      await spawned(child).catch((cause: Error) => {
        throw new Error(
          `The server can't be started: ${cause.message}. Correct serverCommand.command ('${command.command}') or serverCommand.cwd ('${cwd}').`,
          { cause },
        );
      });
      this.#isWanted = stops === this.#stops;
      if (!this.#isWanted) child.kill('SIGKILL');
      this.#child = child;
      context.log.info(`Server is running at PID ${child.pid}`);
      this.#ended = this.#follow(child);
    } finally {
      this.#isStarting = false;
    }
    await told('mcdr.server_start', []);
    return true;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#isWanted = false;
    this.#stops += 1;
    if (child === undefined) return;
    const { context, command, stopCommand } = this.ports;
    const ms = command.stopMs ?? 2000;
    const word = stopCommand();
    if (word === undefined) child.stdin.end();
    else this.write(word);
    const how = word === undefined ? 'its stdin ended' : `'${word}'`;
    if (await this.#endsWithin(ms)) return;
    context.log.warn(`The server did not stop within ${ms} ms after ${how}; it is terminated`);
    child.kill('SIGTERM');
    if (await this.#endsWithin(ms)) return;
    context.log.warn(`The server did not stop within ${ms} ms after SIGTERM; it is killed`);
    this.kill();
    await this.#ended;
  }

  kill(): void {
    this.#isWanted = false;
    this.#stops += 1;
    this.#child?.kill('SIGKILL');
  }

  write(line: string): boolean {
    const stdin = this.#child?.stdin;
    if (stdin === undefined || !stdin.writable) return false;
    if (stdin.writableLength > MOST_UNREAD) {
      this.ports.context.log.warn(
        `The server does not read its stdin, where ${stdin.writableLength} bytes wait; "${line.slice(0, 60)}" is dropped`,
      );
      return false;
    }
    stdin.write(`${line}\n`);
    return true;
  }

  untilStopped(): Promise<void> {
    return this.#ended;
  }

  #endsWithin(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const undo = this.ports.context.clock.setTimeout(() => resolve(false), ms);
      void this.#ended.then(() => {
        undo();
        resolve(true);
      });
    });
  }

  /** Until the process and its output have ended, and everybody knows. */
  #follow(child: ChildProcessWithoutNullStreams): Promise<void> {
    const { context, command, line, told } = this.ports;
    const lines = new Lines(
      context,
      command.linesPerSecond ?? 10_000,
      (text) => line(text),
      () => !this.#isWanted,
    );
    lines.read(child.stdout);
    lines.read(child.stderr);
    // It may end while something is written to it.
    child.stdin.on('error', () => undefined);
    return new Promise((resolve) => {
      // Whom it has started may keep its output open.
      child.once('exit', () => {
        const letGo = (): void => [child.stdout, child.stderr].forEach((stream) => stream.destroy());
        if (context.signal.aborted) letGo();
        else child.once('close', context.clock.setTimeout(letGo, SECOND));
      });
      child.once('close', (code, signal) => {
        lines.end();
        this.#child = undefined;
        this.isStartup = false;
        context.log.info(signal === null ? `Server process stopped with code ${code}` : `Server process was ended by ${signal}`);
        void told('mcdr.server_stop', [code])
          .catch(() => undefined)
          .then(() => {
            resolve();
            this.#again(code);
          });
      });
    });
  }

  #again(code: number | null): void {
    const { context, command } = this.ports;
    const { when = 'never', delay = SECOND, most = 5, within = 60_000 } = command.restart ?? {};
    if (!this.#isWanted || when === 'never' || (when === 'failure' && code === 0)) return;
    const now = context.clock.now();
    this.#restarts = this.#restarts.filter((at) => now - at < within);
    if (this.#restarts.length >= most) {
      context.log.error(
        `The server has ended ${most + 1} times within ${within} ms, so it is not started again. Look at its last lines, correct serverCommand, and start it.`,
      );
      return;
    }
    const ms = delay * 2 ** this.#restarts.length;
    this.#restarts.push(now);
    context.log.warn(`The server ended by itself; it is started again in ${ms} ms (${this.#restarts.length} of ${most})`);
    context.setTimeout(() => (this.#isWanted ? this.start() : undefined), ms);
  }
}

function spawned(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  }).then(() => void child.on('error', () => undefined));
}
