/** Open this to see guarantee G5 while a host changes: nothing of a generation that went is alive, and whoever holds it is named. */
import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url);

// What V8 compiles of the host itself, the more often it runs, grows by 1 KB a reload for the first thousands and is nothing that a reload leaves.
const INTERPRETED = ['--no-opt', '--no-maglev', '--no-sparkplug'];

/** Runs a script against the built package in a process of its own, with a small heap. */
async function script(name: string, ...args: string[]): Promise<unknown> {
  const file = new URL(`test/fixtures/change/${name}`, root).pathname;
  const home = mkdtempSync(join(tmpdir(), 'mortise-leaks-'));
  const flags = [...INTERPRETED, '--max-old-space-size=150'];
  try {
    const { stdout } = await run(process.execPath, [...flags, file, home, ...args], { maxBuffer: 1 << 24, timeout: 120_000 });
    return JSON.parse(stdout.trim().split('\n').at(-1)!);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

describe('G5: 1,000 reloads in a heap of 150 MB', () => {
  it.each(['esm', 'typescript', 'commonjs', 'definition', 'container', 'many files'])(
    'of a plugin (%s) leave no old class alive, and less than 1 KB each',
    async (kind) => {
      const seen = (await script('reloads.mjs', kind, '1000')) as { alive: number; of: number; slope: number; outcome: string };
      expect(seen).toMatchObject({ alive: 0, of: 100, outcome: 'done' });
      expect(seen.slope).toBeLessThan(1_024);
    },
    150_000,
  );
});

describe('a leak', () => {
  it.each([
    ['timer', 'the timeout of'],
    ['interval', 'the interval of 60000 ms'],
    ['host event listener', 'inbox'],
    ['rxjs subscription', 'Subject'],
    ['process listener', "the listener of process 'SIGHUP'"],
    ['global', "the global 'leakedCache'"],
    ['another plugin', 'Keeper'],
  ])(
    'of the kind %s is named',
    async (kind, words) => {
      const seen = (await script('leaks.mjs', kind)) as {
        departed: { state: string; holder?: string }[];
        escaped: { what: string; place: string }[];
        codes: string[];
      };
      const [gone] = seen.departed;
      expect(gone).toMatchObject({ state: 'unloaded (leaked)' });
      expect(JSON.stringify([gone, seen.escaped])).toContain(words);
      expect(seen.codes).toEqual(seen.escaped.length > 0 ? ['unload.escaped', 'unload.leaked'] : ['unload.leaked']);
    },
    60_000,
  );

  it('that is not there is not reported', async () => {
    const seen = (await script('leaks.mjs', 'none')) as { departed: { state: string }[]; escaped: unknown[]; healthy: boolean };
    expect(seen).toMatchObject({ healthy: true, departed: [{ state: 'unloaded' }], escaped: [] });
  }, 60_000);
});
