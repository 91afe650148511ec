import { describe, expect, it } from '@jest/globals';
import { memo } from '../../src/version/memo.js';

describe('a memo', () => {
  function counting(most: number): { ask: (key: string) => string | undefined; asked: string[] } {
    const asked: string[] = [];
    return { asked, ask: memo((key: string) => (asked.push(key), key === 'nothing' ? undefined : key), most) };
  }

  it('asks once for each key, also when the answer is undefined', () => {
    const { ask, asked } = counting(10);
    expect(['a', 'nothing', 'a', 'nothing'].map(ask)).toEqual(['a', undefined, 'a', undefined]);
    expect(asked).toEqual(['a', 'nothing']);
  });

  it('forgets everything when it is full', () => {
    const { ask, asked } = counting(2);
    ['a', 'b', 'a', 'c', 'c', 'a'].forEach(ask);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });

  it('does not keep very long keys', () => {
    const { ask, asked } = counting(2);
    const long = 'x'.repeat(1001);
    [long, long, 'x'.repeat(1000), 'x'.repeat(1000)].forEach(ask);
    expect(asked.map((key) => key.length)).toEqual([1001, 1001, 1000]);
  });
});
