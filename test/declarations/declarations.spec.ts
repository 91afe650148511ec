/** Open this to see that what we publish is read without a complaint by every TypeScript that authors use, and keeps its promises there. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { author, type Author } from '../package/author.js';
import { compilers, complaints, install, projects, versionOf } from './check.js';

describe('the published declarations', () => {
  let project: Author;
  beforeAll(async () => {
    project = await author();
    install(project, 'expect-type');
  }, 120_000);
  afterAll(() => project.remove());

  it.each(
    Object.entries(compilers).flatMap(([name, compiler]) =>
      Object.entries(projects).map(([kind, options]) => [name, kind, compiler, options] as const),
    ),
  )(
    'are right under %s, %s',
    async (_name, _kind, compiler, options) => {
      const promises = options.experimentalDecorators ? 'types/promises.ts' : 'types/promises.standard.ts';
      expect(await complaints(project, compiler, options, ['declarations/service.ts', promises])).toEqual([]);
    },
    120_000,
  );

  it('that were wrong would be noticed, and so would a promise that is not kept', async () => {
    const file = join(project.home, 'node_modules/mortise/dist/src/model/name.d.ts');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('export type NamespaceLike = ', 'export type NamespaceLike = Missing | '));
    const said = await complaints(project, compilers['TypeScript 7']!, projects['nodenext, standard decorators'], [
      'declarations/service.ts',
    ]);
    writeFileSync(file, text);
    expect(said).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^service\.ts.*'"Expected: \.\.\., Actual: unknown"'/),
        expect.stringMatching(/node_modules\/mortise\/dist\/src\/model\/name\.d\.ts.*: Cannot find name 'Missing'/),
      ]),
    );
  }, 60_000);

  it('are read by the compilers that the names say', () => {
    expect(Object.values(compilers).map(versionOf)).toEqual([
      expect.stringMatching(/^5\.9\./),
      expect.stringMatching(/^6\./),
      expect.stringMatching(/^7\./),
    ]);
  });
});
