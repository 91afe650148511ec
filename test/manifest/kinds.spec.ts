/** Open this to see how facts of events and of kinds come into a manifest, and what is said of those that mean nothing. */
import { describe, expect, it } from '@jest/globals';
import { classFact, memberFact, OnEvent, Plugin } from '../../decorators/index.js';
import type { Kind } from '../../src/model/kind.js';
import { described, said, type Given } from './described.js';

const Connection = classFact<{ url: string }>('acme.connection');
const Every = memberFact<unknown>('acme.every');

const every: Kind<unknown> = {
  key: 'acme.every',
  title: '@Every',
  check: ({ value, isStatic }) =>
    isStatic === true ? 'a static method is never called' : typeof value === 'number' ? undefined : 'it wants milliseconds',
  bind: () => {},
};

function plugin(given: Given = {}) {
  const sweep = Symbol('sweep');
  @Plugin({ id: 'sample', version: '1.0.0' })
  @Connection({ url: 'acme://' })
  class Sample {
    @Every(60_000) clean() {}
    @Every(1) [sweep]() {}
    @OnEvent('bind_session', { once: false }) bound() {}
  }
  return described(Sample, given);
}

describe('facts of a kind', () => {
  it('are listed with component and member', () => {
    const { manifest, problems } = plugin({ kindsHere: [every, { key: 'acme.connection', bind: () => {} }] });
    expect(problems).toEqual([]);
    expect(manifest.kinds).toEqual([
      { key: 'acme.every', component: 'Sample', member: 'clean' },
      { key: 'acme.every', component: 'Sample', member: 'Symbol(sweep)' },
      { key: 'acme.connection', component: 'Sample' },
    ]);
    expect(manifest.handlers).toEqual([
      { event: 'bind_session', component: 'Sample', method: 'bound', priority: 1000, through: false, once: false },
    ]);
  });

  it('that nobody registered are listed, for the plan to say that the plugin waits for them', () => {
    const { problems, manifest } = plugin({ kindsHere: [every] });
    expect(problems).toEqual([]);
    expect(manifest.kinds).toContainEqual({ key: 'acme.connection', component: 'Sample' });
  });

  it('that their kind refuses are manifest.bad-fact, under the title of the kind', () => {
    @Plugin({ id: 'sample', version: '1.0.0' })
    class Sample {
      @Every('often') clean() {}
      @Every(5) static shared() {}
    }
    expect(said(described(Sample, { kindsHere: [every] }))).toEqual([
      'manifest.bad-fact: @Every on Sample.clean: it wants milliseconds.',
      'manifest.bad-fact: @Every on Sample.shared: a static method is never called.',
    ]);
  });

  it('whose check throws are manifest.bad-fact', () => {
    const throws: Kind = {
      key: 'acme.every',
      check: () => {
        throw new RangeError('out of range');
      },
      bind: () => {},
    };
    @Plugin({ id: 'sample', version: '1.0.0' })
    class Sample {
      @Every(5) clean() {}
    }
    expect(said(described(Sample, { kindsHere: [throws] }))).toEqual([
      'manifest.bad-fact: the decorator of acme.every on Sample.clean: the check of its kind threw: RangeError: out of range.',
    ]);
  });
});

describe('@OnEvent', () => {
  function handling(event: unknown, options: object = {}) {
    class Sample {
      method() {}
    }
    (Plugin({ id: 'sample', version: '1.0.0' }) as (type: object) => void)(Sample);
    (OnEvent(event as string, options) as unknown as (target: object, key: string) => void)(Sample.prototype, 'method');
    return described(Sample);
  }

  it.each([
    [undefined, {}, 'name'],
    ['', {}, 'name'],
    [Symbol('event'), {}, 'name'],
    ['a..b', {}, 'name'],
    ['bind_session', { priority: '5' }, "priority is the string '5' instead of a number"],
    ['bind_session', { priority: NaN }, 'priority is the number NaN instead of a number'],
    ['bind_session', { deadline: 0 }, 'deadline is the number 0 instead of milliseconds above 0'],
    ['bind_session', { deadline: 'soon' }, "deadline is the string 'soon' instead of milliseconds above 0"],
    ['bind_session', { through: 5 }, 'through is the number 5 instead of a function from stream to stream'],
    ['bind_session', { once: 'yes' }, "once is the string 'yes' instead of true or false"],
  ])('with %p and %p is manifest.bad-fact, and the manifest stays JSON', (event, options, why) => {
    const { problems, manifest } = handling(event, options);
    const [found] = problems.filter(({ code }) => code === 'manifest.bad-fact');
    expect(found).toMatchObject({ plugin: 'sample', message: expect.stringContaining(`@OnEvent on Sample.method: `) });
    if (why !== 'name') expect(found!.message).toBe(`@OnEvent on Sample.method: ${why}.`);
    expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
  });

  it('of an event without namespace that nobody declares is warned of, with what it may have meant', () => {
    const { problems, manifest } = handling('bind_sesion');
    expect(problems).toMatchObject([
      {
        code: 'manifest.unknown-event',
        severity: 'warning',
        message:
          "Sample.method handles 'bind_sesion', which has no namespace and is not an event that this host declares. Did you mean 'bind_session'?",
      },
    ]);
    expect(manifest.handlers).toHaveLength(1);
  });

  it('lists what it is given', () => {
    const options = { priority: 0, once: true, deadline: 5, through: (source: unknown) => source };
    expect(handling('server.*', options).manifest.handlers).toEqual([
      { event: 'server.*', component: 'Sample', method: 'method', priority: 0, once: true, deadline: 5, through: true },
    ]);
  });

  it.each(['bind_session', 'server.started', 'server.*', '**'])('of %s is fine', (event) => {
    expect(handling(event).problems).toEqual([]);
  });
});
