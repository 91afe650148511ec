/** Open this to see which rules of docs/architecture.md a machine holds, and that each of them notices what breaks it. */
import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diagram, withDiagram } from './architecture/diagram.js';
import { EDGES, RANKS, rankOf, type Place } from './architecture/edges.js';
import { read, type Parsed } from './architecture/read.js';
import * as rules from './architecture/rules.js';

const root = join(import.meta.dirname, '..');

function filesOf(folder: string): Parsed[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?ts$/.test(name) && !name.includes('fixtures/untyped/') && !name.includes('node_modules'))
    .sort()
    .map((name) => {
      const file = `${folder}/${name.replaceAll('\\', '/')}`;
      return read({ file, text: readFileSync(join(root, file), 'utf8') });
    });
}

const entryPoints = Object.keys((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: object }).exports).map((path) =>
  path.replace(/^\./, 'mortise'),
);

const RULES: Readonly<Record<string, rules.Rule>> = {
  'imports point down, along the table of edges': rules.edges,
  'no file leads back to itself': rules.cycles,
  'plugins and examples import public entry points and their own files': rules.publicOnly(entryPoints),
  'packages and effects have one owner': rules.owners,
  'folders that decide are pure': rules.purity,
  'time, ids and randomness are arguments below rank 5': rules.ports,
  'only the command line ends the process': rules.exits,
  'a file opens with a sentence': rules.openings,
  "there is no 'any' without a reason": rules.precise,
  'a file is named for what it does': rules.names,
};

describe('the architecture', () => {
  const files = ['src', 'decorators', 'plugins', 'examples', 'test'].flatMap(filesOf);

  it('is read from the files that are there', () => {
    expect(files.filter(({ file }) => file.startsWith('src/')).length).toBeGreaterThan(10);
  });

  it.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(rule(files)).toEqual([]);
  });

  it('is drawn in docs/architecture.md from the table of edges; `npm run docs:diagram` draws it again', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    expect(page).toBe(withDiagram(page));
  });
});

describe('the table of edges', () => {
  it('never points up, and sideways only where rank 0 and 1 say so', () => {
    const sideways: string[] = [];
    for (const [place, allowed] of Object.entries(EDGES) as [Place, Place[]][]) {
      for (const other of allowed) {
        expect(rankOf(other)).toBeLessThanOrEqual(rankOf(place));
        if (rankOf(other) === rankOf(place) && place !== 'decorators') sideways.push(`${place} -> ${other}`);
      }
    }
    expect(sideways).toEqual([
      'problem -> model',
      'graph -> problem',
      'facts -> model',
      'manifest -> version',
      'manifest -> config',
      'plan -> version',
      'explain -> plan',
    ]);
  });

  it('leaves out no folder, and keeps the kernel from plan', () => {
    expect(Object.keys(EDGES).sort()).toEqual([...RANKS.flat(), 'decorators'].sort());
    expect(diagram().match(/--x .*/g)).toEqual(['--x plan', '--x explain', '--x dev']);
  });

  it('is not drawn into a page that has no place for it', () => {
    expect(() => withDiagram('# Architecture')).toThrow("'<!-- edges:begin -->' and '<!-- edges:end -->' are missing");
  });
});

/** What each rule says of the files, and so that no other rule has anything to say. */
function judge(texts: Record<string, string>): Record<string, string[]> {
  const files = Object.entries(texts).map(([file, text]) => read({ file, text: `/** Open this in a spec. */\n${text}` }));
  return Object.fromEntries(
    Object.entries(RULES)
      .map(([name, rule]) => [name, rule(files)] as const)
      .filter(([, found]) => found.length > 0),
  );
}

