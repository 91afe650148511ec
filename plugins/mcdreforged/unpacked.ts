/** Open this to see where archives are unpacked: in a folder of each process, and those of processes that were killed are taken away. */
import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { kill, pid } from 'node:process';

const FOLDER = /^mcdreforged-(\d+)-[0-9a-f]{8}$/;

/** A folder that nobody else has; it is made when it is needed. */
export function unpackedIn(base: string): string {
  for (const name of namesIn(base)) {
    const [, owner] = FOLDER.exec(name) ?? [];
    if (owner !== undefined && !isAlive(Number(owner))) rmSync(join(base, name), { recursive: true, force: true });
  }
  return join(base, `mcdreforged-${pid}-${randomUUID().slice(0, 8)}`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(process: number): boolean {
  try {
    return kill(process, 0);
  } catch (error) {
    // It belongs to somebody else, and runs.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
