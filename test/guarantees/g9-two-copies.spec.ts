/** Open this to see promise G9 held: two copies of mortise in one process, as they are installed, that meet or do not. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Problem } from 'mortise';
import { runNode } from '../child.js';

const root = join(import.meta.dirname, '../..');
const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
};

/** Installs the built package into a folder, as a release with that version. */
function install(folder: string, release: string): void {
  const into = join(folder, 'node_modules/mortise');
  cpSync(join(root, 'dist/mortise'), join(into, 'dist/mortise'), { recursive: true });
  const said = `VERSION = "${version}"`;
  const files = readdirSync(join(into, 'dist/mortise'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(into, 'dist/mortise', name))
    .filter((file) => file.endsWith('.js') && readFileSync(file, 'utf8').includes(said));
  expect(files).toHaveLength(1);
  for (const file of files) writeFileSync(file, readFileSync(file, 'utf8').replace(said, `VERSION = "${release}"`));
  writeFileSync(join(into, 'package.json'), readFileSync(join(root, 'package.json'), 'utf8').replace(version, release));
}

interface Answer {
  readonly states: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  readonly heard: readonly unknown[];
}

describe.each([
  ['of the same version', version],
  ['of another version', '0.2.0-next.1'],
])('B8, G9: two copies %s', (_, release) => {
  let home: string;
  let answers: Readonly<Record<string, Answer>>;
  let said: string;

  beforeAll(async () => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-copies-')));
    cpSync(join(import.meta.dirname, '../fixtures/copies'), home, { recursive: true });
    install(home, version);
    install(join(home, 'plugin'), release);
    for (const name of Object.keys(dependencies)) {
      mkdirSync(dirname(join(home, 'node_modules', name)), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), join(home, 'node_modules', name), 'junction');
    }
    const { code, stdout, stderr } = await runNode(['main.mjs'], { cwd: home });
    expect([code, stderr]).toEqual([0, '']);
    answers = JSON.parse(stdout) as typeof answers;
    said = `comes from mortise ${release} in ${home}/plugin/node_modules/mortise, but this host is mortise ${version} in ${home}/node_modules/mortise.`;
  }, 60_000);
  afterAll(() => rmSync(home, { recursive: true }));

  it.each([
    ['class', 'presence', 'The class Presence'],
    ['definition', 'audit', "The definition of 'audit'"],
    ['component', 'mixed', 'The class Store'],
    ['base', 'mixed', 'The class Mixed'],
    ['decorator', 'mixed', 'The class Mixed'],
    ['config', 'mixed', 'The class Settings'],
    ['token', 'mixed', 'The PluginContext of parameter 1 of the constructor of Mixed'],
    ['attach', 'presence', 'The class Presence'],
    ['file', 'presence', 'The class Presence'],
  ])('a %s that reaches a host of the other one is refused with one error that names both', (scenario, plugin, what) => {
    const { states, problems } = answers[scenario]!;
    expect(problems).toMatchObject([
      { code: 'extension.other-copy', severity: 'error', blame: 'host', plugin, message: `${what} ${said}` },
    ]);
    expect(problems[0]!.details).toEqual({
      what,
      version: release,
      from: join(home, 'plugin/node_modules/mortise'),
      own: version,
      ownFrom: join(home, 'node_modules/mortise'),
    });
    expect(states).toEqual({ [plugin]: 'failed', good: 'running' });
  });

  it.each([
    ['host', 'other'],
    ['context', 'spy'],
  ])('a %s that is given as an extension is refused the same way', (scenario, spec) => {
    const { states, problems } = answers[scenario]!;
    expect(problems).toMatchObject([{ code: 'extension.other-copy', phase: 'read', message: `What is given as '${spec}' ${said}` }]);
    expect(states).toEqual({ good: 'running' });
  });

  it('an error of the other one is an error like any other, with its code', () => {
    const { states, problems } = answers['error']!;
    expect(problems).toMatchObject([
      { code: 'lifecycle.failed', plugin: 'failing', cause: { name: 'MortiseError', code: 'host.not-running' } },
    ]);
    expect(states).toEqual({ failing: 'failed', good: 'running' });
  });

  it('that are never mixed are silent: each runs its own, and what belongs to neither may go anywhere', () => {
    expect(answers['apart']).toEqual({ heard: [['own', 1]], problems: [] });
    expect(answers['plain']).toEqual({ states: { plain: 'running', good: 'running' }, problems: [] });
    expect(answers['nested']).toEqual({ states: { nests: 'running', good: 'running' }, problems: [] });
  });
});