describe('the rule of edges', () => {
  const name = 'imports point down, along the table of edges';

  it.each([
    ['src/plan/x.ts', "import { a } from '../kernel/apply.js';", "imports '../kernel/apply.js': plan may not import kernel"],
    ['src/plan/x.ts', "import type { A } from '../config/schema.js';", "imports '../config/schema.js': plan may not import config"],
    ['src/model/x.ts', "export type A = import('../problem/text.js').A;", "imports '../problem/text.js': model may not import problem"],
    ['src/graph/x.ts', "export * from '../model/fact.js';", "imports '../model/fact.js': graph may not import model"],
    ['src/events/x.ts', "export { a } from '../wiring/bind.js';", "imports '../wiring/bind.js': events may not import wiring"],
    ['src/kernel/x.ts', "import type { A } from '../plan/diff.js';", "imports '../plan/diff.js': kernel may not import plan"],
    ['src/kernel/x.ts', "import '../dev/loop.js';", "imports '../dev/loop.js': kernel may not import dev"],
    ['src/dev/x.ts', "import '../control/socket.js';", "imports '../control/socket.js': dev may not import control"],
    ['src/control/x.ts', "import '../host.js';", "imports '../host.js': control may not import host"],
    ['src/cli/x.ts', "import '../testing/clock.js';", "imports '../testing/clock.js': cli may not import testing"],
    ['src/testing/x.ts', "import '../../decorators/plugin.js';", "imports '../../decorators/plugin.js': testing may not import decorators"],
    ['src/testing/x.ts', "import 'mortise/decorators';", "imports 'mortise/decorators': testing may not import decorators"],
    [
      'decorators/x.ts',
      "import type { A } from '../src/problem/text.js';",
      "imports '../src/problem/text.js': decorators may not import problem",
    ],
    [
      'src/host.ts',
      "import '../plugins/pomelo/index.js';",
      "imports '../plugins/pomelo/index.js', which has no place in the table of edges",
    ],
    ['src/host.ts', "import '../package.json';", "imports '../package.json', which has no place in the table of edges"],
  ])('notices that %s has %s', (file, text, says) => {
    expect(judge({ [file]: text })).toEqual({ [name]: [`${file}:2 ${says}`] });
  });

  it('notices a folder and a file that the table does not know', () => {
    expect(judge({ 'src/service/x.ts': '', 'src/x.ts': '' })).toEqual({
      [name]: ['src/service/x.ts:1 has no place in the table of edges', 'src/x.ts:1 has no place in the table of edges'],
    });
  });

  it('lets through what the table allows', () => {
    expect(
      judge({
        'src/manifest/x.ts': "import { a } from '../version/npm.js';\nimport type { B } from '../model/fact.js';\nimport './y.js';",
        'src/cli/x.ts': "import { createHost } from '../host.js';",
        'src/index.ts': "export { createHost } from './host.js';",
        'decorators/x.ts': "import { classFact } from '../src/facts/facts.js';",
      }),
    ).toEqual({});
  });
});

describe('the rule of cycles', () => {
  const name = 'no file leads back to itself';

  it('notices a circle of values and types, and a file that imports itself', () => {
    expect(
      judge({
        'src/plan/a.ts': "import { b } from './b.js';",
        'src/plan/b.ts': "import type { C } from './c.js';",
        'src/plan/c.ts': "export type A = import('./a.js').A;",
        'src/plan/d.ts': "export * from './d.js';",
      }),
    ).toEqual({ [name]: ['src/plan/a.ts -> src/plan/b.ts -> src/plan/c.ts -> src/plan/a.ts', 'src/plan/d.ts -> src/plan/d.ts'] });
  });

  it('lets two ways lead to one file', () => {
    const to = (...names: string[]): string => names.map((each) => `import './${each}.js';`).join('\n');
    expect(judge({ 'src/plan/a.ts': to('b', 'c'), 'src/plan/b.ts': to('d'), 'src/plan/c.ts': to('d'), 'src/plan/d.ts': '' })).toEqual({});
  });
});

