/** Open this to see how a plugin chooses the rules by which its version and its ranges are read. */
import { describe, expect, it } from '@jest/globals';
import { createHost, definePlugin } from 'mortise';
import { Plugin } from 'mortise/decorators';
import { described, said } from './described.js';

const plugin = (fields: object): object => definePlugin({ id: 'old', ...fields } as never);

describe('a plugin with versions: mcdreforged', () => {
  it('may have a version and ranges that npm refuses', () => {
    const found = described(plugin({ versions: 'mcdreforged', version: '1.02', dependencies: { lib: '>=1 ~1.2.x' } }));
    expect(said(found)).toEqual([]);
    expect(found.manifest).toMatchObject({ version: '1.2', versions: 'mcdreforged', dependencies: [{ id: 'lib', range: '>=1 ~1.2.x' }] });
    @Plugin({ id: 'old', version: '1.2', versions: 'mcdreforged' })
    class Decorated {}
    expect(described(Decorated).manifest).toMatchObject({ version: '1.2', versions: 'mcdreforged' });
  });

  it('is told by which rules something is wrong, and what', () => {
    expect(
      said(described(plugin({ versions: 'mcdreforged', version: 'one', conflicts: { a: '1 || 2' }, dependencies: { b: 1234 } }))),
    ).toEqual([
      "manifest.bad-version version: The version 'one' is not a version (mcdreforged rules): the part 'one' is no number.",
      "manifest.bad-type dependencies.b: The field 'dependencies.b' wants a range of versions, but is the number 1234.",
      "manifest.bad-range conflicts.a: The range '1 || 2' for 'a' is not a range of versions (mcdreforged rules): in '||', the part '||' is no number.",
    ]);
  });

  it('starts beside what its range takes, and waits for what it does not, by its own rules', async () => {
    const lib = definePlugin({ id: 'lib', version: '0.9.0' });
    const host = createHost({
      log: { level: 'silent' },
      extensions: [
        lib,
        definePlugin({ id: 'wide', version: '1', versions: 'mcdreforged', dependencies: { lib: '^0.2', node: '>=18', mortise: '>=0-' } }),
        definePlugin({ id: 'narrow', version: '1.0.0', dependencies: { lib: '^0.2' } }),
        definePlugin({ id: 'late', version: '1', versions: 'mcdreforged', dependencies: { lib: '~1' } }),
        definePlugin({ id: 'alone', version: '1', versions: 'mcdreforged', conflicts: { lib: '0.9' } }),
        definePlugin({ id: 'ancient', version: '1', versions: 'mcdreforged', dependencies: { node: '<4-' } }),
      ],
    });
    const { problems } = await host.start();
    expect(
      host
        .list()
        .filter(({ state }) => state === 'running')
        .map(({ key }) => key),
    ).toEqual(['lib', 'wide']);
    const rules = (key: string): string | undefined =>
      problems.find((found) => found.plugin === key && found.severity === 'error')?.hint.match(/\((\w+) rules\)/)?.[1];
    expect(['narrow', 'late', 'alone', 'ancient'].map(rules)).toEqual(['npm', 'mcdreforged', 'mcdreforged', 'mcdreforged']);
    await host.stop();
  });
});

describe('the version of an extension', () => {
  it('counts for its plugins if it is one by their rules', () => {
    const given = { version: '1.2' };
    expect(described(plugin({ versions: 'mcdreforged' }), given).manifest.version).toBe('1.2');
    const npm = described(plugin({}), given);
    expect(npm.manifest.version).toBe('0.0.0');
    expect(said(npm)).toEqual([
      "extension.bad-version version: The extension 'acme' has the version '1.2' (npm rules), which is not one; it counts as 0.0.0.",
    ]);
  });
});

describe('rules that nobody knows', () => {
  it.each([
    ['mcdreforge', "is the string 'mcdreforge'. Did you mean 'mcdreforged'?"],
    [3, 'is the number 3.'],
  ])('%j is manifest.unknown-versions, and those of npm count', (versions, said_) => {
    const found = described(plugin({ version: '1.0.0', versions }));
    expect(found.problems).toMatchObject([{ code: 'manifest.unknown-versions', severity: 'error', field: 'versions' }]);
    expect(found.problems[0]!.message).toMatch(new RegExp(`${said_.replace(/[.?]/g, '\\$&')}$`));
    expect(found.problems[0]!.hint).toContain("'npm' and 'mcdreforged'");
    expect(found.manifest.versions).toBe('npm');
  });
});
