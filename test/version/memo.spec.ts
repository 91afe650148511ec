import { describe, expect, it } from '@jest/globals';
import { memo, memoOfTwo } from '../../src/version/memo.js';

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

describe('a memo of two texts', () => {
  function counting(most: number): { ask: (pair: string) => boolean; asked: string[] } {
    const asked: string[] = [];
    const fits = memoOfTwo((first, second) => (asked.push(`${first} ${second}`), first < second), most);
    return {
      asked,
      ask: (pair) => {
        const [first, second] = pair.split(' ') as [string, string];
        return fits(first, second);
      },
    };
  }

  it('asks once for each pair, also when the answer is no, and tells the two apart', () => {
    const { ask, asked } = counting(10);
    expect(['a b', 'b a', 'a b', 'b a', 'a a', 'a a'].map(ask)).toEqual([true, false, true, false, false, false]);
    expect(asked).toEqual(['a b', 'b a', 'a a']);
  });

  it('forgets all of one when too many were asked of with it, and all when they are too many', () => {
    const { ask, asked } = counting(2);
    ['a x', 'b x', 'a y', 'c x', 'c x', 'a x', 'a y'].forEach(ask);
    expect(asked).toEqual(['a x', 'b x', 'a y', 'c x', 'a x']);
    asked.length = 0;
    ['a z', 'a z', 'a y', 'a z', 'a x'].forEach(ask);
    expect(asked).toEqual(['a z', 'a y', 'a x']);
  });

  it('keeps nothing about very long texts', () => {
    const { ask, asked } = counting(2);
    const long = 'x'.repeat(1001);
    [`a ${long}`, `a ${long}`, `${long} a`, `${long} a`].forEach(ask);
    expect(asked).toHaveLength(4);
  });
});
