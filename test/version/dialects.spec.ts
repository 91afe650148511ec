import { describe, expect, it } from '@jest/globals';
import { versionDialect, versionDialects } from '../../src/version/dialects.js';
import { npmVersions } from '../../src/version/npm.js';

describe('the table of version dialects', () => {
  it('knows npm and nothing else yet', () => {
    expect(versionDialects).toEqual(['npm']);
    expect(versionDialect('npm')).toBe(npmVersions);
    expect(versionDialect('constructor')).toBeUndefined();
  });
});
