import { describe, expect, it } from '@jest/globals';
import { versionDialect, versionDialects } from '../../src/version/dialects.js';
import { mcdreforgedVersions } from '../../src/version/mcdreforged.js';
import { npmVersions } from '../../src/version/npm.js';

describe('the table of version dialects', () => {
  it('knows the rules of npm and of MCDReforged', () => {
    expect(versionDialects).toEqual(['npm', 'mcdreforged']);
    expect(versionDialect('npm')).toBe(npmVersions);
    expect(versionDialect('mcdreforged')).toBe(mcdreforgedVersions);
    expect(versionDialect('constructor')).toBeUndefined();
  });
});