describe('the rule of public entry points', () => {
  it.each([
    ['plugins/pomelo/x.ts', "import '../../src/host.js';", "imports '../../src/host.js', which is outside of plugins/pomelo"],
    ['plugins/pomelo/x.ts', "import type { A } from '../agent/a.js';", "imports '../agent/a.js', which is outside of plugins/pomelo"],
    ['plugins/pomelo/x.ts', "import 'mortise/dist/src/host.js';", "imports 'mortise/dist/src/host.js', which is not a public entry point"],
    [
      'examples/shop/x.ts',
      "void import('../../decorators/index.js');",
      "imports '../../decorators/index.js', which is outside of examples/shop",
    ],
    ['examples/shop/x.ts', "import '#host';", "imports '#host', which is not a package"],
  ])('notices that %s has %s', (file, text, says) => {
    expect(judge({ [file]: text })).toEqual({
      'plugins and examples import public entry points and their own files': [`${file}:2 ${says}`],
    });
  });

  it('lets through public entry points, packages, and own files', () => {
    const text = "import 'mortise';\nimport 'mortise/decorators';\nimport 'rxjs';\nimport 'node:http';\nimport './deep/y.js';";
    expect(judge({ 'plugins/metrics/x.ts': text, 'plugins/metrics/deep/y.ts': "import '../z.js';" })).toEqual({});
  });
});

describe('the rule of owners', () => {
  const name = 'packages and effects have one owner';

  it.each([
    ['src/kernel/x.ts', "import { Container } from 'inversify';", "imports 'inversify', which belongs to wiring"],
    ['src/kernel/x.ts', "import { type Container } from 'inversify';", "imports 'inversify', which belongs to wiring"],
    ['src/wiring/x.ts', "import { map } from 'rxjs/operators';", "imports 'rxjs/operators', which belongs to events"],
    ['decorators/x.ts', "import 'reflect-metadata';", "imports 'reflect-metadata', which belongs to facts"],
    ['src/plan/x.ts', "import semver from 'semver';", "imports 'semver', which belongs to version"],
    ['src/config/x.ts', "import type { Document } from 'yaml';", "imports 'yaml', which belongs to platform"],
    ['src/command/x.ts', "import { distance } from 'fastest-levenshtein';", "imports 'fastest-levenshtein', which belongs to problem"],
    ['src/cli/x.ts', "import { resolve } from 'import-meta-resolve';", "imports 'import-meta-resolve', which belongs to extension"],
    [
      'src/extension/x.ts',
      "import { readFile } from 'node:fs/promises';",
      "imports 'node:fs/promises', which belongs to platform and leaks",
    ],
    ['src/dev/x.ts', "import net from 'node:net';", "imports 'node:net', which belongs to platform and control"],
    [
      'src/wiring/x.ts',
      "import { createRequire } from 'node:module';",
      "imports 'node:module', which belongs to extension and leaks and packages",
    ],
    ['src/dev/x.ts', "import { fork } from 'node:child_process';", "imports 'node:child_process', which has no owner in the table"],
    ['src/host.ts', "import { inspect } from 'node:util';", "imports 'node:util', which belongs to cli and platform"],
    ['src/kernel/x.ts', "void import('node:path');", 'calls import(): only extension loads modules'],
    ['src/control/x.ts', "void import('../kernel/apply.js');", 'calls import(): only extension loads modules'],
    [
      'src/wiring/x.ts',
      "import { Container } from 'inversify';",
      "imports 'inversify' for its values, which '#packages' gives when they are needed",
    ],
    ['src/wiring/x.ts', "import { rxjs } from '#packages';", "takes 'rxjs' from '#packages', which belongs to events"],
    ['src/events/x.ts', "import { reflectMetadata } from '#packages';", "takes 'reflectMetadata' from '#packages', which belongs to facts"],
    ['src/events/x.ts', "import '#packages';", "takes '' from '#packages', which belongs to nobody"],
    ['src/events/x.ts', "import { lodash } from '#packages';", "takes 'lodash' from '#packages', which belongs to nobody"],
    ['src/kernel/x.ts', 'export const f = (name: string) => import(name);', 'calls import(): only extension loads modules'],
    ['src/cli/x.ts', 'export const f = (name: string) => import(name);', 'calls import(): only extension loads modules'],
    ['src/cli/x.ts', "import lodash from 'lodash';", "imports 'lodash', which has no owner in the table"],
    ['src/cli/x.ts', "import http from 'node:http';", "imports 'node:http', which has no owner in the table"],
    ['src/facts/x.ts', "import { join } from 'node:path';", "imports 'node:path': only ranks above 1 may"],
    ['src/kernel/x.ts', 'export const at = process.cwd();', 'uses process.cwd: process belongs to platform and cli and leaks'],
  ])('notices that %s has %s', (file, text, says) => {
    expect(judge({ [file]: text })).toEqual({ [name]: [`${file}:2 ${says}`] });
  });

  it('lets through the owners, the types of rxjs and inversify, and what is without effect', () => {
    expect(
      judge({
        'src/packages/x.ts': "import { Container } from 'inversify';\nvoid import('rxjs');",
        'src/wiring/x.ts': "import { inversify } from '#packages';\nimport type { Observable } from 'rxjs';",
        'src/model/x.ts': "import type { Container } from 'inversify';\nimport type { Server } from 'node:net';",
        'src/extension/x.ts':
          "import { join } from 'node:path';\nimport { types } from 'node:util';\nexport const f = (name: string) => import(name);",
        'src/cli/x.ts':
          "import { parseArgs } from 'node:util';\nimport process from 'node:process';\nprocess.exit(1);\nvoid import('./y.js');",
        'src/control/x.ts': "import { connect } from 'node:net';",
        'src/kernel/x.ts': 'export const read = (process: { pid: number }) => process.pid;',
      }),
    ).toEqual({});
  });
});

