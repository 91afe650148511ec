/** Open this to see how the packages that a plugin needs are checked before its code is loaded. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { versionDialect } from 'mortise';
import { isRecord, kind } from './metadata.js';

const npm = versionDialect('npm')!;
const LINE = /^((?:@[\w.~-]+\/)?[\w.~-]+)\s*(.*)$/;

/** What is missing, as MCDReforged says it; nothing where all is there. `warn` hears of lines that mean nothing here. */
export function whyNotInstalled(root: string, warn: (text: string) => void): string | undefined {
  for (const [name, range] of [...fromPackage(root), ...fromText(root, warn)]) {
    const version = installed(name, root);
    if (version === undefined) return `required package '${name}' not installed; run npm install ${name}`;
    if (!npm.satisfies(version, range))
      return `version unsatisfied for required package '${name}': ${version} is installed, and ${range} is needed`;
  }
  return undefined;
}

/** `dependencies` and `peerDependencies` of the plugin's own package.json. */
function fromPackage(root: string): [name: string, range: string][] {
  const file = join(root, 'package.json');
  if (!existsSync(file)) return [];
  const data = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return [data['dependencies'], data['peerDependencies']]
    .flatMap((map) => (isRecord(map) ? Object.entries(map) : []))
    .map(([name, range]) => {
      if (typeof range !== 'string') throw new TypeError(`package.json has ${kind(range)} where the range of '${name}' should be`);
      return [name, range];
    });
}

/** A line each: a package of npm and a range. */
function fromText(root: string, warn: (text: string) => void): [name: string, range: string][] {
  const file = join(root, 'requirements.txt');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .flatMap((line): [string, string][] => {
      const [, name, given] = LINE.exec(line) ?? [];
      const range = given === '' ? '*' : given?.replace(/^==/, '=').replaceAll(',', ' ');
      if (name !== undefined && range !== undefined && npm.isRange(range)) return [[name, range]];
      warn(`Unsupported line in ${file}: "${line}". Write the name of a package and a range, as: yaml ^2.0`);
      return [];
    });
}

/** The version of a package as the plugin would find it. */
function installed(name: string, root: string): string | undefined {
  for (const folder of createRequire(join(root, 'noop.js')).resolve.paths(name) ?? []) {
    const file = join(folder, name, 'package.json');
    if (!existsSync(file)) continue;
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : '0.0.0';
  }
  // A package that somebody else resolves, as a workspace does.
  try {
    let folder = dirname(createRequire(join(root, 'noop.js')).resolve(name));
    for (; folder !== dirname(folder); folder = dirname(folder)) {
      const file = join(folder, 'package.json');
      if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version ?? '0.0.0';
    }
  } catch {
    // It is not there.
  }
  return undefined;
}
