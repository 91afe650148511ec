/** Open this to see that every way to a published value leads to the same one, whatever came and went, and whenever it was first asked. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Reference } from '../../src/kernel/reference.js';
import { Entry } from '../../src/wiring/entry.js';
import type { Names } from '../../src/wiring/names.js';
import { appScope, hostScope, type Scope } from '../../src/wiring/scope.js';
import { StagedScopes } from '../../src/wiring/staged.js';

const segment = fc.constantFrom('a', 'b', 'a-b', 'a.b', 'a0');
/** Few, so that many come again; a dash and a dot are sorted before the slash, and a number behind it. */
const name = fc.constantFrom('a', 'b', 'a/b', 'a-b', 'a/a', 'a-b/a', 'a.b/a', 'a0/a', 'a/b/a', 'a/b/a0');
const pattern = fc
  .tuple(fc.array(fc.oneof(segment, fc.constant('*')), { maxLength: 3 }), fc.boolean())
  .map(([segments, isOpen]) => (isOpen || segments.length === 0 ? [...segments, '**'] : segments).join('/'));

interface Happening {
  readonly does: 'publish' | 'unpublish' | 'ask' | 'contain' | 'stage' | 'live';
  readonly inApp: boolean;
  readonly name: string;
  readonly category: string | undefined;
  readonly how: 'singleton' | 'transient';
  readonly patterns: readonly string[];
}

const happening: fc.Arbitrary<Happening> = fc.record({
  does: fc.constantFrom('publish', 'publish', 'publish', 'unpublish', 'unpublish', 'ask', 'ask', 'contain', 'stage', 'live'),
  inApp: fc.boolean(),
  name,
  category: fc.constantFrom(undefined, 'tools', 'views'),
  how: fc.constantFrom('singleton', 'transient'),
  patterns: fc.array(pattern, { maxLength: 3 }),
});

/** Whether a pattern is content with a name, read as its documentation says. */
function fits(wanted: string, published: string): boolean {
  const escaped = wanted.split('/').map((part) => (part === '*' ? '[^/]+' : part.replaceAll('.', '\\.')));
  const rest = escaped.at(-1) === '**' ? escaped.splice(-1).length > 0 : false;
  const fixed = escaped.join('/');
  return new RegExp(rest ? (fixed === '' ? '^.*$' : `^${fixed}(/.*)?$`) : `^${fixed}$`).test(published);
}

type Published = ReadonlyMap<string, Entry>;

function sorted(entries: Iterable<Entry>): Entry[] {
  return [...entries].sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
}

/** The very entries: two that look alike are not the same. */
function expectSame(found: readonly Entry[], expected: readonly Entry[]): void {
  expect(found.map(({ namespace, owner }) => [namespace, owner])).toEqual(expected.map(({ namespace, owner }) => [namespace, owner]));
  expect(found.every((entry, at) => entry === expected[at])).toBe(true);
}

/** What is seen is what a plain map says. */
function expectSeen(names: Names, published: Published, references: ReadonlyMap<string, Reference>, patterns: readonly string[]): void {
  expectSame(names.all(), sorted(published.values()));
  const those = (is: (entry: Entry) => boolean): Entry[] => sorted([...published.values()].filter(is));
  for (const category of ['tools', 'views', 'none'])
    expectSame(
      names.category(category),
      those((entry) => entry.category === category),
    );
  for (const each of patterns)
    expectSame(
      names.match(each),
      those(({ namespace }) => fits(each, namespace)),
    );
  for (const [asked, reference] of references) {
    const entry = published.get(asked);
    expect(names.find(asked)).toBe(entry);
    expect(names.find(asked.split('/'))).toBe(entry);
    expect(names.entry(asked)).toBe(entry);
    expect(reference.find()).toBe(entry?.get());
    if (entry === undefined) expect(() => reference.value).toThrow(asked);
    else expect(reference.value).toBe(entry.get());
  }
}

function expectContained(scope: Scope, published: Published, asked: Iterable<string>): void {
  for (const each of asked) {
    expect(scope.container.isBound(each)).toBe(published.has(each));
    if (published.has(each)) expect(scope.container.get(each)).toBe(published.get(each)!.get());
  }
}

describe('what is published', () => {
  it('is seen by name, list, reference, pattern, category and container, in an app over its host and in a change that is made ready', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
        const host = hostScope();
        const app = appScope('front', host);
        const own = new Map<Scope, Map<string, Entry>>([
          [host, new Map()],
          [app, new Map()],
        ]);
        const asked = new Set(happenings.map((each) => each.name));
        const referencesOf = (names: Names): Map<string, Reference> =>
          new Map([...asked].map((each) => [each, new Reference(each, names, (missing) => new Error(missing))]));
        const references = new Map([host, app].map((scope) => [scope, referencesOf(scope.names)]));
        const seenIn = (scope: Scope): Published => (scope === host ? own.get(host)! : new Map([...own.get(host)!, ...own.get(app)!]));
        let change:
          | { staged: StagedScopes; added: Map<Scope, Map<string, Entry>>; references: Map<Scope, Map<string, Reference>> }
          | undefined;
        // A plugin that leaves, where a change is made ready: its names are seen no more by those that come.
        const seenReady = (scope: Scope): Published => {
          const of = (each: Scope): Entry[] => [...own.get(each)!.values()].filter(({ owner }) => owner !== 'leaving');
          const scopes = scope === host ? [host] : [host, app];
          return new Map(
            scopes.flatMap((each) => [...of(each), ...change!.added.get(each)!.values()]).map((each) => [each.namespace, each]),
          );
        };
        for (const [index, { does, inApp, name: namespace, category, how, patterns }] of happenings.entries()) {
          const scope = inApp ? app : host;
          const value = { index };
          const entryBy = (owner: string): Entry =>
            how === 'singleton'
              ? new Entry(namespace, how, owner, category, value)
              : new Entry(namespace, how, owner, category, undefined, () => value);
          const published = own.get(scope)!;
          if (does === 'publish') {
            const entry = entryBy(index % 3 === 0 ? 'leaving' : 'staying');
            scope.publish(entry);
            published.set(namespace, entry);
          } else if (does === 'unpublish') {
            const entry = published.get(namespace);
            if (entry !== undefined) scope.unpublish(entry);
            published.delete(namespace);
          } else if (does === 'stage') {
            const staged: StagedScopes = change?.staged ?? new StagedScopes(host, (owner) => owner === 'leaving');
            change ??= {
              staged,
              added: new Map([host, app].map((each) => [each, new Map<string, Entry>()])),
              references: new Map([host, app].map((each) => [each, referencesOf(staged.of(each).names)])),
            };
            const entry = entryBy('coming');
            staged.of(scope).publish(entry);
            change.added.get(scope)!.set(namespace, entry);
          } else if (does === 'live' && change !== undefined) {
            change.staged.goLive();
            for (const each of [host, app]) expectSeen(change.staged.of(each).names, seenIn(each), change.references.get(each)!, patterns);
            change = undefined;
          } else if (does === 'contain') expectContained(scope, seenIn(scope), asked);
          if (does !== 'ask') continue;
          for (const each of [host, app]) {
            expectSeen(each.names, seenIn(each), references.get(each)!, patterns);
            if (change !== undefined) expectSeen(change.staged.of(each).names, seenReady(each), change.references.get(each)!, patterns);
          }
        }
        for (const each of [host, app]) {
          expectSeen(each.names, seenIn(each), references.get(each)!, ['**', '*/**', '*', 'a/*']);
          expectContained(each, seenIn(each), asked);
        }
      }),
      { numRuns: 400 },
    );
  });
});
