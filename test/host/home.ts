/** Open this to see how a spec tries a host whose plugins lie in files of their own, in a Node of its own, on the built package. */
import { join } from 'node:path';
import { room, tryLines } from '../leaks/seeds.js';

const root = join(import.meta.dirname, '../..');

/** Runs lines that may say `home`, where these files are, `hostOf(options)` for one that is started, and `whats(report)` for what was told of escapes. */
export function tryHome<T>(name: string, files: Readonly<Record<string, string>>, lines: readonly string[]): Promise<T> {
  return tryLines<T>(name, [
    `const home = fs.mkdtempSync(${JSON.stringify(join(room, 'home-'))});`,
    "const write = (file, text) => { fs.writeFileSync(home + '/' + file, text); };",
    "for (const folder of ['node_modules', 'lib']) fs.mkdirSync(home + '/' + folder);",
    `fs.symlinkSync(${JSON.stringify(root)}, home + '/node_modules/mortise');`,
    `write('package.json', '{ "type": "module" }');`,
    `for (const [file, text] of Object.entries(${JSON.stringify(files)})) write(file, text);`,
    'const hostOf = async (options) => {',
    "  const host = mortise.createHost({ home, live: true, escapes: 'report', log: { level: 'silent' }, ...options });",
    '  const report = await host.start();',
    '  if (!report.ok) throw new Error(String(report));',
    '  return host;',
    '};',
    'const whats = ({ receipt }) => receipt.plugins.flatMap(({ plugin, escaped = [] }) => escaped.map(({ what }) => `${plugin}: ${what}`));',
    ...lines,
  ]);
}
