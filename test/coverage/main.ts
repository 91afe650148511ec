/** Open this to see what `npm run coverage` does: the specs, and the processes they start, give one table of the lines that were run. */
import { mergeProcessCovs, type ProcessCov } from '@bcoe/v8-coverage';
import istanbul, { type CoverageMap, type CoverageMapData } from 'istanbul-lib-coverage';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import v8ToIstanbul from 'v8-to-istanbul';
import { codeLines } from './lines.js';
import { LEAST, table, type Covered } from './table.js';

const root = process.cwd();
const children = join(root, 'coverage/children');
const json = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

function runSpecs(): number {
  rmSync('coverage', { recursive: true, force: true });
  mkdirSync(children, { recursive: true });
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const options = ['--coverage', '--coverageReporters=json', '--coverageDirectory=coverage/jest', ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, [...jest, ...options], { stdio: 'inherit', env: { ...process.env, CHILD_COVERAGE: children } });
  return status ?? 1;
}

/** What the processes ran of the built code, by the lines of its sources. */
async function addChildren(map: CoverageMap): Promise<void> {
  const built = ['src', 'decorators', 'mortise'].map((folder) => `${pathToFileURL(join(root, 'dist', folder)).href}/`);
  const processes = readdirSync(children).map((name): ProcessCov => {
    const { result } = json<ProcessCov>(join(children, name));
    return { result: result.filter(({ url }) => built.some((folder) => url.startsWith(folder))) };
  });
  for (const { url, functions } of mergeProcessCovs(processes).result) {
    const file = fileURLToPath(url);
    if (!existsSync(file)) continue;
    const converter = v8ToIstanbul(file);
    await converter.load();
    converter.applyCoverage(functions);
    map.merge(converter.toIstanbul());
  }
}

function coveredOf(file: string, map: CoverageMap): Covered {
  const lines = codeLines(readFileSync(file, 'utf8'));
  const known = map.files().includes(join(root, file));
  const counts: Record<string, number> = known ? map.fileCoverageFor(join(root, file)).getLineCoverage() : {};
  return { file, lines, missed: [...lines].filter((line) => (counts[line] ?? 0) === 0).sort((a, b) => a - b) };
}

async function main(): Promise<void> {
  const failed = runSpecs();
  const map = istanbul.createCoverageMap(json<CoverageMapData>('coverage/jest/coverage-final.json'));
  await addChildren(map);
  const files = ['src', 'decorators'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => coveredOf(relative(root, join(root, folder, name)).replaceAll('\\', '/'), map)),
  );
  const { text, short } = table(files);
  console.log(`\n${text}\n`);
  for (const sentence of short) console.error(`Too little is covered: ${sentence}.`);
  if (short.length === 0) console.log(`At least ${LEAST} % of the lines of src and of decorators were run.`);
  process.exitCode = failed !== 0 ? failed : short.length > 0 ? 1 : 0;
}

await main();
