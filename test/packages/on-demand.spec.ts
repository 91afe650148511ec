/** Open this to see when the packages that mortise stands on are loaded, and that they are the very ones that authors import. */
import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from '../child.js';
import { loadedBy } from '../loaded.js';

const root = join(import.meta.dirname, '../..');

/** Runs lines below the built package, and answers what \`told\` was given. */
async function told<T>(lines: string, ...flags: string[]): Promise<T> {
  const script = `
    import { createHost, definePlugin, versionDialect } from 'mortise';
    const log = { level: 'silent' };
    const told = (value) => console.log(JSON.stringify(value));
    ${lines}`;
  const { code, stdout, stderr } = await runNode([...flags, '--input-type=module', '-e', script], { cwd: root });
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as T;
}

const PLUGIN = `definePlugin({ id: 'rates', version: '1.0.0', provides: { 'shop/rates': { scope: 'singleton' } }, setup: () => ({}) })`;

/** The packages that are loaded at each `loaded()` of the lines. */
async function packages(lines: string): Promise<(readonly string[])[]> {
  const all = await loadedBy(
    `import { createHost, definePlugin, versionDialect } from 'mortise'; const log = { level: 'silent' };\n${lines}`,
  );
  return all.map((each) => each.packages);
}

describe('a package is loaded', () => {
  it('by no host without plugins, but reflect-metadata, which types are written with', async () => {
    const loaded = await packages(
      `const host = createHost({ log });
       await host.start();
       host.events.emit('shop.opened', 1);
       const running = loaded();
       await host.stop();
       told(running, loaded());`,
    );
    expect(loaded).toEqual([['reflect-metadata'], ['reflect-metadata']]);
  });

  it.each([
    ['rxjs', "host.events.on('shop.opened').subscribe()"],
    ['inversify', 'host.container'],
    ['semver', "versionDialect('npm').satisfies('1.0.0', '^1')"],
  ])('by what uses it first: %s by %s', async (name, use) => {
    const loaded = await packages(`const host = createHost({ log }); const before = loaded(); void ${use}; told(before, loaded());`);
    expect(loaded).toEqual([['reflect-metadata'], [name, 'reflect-metadata'].sort()]);
  });

  it('before code of plugins that is to be loaded, which may import it: inversify; and not for plugins that are given in code', async () => {
    const home = mkdtempSync(join(tmpdir(), 'mortise-packages-'));
    writeFileSync(
      join(home, 'plain.mjs'),
      `export default { name: 'plain', version: '1.0.0', attach(options, done) { this.registerPlugin('plain/it', {}); done(); } };`,
    );
    const [given, read] = await packages(
      `const run = async (...extensions) => {
         const host = createHost({ home: ${JSON.stringify(home)}, log, extensions });
         const report = await host.start();
         if (!report.ok || report.plugins.length !== extensions.length) throw new Error(String(report));
         await host.stop();
         return loaded();
       };
       told(await run(${PLUGIN}), await run(${PLUGIN}, { file: './plain.mjs' }));`,
    );
    rmSync(home, { recursive: true });
    expect(given).not.toContain('inversify');
    expect(read).toContain('inversify');
  });
});

describe('what is loaded', () => {
  it.each([
    ['on demand', []],
    ['at once, where require() takes no ES modules', ['--no-experimental-require-module']],
  ])('%s is what authors import', async (_, flags) => {
    const same = await told(
      `const host = createHost({ log });
       const stream = host.events.on('shop.opened');
       const { container } = host;
       const [{ Observable }, { Container }] = await Promise.all([import('rxjs'), import('inversify')]);
       told([stream instanceof Observable, container instanceof Container, Object.getPrototypeOf(container) === Container.prototype]);`,
      ...flags,
    );
    expect(same).toEqual([true, true, true]);
  });
});

describe('while an import() of inversify is on its way', () => {
  it('a host starts with its plugins, and a container that is asked for too early says so', async () => {
    const answer = await told<unknown[]>(
      `const host = createHost({ log, extensions: [${PLUGIN}] });
       const theirs = import('inversify');
       await new Promise((resolve) => setImmediate(resolve));
       let early;
       try { host.container; } catch ({ code }) { early = code; }
       const report = await host.start();
       await theirs;
       told([early, report.plugins.map(({ state }) => state), typeof host.container.get('shop/rates')]);
       await host.stop();`,
    );
    expect(answer).toEqual(['wire.container-too-early', ['running'], 'object']);
  });
});
