import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { brand, VERSION } from '../../src/facts/brand.js';
import { classFact, factsOf, memberFact, otherWriter, ownFacts, placeFact } from '../../src/facts/facts.js';
import type { Class } from '../../src/model/manifest.js';

const Mark = classFact<string>('acme.mark');
const Every = memberFact<number>('acme.every');
const Ask = placeFact<string>('acme.ask');

/** Each fact as `key member value`. */
function read(type: Class): string[] {
  return factsOf(type).map(({ key, member, value }) => [key, ...(member === undefined ? [] : [String(member)]), String(value)].join(' '));
}

describe('a fact', () => {
  it('is what the decorator was given, with what it stands on', () => {
    @Mark('class')
    class Sample {
      @Every(1) method() {}
      @Every(2) static shared() {}
      constructor(@Ask('parameter') readonly given: unknown) {}
    }
    expect(ownFacts(Sample)).toEqual([
      { key: 'acme.every', on: 'member', member: 'method', isStatic: false, value: 1, place: expect.any(Function) },
      { key: 'acme.every', on: 'member', member: 'shared', isStatic: true, value: 2, place: expect.any(Function) },
      { key: 'acme.ask', on: 'parameter', index: 0, value: 'parameter', place: expect.any(Function) },
      { key: 'acme.mark', on: 'class', value: 'class', place: expect.any(Function) },
    ]);
    for (const fact of ownFacts(Sample)) expect(Object.isFrozen(fact)).toBe(true);
  });

  it('says who gives it a meaning, where its decorator says so', () => {
    class Sample {
      method() {}
    }
    memberFact<number>('acme.every', 'createJobs() of acme-jobs')(1)(Sample.prototype, 'method');
    expect(ownFacts(Sample)).toMatchObject([{ key: 'acme.every', by: 'createJobs() of acme-jobs', value: 1 }]);
  });

  it('can be written without decorator syntax', () => {
    class Sample {
      method() {}
    }
    Mark('class')(Sample);
    Every(1)(Sample.prototype, 'method');
    expect(read(Sample)).toEqual(['acme.mark class', 'acme.every method 1']);
  });

  it('is branded with the copy of mortise that wrote it', () => {
    @Mark('class')
    class Sample {}
    class Plain {}
    expect([otherWriter(Sample), otherWriter(Plain)]).toEqual([undefined, undefined]);
    expect(brand.from).toBe(join(import.meta.dirname, '../..'));
    expect(VERSION).toBe((JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version);
  });
});

describe('a class without decorators', () => {
  it('has no facts, not even with a metadata object of somebody else', () => {
    class Plain {}
    expect(factsOf(Plain)).toEqual([]);
    Object.defineProperty(Plain, (Symbol as unknown as { metadata: symbol }).metadata, { value: {} });
    expect(factsOf(Plain)).toEqual([]);
    expect(otherWriter(Plain)).toBeUndefined();
  });
});

describe('a derived class', () => {
  const close = Symbol('close');

  @Mark('base')
  class Base {
    @Every(1) kept() {}
    @Every(2) @Ask('base') overridden() {}
    @Every(3) plain() {}
    @Every(4) [close]() {}
    @Every(5) static shared() {}
  }

  @Mark('derived')
  class Derived extends Base {
    @Every(20) override overridden() {}
    override plain() {}
    @Every(40) override [close]() {}
    @Every(50) shared() {}
  }

  it('has the facts of its members once, its own over those of the base', () => {
    expect(read(Derived)).toEqual([
      'acme.every kept 1',
      'acme.ask overridden base',
      'acme.every overridden 20',
      'acme.every plain 3',
      'acme.every Symbol(close) 40',
      'acme.every shared 5',
      'acme.every shared 50',
      'acme.mark derived',
    ]);
  });

  it('does not inherit what is about the class, or its constructor', () => {
    class Plain extends Base {}
    expect(read(Plain).filter((line) => line.startsWith('acme.mark'))).toEqual([]);
  });

  it('leaves the facts of the base alone, and those of its sisters', () => {
    class Sister extends Base {
      @Every(9) override kept() {}
    }
    expect(read(Base)).toContain('acme.every overridden 2');
    expect(read(Sister)).toContain('acme.every kept 9');
    expect(read(Derived)).toContain('acme.every kept 1');
    expect(ownFacts(Sister)).toHaveLength(1);
  });

  it('keeps several facts of one key on one member', () => {
    class Twice {
      @Every(1) @Every(2) method() {}
    }
    class Again extends Twice {
      @Every(3) @Every(4) override method() {}
    }
    expect(read(Twice)).toEqual(['acme.every method 2', 'acme.every method 1']);
    expect(read(Again)).toEqual(['acme.every method 4', 'acme.every method 3']);
  });
});
