/** Open this to see how one item is measured from its parts, and under which circumstances that was. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measured } from './fork.mjs';
import { growthOf } from './growth.mjs';
import { runRaces, wanted } from './race.mjs';
import { runTrials } from './trials.mjs';

const BENCH = fileURLToPath(new URL('..', import.meta.url));
const ROOT = join(BENCH, '..');

/** All figures of an item, and when, where and with which versions they came about. */
export async function measure(item, { isQuick, say, only, profile }) {
  const begin = Date.now();
  const [own, all] = [process.cpuUsage(), busyCores()];
  let children = 0;
  const figures = [];
  for (const [index, part] of item.parts.entries()) {
    const one = async (size, name) => {
      const { answer, busy } = await measured({ item: item.name, part: index, size, name, isQuick, only }, flagsOf(part, profile), say);
      children += busy;
      return answer;
    };
    if (part.kind === 'race') figures.push(...(await runRaces(part, isQuick, one, say)));
    else if (part.kind === 'trials')
      figures.push(...(await runTrials({ ...part, cases: part.cases.filter(wanted(only)) }, isQuick, one, say)));
    else figures.push(...(await one()));
  }
  figures.push(...growthOf(Object.assign({}, ...item.parts.map((part) => part.growth)), figures));
  const ms = Date.now() - begin;
  const { user, system } = process.cpuUsage(own);
  // What processes of an item's own keep busy can't be told from what others do.
  const others = item.spawns === true ? undefined : Math.max(0, (busyCores() - all - (user + system) / 1000 - children) / ms);
  return {
    item: item.name,
    of: { ...circumstances(isQuick), only },
    at: new Date(begin).toISOString(),
    seconds: Math.round(ms / 1000),
    others,
    figures,
  };
}

const PROFILES = ['--cpu-prof', `--cpu-prof-dir=${join(BENCH, 'results/profiles')}`];

const flagsOf = ({ flags }, profile) => (profile ? [...(flags ?? []), ...PROFILES] : flags);

/** Milliseconds for which the processors have been at work, since the machine started. */
function busyCores() {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
}

/** What must be the same for a result to be kept: else it is of something else. */
export function circumstances(isQuick) {
  return { quick: isQuick, node: process.version, machine: machine(), code: digest() };
}

/** The class of the machine. */
function machine() {
  const [first] = cpus();
  return `${cpus().length} x ${first?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`;
}

let known;

/** Of everything that is run: the built package and examples, the bench, and the versions of the peers and of all that is installed. */
function digest() {
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  const built = ['dist/mortise', 'dist/examples'].map((folder) => join(ROOT, folder)).filter((folder) => existsSync(folder));
  const files = [...[...built, BENCH].flatMap(below), ...['package.json', 'package-lock.json'].map((file) => join(ROOT, file))];
  for (const file of files) if (/\.(mjs|js|json)$/.test(file)) hash.update(readFileSync(file));
  return (known = hash.digest('hex').slice(0, 16));
}

function below(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'results') return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? below(path) : [path];
  });
}

/** The versions of mortise and of all peers. */
export function versions() {
  const read = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { version, dependencies } = read(ROOT);
  // A peer as well, in the version that mortise has.
  return { mortise: version, ...read(BENCH).dependencies, semver: dependencies.semver };
}
