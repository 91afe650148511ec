/** Open this to see what mortise asks of the process that it runs in. */

/** Version of Node, without the v. */
export const nodeVersion: string = process.versions.node;

/** Where a host is at home that names no home. */
export function workingDirectory(): string {
  return process.cwd();
}

/** Ends the process as the signal would have, had nobody listened for it. */
export function leaveBy(signal: string): void {
  process.kill(process.pid, signal);
}

/** Lets timers, signals and sockets be heard before it goes on. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The variables of the process, as they are now. */
export function environmentVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

export const processId: number = process.pid;

/** From now on stacks tell the lines of the sources, for code that comes with a source map; it can't be asked for a part of the process. */
export function mapStacks(): void {
  process.setSourceMapsEnabled(true);
}
