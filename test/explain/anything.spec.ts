/** Open this to see what holds of every explanation, whatever is asked of whatever host. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Config, definePlugin, Field, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';
import { explain } from '../../src/explain/explain.js';
import { printExplanation } from '../../src/explain/print.js';
import type { Explanation, Link, Subject } from '../../src/model/explanation.js';
import { createTestHost, type TestHost } from '../../src/testing/index.js';
import { plugin, wanted } from '../plan/worlds.js';
import { evidenceOf } from './evidence.js';

@Config()
class MailConfig {
  @Field.integer({ default: 25 }) port!: number;
}
@Plugin({ id: 'mail', version: '1.0.0', config: MailConfig })
@Provide('acme/mail')
class Mail {
  @OnEvent('bind_session') greet() {}
  @OnEvent('mail.*', { priority: 5 }) all() {}
  start() {
    throw new Error('no relay');
  }
}
@Plugin({ id: 'news', version: '1.0.0', provides: ['acme/news'] })
class News {
  @Use('acme/mail', { optional: true }) readonly mail?: unknown;
  @OnEvent('bind_session') publish() {}
}
@Plugin({ id: 'web', version: '2.0.0' })
class Web {
  @Use('acme/mail') readonly mail!: unknown;
  @Use('acme/nothing') readonly nothing!: unknown;
}

const NAMES = ['mail', 'news', 'web', 'off', 'shop:tax', 'acme/mail', 'acme/news', 'acme/nothing', 'bind_session', 'mail.sent', 'mail/Mail.greet', 'mail.port', 'mail.config.port', 'web before mail', 'host.started', 'shop', 'constructor', '__proto__', 'toString', '']; // prettier-ignore

const name = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc
    .tuple(fc.constantFrom(...NAMES), fc.constantFrom('', '/', '.', ' before ', ' after ', 'x', '\n'), fc.constantFrom(...NAMES))
    .map((parts) => parts.join('')),
);
const subject: fc.Arbitrary<unknown> = fc.oneof(
  name,
  name.map((key) => ({ plugin: key })),
  fc.tuple(name, name).map(([namespace, app]) => ({ namespace, app })),
  name.map((namespace) => ({ namespace })),
  name.map((event) => ({ event })),
  name.map((handler) => ({ handler })),
  name.map((config) => ({ config })),
  fc.tuple(name, name).map((order) => ({ order })),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSet: true, withSparseArray: true }),
);

function links(found: Link): Link[] {
  return [found, ...found.because.flatMap(links)];
}

function isFrozen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
}

/** What is wrong with an explanation; nothing, as a rule. */
function wrongWith(found: Explanation): string[] {
  const text = String(found);
  const told = links(found);
  const copy = JSON.parse(JSON.stringify(found)) as Explanation;
  const wrong: [boolean, string][] = [
    [printExplanation(copy) !== text, 'a copy of its JSON reads otherwise'],
    [!isFrozen(found), 'it is not frozen'],
    [text.split('\n').length !== told.length + found.fixes.length, 'a sentence is not one line'],
    // What is quoted is what somebody called something, and of what is no name at all it is said what it is.
    [
      !found.says.startsWith('There is nothing') && /\[object|undefined|because because|is failed|NaN/.test(text.replace(/'[^\n]*'/g, '')),
      'something is not a sentence',
    ],
    [told.some(({ says }) => says.trim() !== says || says === ''), 'a sentence is empty, or has space around it'],
    [!found.says.endsWith('.'), 'the answer is no whole sentence'],
    [new Set(found.fixes).size < found.fixes.length, 'a fix is told twice'],
    [
      told.some(({ because }) => new Set(because.map(({ says, place }) => `${says} ${place}`)).size < because.length),
      'a reason is told twice',
    ],
  ];
  return wrong.flatMap(([isWrong, why]) => (isWrong ? [`${why}:\n${text}`] : []));
}

function hold(found: Explanation): void {
  expect(wrongWith(found)).toEqual([]);
  expect(JSON.parse(JSON.stringify(found))).toEqual({ ...found });
}

describe('an explanation', () => {
  const tests: TestHost[] = [];
  beforeAll(async () => {
    const program = () => [
      Mail,
      News,
      Web,
      { extension: definePlugin({ id: 'off', version: '1.0.0' }), enabled: false },
      { module: 'acme-absent' },
    ];
    const apps = { shop: { extensions: [definePlugin({ id: 'tax', version: '1.0.0', provides: { 'acme/mail': {} } })] } };
    const [fresh, running, stopped] = [1, 2, 3].map(() => createTestHost({ plugins: program(), apps }));
    tests.push(fresh!, running!, stopped!);
    await running!.start();
    await stopped!.start();
    await stopped!.stop();
  });
  afterAll(() => tests[1]!.stop());

  it.each(NAMES)('of %p holds in every state of a host', (asked) => {
    for (const { host } of tests) hold(host.why(asked));
  });

  it('never throws and always holds, whatever is asked of a host that is new, runs, or has stopped', () => {
    fc.assert(
      fc.property(subject, fc.nat(2), (asked, index) => hold(tests[index]!.host.why(asked as Subject))),
      { numRuns: 500 },
    );
  });

  it('never throws and always holds in a world that is only planned', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const given = fc.record({
      needs: fc.dictionary(id, fc.constantFrom('*', '^1', '^2'), { maxKeys: 3 }),
      optional: fc.dictionary(id, fc.constantFrom('*', '^2'), { maxKeys: 2 }),
      conflicts: fc.dictionary(id, fc.constant('*'), { maxKeys: 1 }),
      uses: fc.uniqueArray(fc.constantFrom('n/x', 'n/y?', 'n/z~', 'n/w'), { maxLength: 3 }),
      provides: fc.uniqueArray(fc.constantFrom('n/x', 'n/y', 'n/z'), { maxLength: 2 }),
      enabled: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.dictionary(id, given, { minKeys: 1 }), (world) => {
        const evidence = evidenceOf(wanted(Object.entries(world).map(([key, each]) => plugin(key, each))));
        for (const key of [...Object.keys(world), 'n/x', 'n/y', 'a before b', 'c after f']) hold(explain(key, evidence));
      }),
      { numRuns: 100 },
    );
  });
});
