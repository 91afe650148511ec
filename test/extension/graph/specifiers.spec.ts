/** Open this to see what is found of the imports of a file by looking at its text. */
import { describe, expect, it } from '@jest/globals';
import { specifiersIn } from '../../../src/extension/graph/specifiers.js';

describe('the imports in a text', () => {
  it.each([
    ['const a = require(\'./a\'), b = require ( "b" )', 'require ./a, require b'],
    [
      "import('./a').then(); import x, { y } from './b'; import './c'; export * from \"./d\"",
      'import ./a, import ./b, import ./c, import ./d',
    ],
    ["// require('./a')\n/* import('./b')\n */ 'require(\"./c\")'; `import './d'`", ''],
    ["loader.require('./a'); my.import('./b'); $require('./c'); require(name); require(`./d`)", ''],
    ["const say = 'it\\'s'; require('./a'); const url = 'http://x'; require('./b')", 'require ./a, require ./b'],
  ])('%j are %j', (text, found) => {
    expect(
      specifiersIn(text)
        .map(({ by, specifier }) => `${by} ${specifier}`)
        .join(', '),
    ).toBe(found);
  });
});
