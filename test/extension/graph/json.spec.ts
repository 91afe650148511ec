/** Open this to see that a mistake in JSON has its place, whatever Node says of it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../../src/extension/graph/json.js';

function placeIn(text: string): string | undefined {
  try {
    parseJson('/a.json', text);
    return undefined;
  } catch (error) {
    return /\(\/a\.json:(\d+:\d+)\)/.exec((error as Error).message)?.[1];
  }
}

describe('a mistake in JSON', () => {
  it.each([
    ['', '1:1'],
    ['\n  ', '2:3'],
    ['{ "a": }', '1:8'],
    ['{ "a" 1 }', '1:7'],
    ['{ a: 1 }', '1:3'],
    ['{ "a": 1, }', '1:11'],
    ['{ "a": 1 "b" }', '1:10'],
    ['[1, 2', '1:6'],
    ['[1\n,,2]', '2:2'],
    ['{]', '1:2'],
    ['{ "a": 1 } x', '1:12'],
    ['[1] [2]', '1:5'],
    ['"a\nb"', '1:1'],
    ["'a'", '1:1'],
    ['{ "a": 01 }', '1:9'],
    ['[tru]', '1:2'],
    ['{ "a": [ { "b": null, "c": "\\u12" } ] }', '1:28'],
  ])('in %j stands at %s', (text, place) => {
    expect(placeIn(text)).toBe(place);
  });

  it('has a frame that points at it', () => {
    expect(() => parseJson('/a.json', '{\n  "a": 1,\n}')).toThrow(/\(\/a\.json:3:1\)\n3 \| \}\n {2}\| \^$/);
  });

  it('is found in every JSON text that loses its end', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        expect(parseJson('/a.json', text)).toEqual(JSON.parse(text));
        const cut = text.slice(0, at % text.length);
        const isWhole = (() => {
          try {
            JSON.parse(cut);
            return true;
          } catch {
            return false;
          }
        })();
        expect(placeIn(cut) === undefined).toBe(isWhole);
      }),
    );
  });
});
