/** Open this to see how much is loaded with each entry point: how many files, how many kilobytes of code, and which packages. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadedBy } from '../loaded.js';

const { exports } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  exports: Record<string, string | { default: string }>;
};
const entryPoints = Object.entries(exports)
  .filter(([, target]) => typeof target === 'object' && target.default.startsWith('./dist/'))
  .map(([path]) => path.replace(/^\./, 'mortise'));

const COMMAND = 'mortise --help';
const HOST = 'a host without plugins, from its start to its end';

/** At most, a little more than there is: each file takes Node a millisecond, and thirty kilobytes another one. */
const LIMITS: Readonly<Record<string, readonly [files: number, kilobytes: number, packages: readonly string[]]>> = {
  [COMMAND]: [3, 20, []],
  [HOST]: [13, 726, ['reflect-metadata']],
  mortise: [13, 726, ['reflect-metadata']],
  'mortise/decorators': [6, 20, ['reflect-metadata']],
  'mortise/testing': [13, 727, ['reflect-metadata']],
  'mortise/pomelo': [15, 816, ['reflect-metadata']],
  'mortise/mcdreforged': [14, 836, ['reflect-metadata', 'yaml']],
  'mortise/ockle': [15, 782, ['reflect-metadata']],
  'mortise/zerepy': [15, 782, ['reflect-metadata']],
  'mortise/agent': [15, 818, ['fastest-levenshtein', 'reflect-metadata', 'rxjs', 'yaml']],
  'mortise/control': [14, 727, ['reflect-metadata']],
  'mortise/metrics': [15, 748, ['reflect-metadata']],
};

const LINES: Readonly<Record<string, string>> = {
  [COMMAND]:
    "process.argv = [process.argv[0], 'mortise', '--help']; process.once('exit', () => told(loaded())); await import('./dist/mortise/bin.js');",
  [HOST]: `const { createHost } = await import('mortise');
    const host = createHost({ log: { level: 'silent' } });
    await host.start();
    await host.stop();
    told(loaded());`,
};

describe('what is loaded', () => {
  it('has a limit for each entry point', () => {
    expect(Object.keys(LIMITS)).toEqual(expect.arrayContaining(entryPoints));
    expect(Object.keys(LIMITS)).toHaveLength(entryPoints.length + 2);
  });

  it.each(Object.keys(LIMITS))('with %s stays within its limit', async (name) => {
    const [loaded] = await loadedBy(LINES[name] ?? `await import('${name}'); told(loaded());`);
    const { files, kilobytes, packages } = loaded!;
    const [mostFiles, mostKilobytes, allowed] = LIMITS[name]!;
    const isWithin = files.length <= mostFiles && kilobytes <= mostKilobytes;
    expect({ files: files.length, kilobytes, packages, isWithin }).toEqual({
      files: files.length,
      kilobytes,
      packages: allowed,
      isWithin: true,
    });
    expect(files.length).toBeGreaterThan(0);
  });
});
