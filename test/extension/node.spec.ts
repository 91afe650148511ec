/** Open this to see loading as Node itself does it, on the built package: what jest's own loader does otherwise. */
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { runNode } from '../child.js';
import { folder } from './folder.js';

const mortise = pathToFileURL(new URL('../../dist/mortise/index.js', import.meta.url).pathname).href;

const there = folder({
  'plugins/agent.cjs': `
    module.extension = function () {
      'use strict';
      return {
        name: 'agent', version: '1.0.0', provider: 'my organization',
        attach: function (options, callback) {
          var container = this;
          try {
            container.registerPlugin('agent/one', { region: options.region });
            container.registerPlugin(['agent', 'two'], function () {});
            callback && callback();
          } catch (err) {
            callback && callback(err);
          }
        },
      };
    };`,
  'plugins/broken/package.json': '{ broken',
  'plugins/broken/index.js': '',
  'plugins/syntax.mjs': 'export default {',
  'plugins/dirname.mjs': "export default { id: 'a', version: '1.0.0', home: __dirname };",
  'plugins/filename/package.json': '{ "type": "module" }',
  'plugins/filename/index.js':
    "import { join } from 'node:path'; export default { id: 'b', version: '1.0.0', home: join(__filename, '..') };",
  'plugins/requires.mjs': "const path = require('node:path'); export default { id: 'c', version: '1.0.0', path };",
  'plugins/exports.mjs': 'exports.plugin = {};',
  'plugins/assigns.mjs': 'module.exports = {};',
  'plugins/mainless/package.json': '{ "main": "./nope.js" }',
  'plugins/misplaced.mjs': `import { Plugin } from ${JSON.stringify(mortise)}; export default Plugin;`,
  'plugins/nowhere.mjs': `import { Plagin } from ${JSON.stringify(mortise)}; export default Plagin;`,
  'plugins/exported.cjs': "export default { id: 'd', version: '1.0.0' };",
  'plugins/imported.cjs': "import { join } from 'node:path'; module.exports = { id: 'e', version: '1.0.0', join };",
  'plugins/uncompiled.mjs': '@Plugin({}) export class A {}',
  'plugins/decorated.mjs': `
    import { OnEvent, Plugin } from ${JSON.stringify(mortise.replace('index.js', 'decorators.js'))};
    export class Hello { greet() {} }
    OnEvent('bind_sesion')(Hello.prototype, 'greet');
    Plugin({ id: 'hello', version: '1.0.0' })(Hello);`,
});

interface Loaded {
  readonly plugins: unknown[];
  readonly problems: Record<string, string>[];
  readonly found: unknown;
}

const load = (...extensions: object[]): Promise<Loaded> => loadBy({}, ...extensions);

const loadBy = (options: object, ...extensions: object[]): Promise<Loaded> => loadUnder([], options, ...extensions);

async function loadUnder(flags: readonly string[], options: object, ...extensions: object[]): Promise<Loaded> {
  const all = { home: there.path, log: { level: 'silent' }, extensions, ...options };
  const script = `
    import { createHost } from ${JSON.stringify(mortise)};
    const host = createHost(${JSON.stringify(all)});
    const report = await host.start();
    const plugins = report.plugins.map(({ id, state }) => [id, state]);
    console.log(JSON.stringify({ plugins, problems: report.problems, found: host.find('agent/one') }));
    await host.stop();`;
  const { code, stdout, stderr } = await runNode([...flags, '--input-type=module', '-e', script]);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Awaited<ReturnType<typeof load>>;
}

describe('in Node', () => {
  it("an extension as the agent's documents write it, module.extension = function, is attached", async () => {
    const { plugins, problems, found } = await load({ file: './plugins/agent.cjs', options: { region: 'eu' } });
    expect(problems).toEqual([]);
    expect(plugins).toEqual([
      ['agent:agent/one', 'running'],
      ['agent:agent/two', 'running'],
    ]);
    expect(found).toEqual({ region: 'eu' });
  });

  it('a package.json that can’t be read, a package that is absent and a mistake in a module are told as Node tells them', async () => {
    const { problems } = await load({ file: './plugins/broken' }, { module: 'acme-absent' }, { file: './plugins/syntax.mjs' });
    expect(problems).toMatchObject([
      { code: 'extension.not-found', message: expect.stringMatching(/package\.json/), hint: 'Mend its package.json.' },
      { code: 'extension.not-found', message: expect.stringContaining("Cannot find package 'acme-absent'") },
      { code: 'extension.import-failed', message: expect.stringContaining('SyntaxError'), place: expect.stringMatching(/syntax\.mjs$/) },
    ]);
  });

  it('decorators that nobody has compiled are told with what to do', async () => {
    const { problems } = await load({ file: './plugins/uncompiled.mjs' });
    expect(problems).toMatchObject([{ code: 'extension.import-failed', hint: expect.stringContaining('Decorators have to be compiled') }]);
  });

  it('what only an ES module has, in a CommonJS file, is told with what that has instead', async () => {
    // Node warns of it besides.
    const { problems } = await loadUnder(['--no-warnings'], {}, { file: './plugins/exported.cjs' }, { file: './plugins/imported.cjs' });
    const hint = 'This file is CommonJS, by its name or its package.json: name it .mjs, or write require and module.exports.';
    expect(problems.map((found) => found['hint'])).toEqual([hint, hint]);
  });

  it('a main that is not there is told as that', async () => {
    const { problems } = await load({ file: './plugins/mainless' });
    expect(problems).toMatchObject([
      {
        code: 'extension.not-found',
        message: expect.stringContaining("its package.json names './nope.js' as main, which is not there."),
        hint: 'Correct main in its package.json, or add that file.',
      },
    ]);
  });

  it('a name that mortise has elsewhere is told with where', async () => {
    const { problems } = await load({ file: './plugins/misplaced.mjs' }, { file: './plugins/nowhere.mjs' });
    expect(problems.map((found) => found['hint'])).toEqual([
      "Import Plugin from 'mortise/decorators'.",
      'Mend that line; nothing of the extension has run.',
    ]);
  });

  it('what only CommonJS has, in an ES module, is told with what that has instead', async () => {
    const names = ['dirname.mjs', 'filename', 'requires.mjs', 'exports.mjs'];
    const { problems } = await load(...names.map((name) => ({ file: `./plugins/${name}` })));
    const whole = 'This file is an ES module, by its name or its package.json: name it .cjs, or write import and export.';
    expect(problems.map(({ hint }) => hint)).toEqual([
      'This file is an ES module, which has import.meta.dirname instead.',
      'This file is an ES module, which has import.meta.filename instead.',
      ...[whole, whole],
    ]);
  });

  it('what only CommonJS has, in an ES module that is loaded to be read anew, is told alike', async () => {
    const { problems } = await loadBy({ live: true }, { file: './plugins/requires.mjs' }, { file: './plugins/assigns.mjs' });
    const hint = 'This file is an ES module, by its name or its package.json: name it .cjs, or write import and export.';
    expect(problems).toMatchObject([
      { code: 'extension.import-failed', hint, place: expect.stringMatching(/requires\.mjs:1:14$/) },
      { code: 'extension.import-failed', hint, place: expect.stringMatching(/assigns\.mjs:1:8$/) },
    ]);
  });

  it('a decorator is told by its very line and column', async () => {
    const { plugins, problems } = await load({ file: './plugins/decorated.mjs' });
    expect(plugins).toEqual([['hello', 'running']]);
    expect(problems).toMatchObject([{ code: 'manifest.unknown-event', plugin: 'hello', place: `${there.path}/plugins/decorated.mjs:4:5` }]);
  });
});
