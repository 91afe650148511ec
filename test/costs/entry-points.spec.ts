/** Open this to see how much is loaded with each entry point: how many files, and how many bytes of code. */
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const { exports, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { default: string }>;
  bin: { mortise: string };
};

const files: Record<string, string> = { 'the command': bin.mortise };
for (const [path, target] of Object.entries(exports))
  if (typeof target === 'object' && target.default.startsWith('./dist/')) files[path.replace(/^\./, 'mortise')] = target.default;

/** At most, without packages: files, and kilobytes after minifying; a little more than there is. What is imported while it runs does not count. */
const LIMITS: Readonly<Record<string, readonly [files: number, kilobytes: number]>> = {
  'the command': [12, 16],
  mortise: [290, 450],
  'mortise/decorators': [16, 8],
  'mortise/testing': [290, 450],
  'mortise/pomelo': [335, 490],
  'mortise/mcdreforged': [110, 150],
  'mortise/ockle': [100, 125],
  'mortise/zerepy': [310, 480],
  'mortise/agent': [330, 500],
  'mortise/control': [62, 70],
  'mortise/metrics': [72, 78],
};

async function loaded(file: string): Promise<[files: number, kilobytes: number]> {
  const { metafile } = await build({
    entryPoints: [join(root, file)],
    bundle: true,
    splitting: true,
    minify: true,
    // Node loads a file whether it is needed or not.
    ignoreAnnotations: true,
    metafile: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
  const { outputs } = metafile;
  const own = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint !== undefined && file.endsWith(entryPoint));
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name) || outputs[name] === undefined) return;
    seen.add(name);
    for (const { path, kind } of outputs[name].imports) if (kind === 'import-statement') visit(path);
  };
  visit(own![0]);
  const all = [...seen].map((name) => outputs[name]!);
  return [new Set(all.flatMap(({ inputs }) => Object.keys(inputs))).size, Math.ceil(all.reduce((sum, { bytes }) => sum + bytes, 0) / 1024)];
}

describe('what is loaded', () => {
  it('has a limit for each entry point', () => {
    expect(Object.keys(LIMITS).sort()).toEqual(Object.keys(files).sort());
  });

  it.each(Object.keys(LIMITS))('with %s stays within its limit', async (name) => {
    const [count, kilobytes] = await loaded(files[name]!);
    const [mostFiles, mostKilobytes] = LIMITS[name]!;
    expect({ count, kilobytes, isWithin: count <= mostFiles && kilobytes <= mostKilobytes }).toEqual({ count, kilobytes, isWithin: true });
  });
});