describe('the rule of purity', () => {
  it.each([
    ['async', 'export async function f() {}'],
    ['async', 'export class A { async f() {} }'],
    ['async', 'export const f = async () => 1;'],
    ['await', 'await 1;'],
    ['for await', 'for await (const a of []) a;'],
    ['Promise.resolve', 'export const a = Promise.resolve(1);'],
    ['Promise', 'export const a = new Promise(() => {});'],
    ['setTimeout', 'setTimeout(() => {}, 1);'],
    ['queueMicrotask', 'queueMicrotask(() => {});'],
    ['Date.now', 'export const a = Date.now();'],
    ['Date()', 'export const a = new Date();'],
    ['Date(value)', 'export const a = new Date(0);'],
    ['Math.random', 'export const a = Math.random();'],
    ['Math.random', "export const a = Math['random']();"],
    ['Math', 'export const { random } = Math;'],
    ['process.pid', 'export const a = process.pid;'],
    ['console.log', 'console.log(1);'],
    ['globalThis', 'export const a = globalThis;'],
  ])('notices %s in %s', (what, text) => {
    expect(judge({ 'src/plan/x.ts': text })).toEqual({ 'folders that decide are pure': [`src/plan/x.ts:2 uses ${what}: plan is pure`] });
  });

  it('notices a module of Node, beside the rule of owners', () => {
    expect(judge({ 'src/manifest/x.ts': "import { join } from 'node:path';" })).toEqual({
      'folders that decide are pure': ['src/manifest/x.ts:2 uses node:path: manifest is pure'],
      'packages and effects have one owner': ["src/manifest/x.ts:2 imports 'node:path': only ranks above 1 may"],
    });
  });

  it('lets through types, arguments and members of those names, and arithmetic', () => {
    const text = [
      'export type Later = Promise<Date>;',
      'export interface Clock { setTimeout(run: () => void): void; readonly process: typeof process }',
      'export const f = (Date: { now(): number }, log: { console: number }) => Math.max(Date.now(), log.console);',
    ].join('\n');
    expect(judge({ 'src/plan/x.ts': text })).toEqual({});
  });
});

describe('the rule of ports', () => {
  it.each([
    ['Date.now', 'export const a = Date.now();'],
    ['Date()', 'export const a = new Date();'],
    ['Math.random', 'export const a = Math.random();'],
    ['setTimeout', 'setTimeout(() => {}, 1);'],
    ['crypto.randomUUID', 'export const a = crypto.randomUUID();'],
    ['AbortSignal.timeout', 'export const a = AbortSignal.timeout(1);'],
  ])('notices %s', (what, text) => {
    expect(judge({ 'src/kernel/x.ts': text })).toEqual({
      'time, ids and randomness are arguments below rank 5': [`src/kernel/x.ts:2 uses ${what}: it comes in as an argument`],
    });
  });

  it('lets through the platform, the host, and what comes in as an argument', () => {
    expect(
      judge({
        'src/platform/x.ts': 'export const now = () => Date.now();',
        'src/host.ts': 'export const id = crypto.randomUUID();',
        'src/events/x.ts': 'export const f = (clock: { setTimeout(run: () => void): void }) => clock.setTimeout(() => {});',
        'src/wiring/x.ts': 'export const f = (value: unknown) => value instanceof Date || new Date(0);',
      }),
    ).toEqual({});
  });
});

describe('the rule of exits', () => {
  it.each([
    ['process.exit', 'process.exit(1);'],
    ['process.abort', 'globalThis.process?.abort();'],
    ['process.exit', "import node from 'node:process';\nnode.exit(1);"],
    ['process.exit', "import { exit } from 'node:process';\nexit(1);"],
  ])('notices %s in %j', (what, text) => {
    const line = /exit|abort/.test(text.split('\n')[0]!) ? 2 : 3;
    expect(judge({ 'plugins/console/x.ts': text })).toEqual({
      'only the command line ends the process': [`plugins/console/x.ts:${line} calls ${what}: only cli ends the process`],
    });
  });
});

describe('the rule of openings', () => {
  it.each([
    ['', 'export {};'],
    ['a line comment', '// Open this.\nexport {};'],
    ['no sentence', '/** apply */\nexport {};'],
    ['an import first', "import './y.js';\n/** Open this. */"],
  ])('notices %s', (_, text) => {
    expect(rules.openings([read({ file: 'src/plan/x.ts', text })])).toEqual([
      'src/plan/x.ts:1 does not open with a sentence that says why one would open it',
    ]);
  });

  it.each([
    ['one line', '/** Open this. */\nexport {};'],
    ['several lines', '/**\n * Open this to see\n * everything.\n *\n * more\n */\nexport {};'],
    ['a hashbang', '#!/usr/bin/env node\n/** Open this. */\nexport {};'],
  ])('lets through %s', (_, text) => {
    expect(rules.openings([read({ file: 'src/plan/x.ts', text })])).toEqual([]);
  });
});

describe("the rule of 'any'", () => {
  const name = "there is no 'any' without a reason";

  it('notices one in a type, an argument and an assertion', () => {
    expect(
      judge({ 'src/plan/x.ts': 'export type A = Record<string, any>;\nexport const f = (a: any) => a;\nexport const b = 1 as any;' }),
    ).toEqual({
      [name]: [2, 3, 4].map((line) => `src/plan/x.ts:${line} has an 'any' without a reason`),
    });
  });

  it('lets through a reason, and facts and wiring', () => {
    const any = 'export let a: any;';
    expect(
      judge({
        'src/facts/x.ts': any,
        'src/wiring/x.ts': any,
        'src/plan/x.ts': `// oxlint-disable-next-line typescript/no-explicit-any -- a reason\n${any}`,
        'src/plan/y.ts': `${any} // oxlint-disable-line typescript/no-explicit-any -- a reason`,
        'src/plan/z.ts': `// oxlint-disable typescript/no-explicit-any -- a reason\n\n${any}\n// oxlint-enable typescript/no-explicit-any`,
      }),
    ).toEqual({});
  });

  it('notices one after the reason has ended', () => {
    const text =
      '// oxlint-disable typescript/no-explicit-any -- a reason\n// oxlint-enable typescript/no-explicit-any\nexport let a: any;';
    expect(judge({ 'src/plan/x.ts': text })).toEqual({ [name]: ["src/plan/x.ts:4 has an 'any' without a reason"] });
  });
});

describe('the rule of names', () => {
  it.each(['src/plan/utils.ts', 'src/plan/string-util.ts', 'plugins/console/helpers/x.ts', 'test/common.ts', 'decorators/misc.ts'])(
    'notices %s',
    (file) => {
      expect(judge({ [file]: '' })).toEqual({ 'a file is named for what it does': [`${file}:1 is named for nothing`] });
    },
  );

  it('lets through a name that only contains such a word', () => {
    expect(judge({ 'src/plan/commonest.ts': '' })).toEqual({});
  });
});
