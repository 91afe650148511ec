/** Open this to see what becomes of an attach, in whichever way it ends, or does not (G1, G2). */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExtensionContextView } from '../../src/model/extension.js';
import { settle } from '../../src/testing/index.js';
import { attaching } from './attaching.js';

type Callback = (error?: unknown) => void;
type Attach = (this: ExtensionContextView, options: unknown, callback: Callback) => unknown;

const broken = new Error('no region');
const later = (run: () => void): void => void setImmediate(run);

/** What throws whatever is done with it. */
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('an attach', () => {
  const shapes: [string, Attach | (() => unknown), 'attached' | 'failed', unknown[]][] = [
    ['returns, without parameters', () => {}, 'attached', []],
    ['returns, with options only', (_options: unknown) => {}, 'attached', []],
    ['returns a value that is no promise', () => ({ registered: true }), 'attached', []],
    ['calls back', (_, callback) => callback(), 'attached', []],
    ['calls back with null', (_, callback) => callback(null), 'attached', []],
    ['calls back later', (_, callback) => later(callback), 'attached', []],
    ['returns a promise', () => Promise.resolve(), 'attached', []],
    ['is an async function', async () => {}, 'attached', []],
    ['is an async function with a callback that it does not call', async (_options: unknown, _callback: Callback) => {}, 'attached', []],
    ['calls back and returns a promise', async (_, callback) => callback(), 'attached', []],
    ['returns a thenable', () => ({ then: (resolve: () => void) => resolve() }), 'attached', []],
    ['returns a function that is a thenable', () => Object.assign(() => {}, { then: (resolve: () => void) => resolve() }), 'attached', []],
    ['calls back through arguments', function () { (arguments[1] as Callback)(); }, 'attached', []], // prettier-ignore
    ['calls back through arguments later', function () { later(arguments[1] as Callback); }, 'attached', []], // prettier-ignore
    ['calls back through rest parameters later', (...given: unknown[]) => later(given[1] as Callback), 'attached', []],
    ['calls back later, behind a default', (_options = {}, callback?: Callback) => later(callback!), 'attached', []],
    ['throws', () => { throw broken; }, 'failed', ['attach.threw: The attach of \'billing\' threw: no region']], // prettier-ignore
    ['throws a text', () => { throw 'no region'; }, 'failed', ['attach.threw: The attach of \'billing\' threw: no region']], // prettier-ignore
    ['throws undefined', () => { throw undefined; }, 'failed', ['attach.threw: The attach of \'billing\' threw: undefined was thrown']], // prettier-ignore
    ['throws what can not even be looked at', () => { throw revoked(); }, 'failed', ['attach.threw: The attach of \'billing\' threw: no message was given']], // prettier-ignore
    ['rejects with what can not even be looked at', () => Promise.reject(revoked()), 'failed', ['attach.rejected: The attach of \'billing\' was rejected: no message was given']], // prettier-ignore
    ['throws what throws when it is read', () => { throw new Proxy({}, { get: () => { throw broken; } }); }, 'failed', ['attach.threw: The attach of \'billing\' threw: no message was given']], // prettier-ignore
    [
      'calls back with an error',
      (_, callback) => callback(broken),
      'failed',
      ["attach.called-back-error: The attach of 'billing' called back with an error: no region"],
    ],
    [
      'calls back with a text',
      (_, callback) => callback('no region'),
      'failed',
      ["attach.called-back-error: The attach of 'billing' called back with an error: no region"],
    ],
    [
      'calls back with false, which is something',
      (_, callback) => callback(false),
      'failed',
      ["attach.called-back-error: The attach of 'billing' called back with an error: false was thrown"],
    ],
    ['rejects', () => Promise.reject(broken), 'failed', ["attach.rejected: The attach of 'billing' was rejected: no region"]],
    [
      'rejects with nothing',
      () => Promise.reject(),
      'failed',
      ["attach.rejected: The attach of 'billing' was rejected: undefined was thrown"],
    ],
    ['throws in an async function', async () => { throw broken; }, 'failed', ["attach.rejected: The attach of 'billing' was rejected: no region"]], // prettier-ignore
    ['returns a thenable that throws', () => ({ then: () => { throw broken; } }), 'failed', ["attach.rejected: The attach of 'billing' was rejected: no region"]], // prettier-ignore
    ['returns what throws when asked for then', () => Object.defineProperty({}, 'then', { get: () => { throw broken; } }), 'failed', ["attach.threw: The attach of 'billing' threw: no region"]], // prettier-ignore
    ['calls back twice', (_, callback) => { callback(); callback(); }, 'attached', ["attach.called-twice: The attach of 'billing' ended more than once (the callback was called again); the first end counts."]], // prettier-ignore
    ['calls back three times', (_, callback) => { callback(); callback(); later(callback); }, 'attached', [expect.stringMatching(/^attach.called-twice/), expect.stringMatching(/^attach.called-twice/)]], // prettier-ignore
    ['calls back, then with an error', (_, callback) => { callback(); callback(broken); }, 'attached', ["attach.called-twice: The attach of 'billing' ended more than once (a callback with an error came later); the first end counts."]], // prettier-ignore
    ['calls back with an error, then without', (_, callback) => { callback(broken); callback(); }, 'failed', [expect.stringMatching(/^attach.called-back-error/), "attach.called-twice: The attach of 'billing' ended more than once (the callback was called again); the first end counts."]], // prettier-ignore
    ['throws after it called back', (_, callback) => { callback(); throw broken; }, 'attached', ["attach.threw-after-callback: The attach of 'billing' failed after it had called back: no region"]], // prettier-ignore
    ['rejects after it called back', async (_, callback) => { callback(); throw broken; }, 'attached', ["attach.threw-after-callback: The attach of 'billing' failed after it had called back: no region"]], // prettier-ignore
    ['throws what it called back with', (_, callback) => { callback(broken); throw broken; }, 'failed', [expect.stringMatching(/^attach.called-back-error/)]], // prettier-ignore
    ['throws something else than it called back with', (_, callback) => { callback('first'); throw broken; }, 'failed', [expect.stringMatching(/^attach.called-back-error/), "attach.called-twice: The attach of 'billing' ended more than once (a throw came later); the first end counts."]], // prettier-ignore
    ['calls back after it threw', (_, callback) => { later(callback); throw broken; }, 'failed', [expect.stringMatching(/^attach.threw:/), "attach.called-twice: The attach of 'billing' ended more than once (the callback was called after it had failed); the first end counts."]], // prettier-ignore
    ['resolves, then calls back with an error', (_, callback) => { later(() => callback(broken)); return Promise.resolve(); }, 'attached', ["attach.called-twice: The attach of 'billing' ended more than once (a callback with an error came later); the first end counts."]], // prettier-ignore
  ];

  it.each(shapes)('A1, A2, A4, A5: that %s ends so', async (_, attach, outcome, says) => {
    const test = attaching(attach as Attach);
    expect(await test.state()).toBe(outcome);
    await settle();
    expect(test.problems.map(({ code, message }) => `${code}: ${message}`)).toEqual(says);
    for (const found of test.problems) expect(found).toMatchObject({ extension: 'billing', phase: 'attach' });
    expect(test.clock.pending).toBe(0);
  });

  it('A3: that never ends is warned of after 3 s, and has failed after 10 s', async () => {
    const test = attaching((_options, _callback) => {});
    await test.clock.advance(2_999);
    expect(test.problems).toEqual([]);
    await test.clock.advance(1);
    expect(test.problems).toMatchObject([
      { code: 'attach.slow', severity: 'warning', message: "The attach of 'billing' has not called back after 3 s; it fails at 10 s." },
    ]);
    await test.clock.advance(6_999);
    expect(await test.state()).toBe('pending');
    await test.clock.advance(1);
    expect(await test.state()).toBe('failed');
    expect(test.problems.slice(1)).toMatchObject([
      { code: 'attach.never-called', severity: 'error', message: "The attach of 'billing' did not call back within 10 s." },
    ]);
    expect(test.clock.pending).toBe(0);
  });

  it('whose promise never settles has failed after the time of this host, with no warning where that is shorter', async () => {
    const test = attaching(() => new Promise(() => {}), {}, { warn: 3_000, fail: 500 });
    await test.clock.advance(500);
    expect(test.codes()).toEqual(['attach.never-called']);
    expect(await test.state()).toBe('failed');
  });

  it.each([
    ['a callback', (callback: Callback) => callback()],
    ['a callback with an error', (callback: Callback) => callback(broken)],
  ])('that ends with %s after its time is over changes nothing more', async (_, end) => {
    let kept: Callback = () => {};
    const test = attaching((_options, callback) => void (kept = callback));
    await test.clock.advance(10_000);
    end(kept);
    expect(await test.state()).toBe('failed');
    expect(test.codes()).toEqual(['attach.slow', 'attach.never-called']);
  });

  it('that is slow and then ends was only warned of', async () => {
    let kept: Callback = () => {};
    const test = attaching((_options, callback) => void (kept = callback));
    await test.clock.advance(9_999);
    kept();
    expect(await test.state()).toBe('attached');
    expect(test.codes()).toEqual(['attach.slow']);
  });

  it('is not waited for when the host stops', async () => {
    const test = attaching((_options, _callback) => {});
    test.abort();
    expect(await test.state()).toBe('failed');
    expect(test.problems).toEqual([]);
    expect(test.clock.pending).toBe(0);
  });

  it('A4: comes to one outcome, that of its first end, whatever comes in whichever order', async () => {
    const ends = fc.constantFrom('callback', 'callback error', 'resolve', 'reject', 'time');
    await fc.assert(
      fc.asyncProperty(fc.array(ends, { minLength: 1, maxLength: 6 }), async (order) => {
        let callback: Callback = () => {};
        let resolve: () => void = () => {};
        let reject: (error: unknown) => void = () => {};
        const test = attaching((_options, given) => {
          callback = given;
          return new Promise<void>((yes, no) => {
            resolve = yes;
            reject = no;
          });
        });
        const seen: string[] = [];
        for (const end of order) {
          if (end === 'callback') callback();
          if (end === 'callback error') callback(new Error('called back'));
          if (end === 'resolve') resolve();
          if (end === 'reject') reject(new Error('rejected'));
          if (end === 'time') await test.clock.advance(10_000);
          seen.push(await test.state());
        }
        const good = order[0] === 'callback' || order[0] === 'resolve';
        expect(new Set(seen)).toEqual(new Set([good ? 'attached' : 'failed']));
        expect(test.problems.filter(({ severity }) => severity === 'error')).toHaveLength(good ? 0 : 1);
        expect(test.clock.pending).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the head of an extension', () => {
  it.each([
    [{ attach() {} }, 'name', "The extension 'billing' wants a name of letters, digits, '_', '.', '-', '/' and '@', but has undefined."],
    [
      { name: 'a b', attach() {} },
      'name',
      "The extension 'billing' wants a name of letters, digits, '_', '.', '-', '/' and '@', but has the string 'a b'.",
    ],
    [{ name: 'billing\n', attach() {} }, 'name', expect.stringContaining(String.raw`the string 'billing\u000a'`)],
    [{ name: 'billing', attach: {} }, 'attach', "The extension 'billing' wants attach to be a function, but has an object."],
    [
      { name: 'billing', description: 5, attach() {} },
      'description',
      "The extension 'billing' wants description to be a text or a map from language to text, but has the number 5.",
    ],
    [{ name: 'billing', description: ['a'], attach() {} }, 'description', expect.stringContaining('but has a list.')],
    [{ name: 'billing', description: { en: 5 }, attach() {} }, 'description', expect.stringContaining('but has an object.')],
    [
      { name: 'billing', provider: 5, attach() {} },
      'provider',
      "The extension 'billing' wants provider to be a text, but has the number 5.",
    ],
  ])('%p is extension.bad-field', async (extension, field, message) => {
    const test = attaching(extension);
    expect(await test.state()).toBe('failed');
    expect(test.problems).toMatchObject([{ code: 'extension.bad-field', field, message, extension: 'billing', phase: 'attach' }]);
  });

  it('with a getter that throws is extension.bad-field', async () => {
    const test = attaching({ get name() { throw broken; }, attach() {} }); // prettier-ignore
    expect(await test.state()).toBe('failed');
    expect(test.problems).toMatchObject([{ code: 'extension.bad-field', cause: { message: 'no region' } }]);
  });

  it('with a name that can not even be looked at is extension.bad-field', async () => {
    const test = attaching({ name: revoked(), attach() {} });
    expect(await test.state()).toBe('failed');
    expect(test.problems).toMatchObject([{ code: 'extension.bad-field' }]);
  });

  it.each([['one'], ['v1.2'], [5], [null], ['1.0.0\u202e']])('with the version %j counts as 0.0.0, with a warning', async (version) => {
    const test = attaching({ name: 'billing', version, attach() {} });
    expect((await test.attached)!.version).toBe('0.0.0');
    expect(test.problems).toMatchObject([{ code: 'extension.bad-version', severity: 'warning', extension: 'billing', field: 'version' }]);
  });

  it('may leave out everything but name and attach, and is read once', async () => {
    let reads = 0;
    const extension = { name: 'billing', get attach() { reads += 1; return () => {}; } }; // prettier-ignore
    const attached = await attaching(extension).attached;
    expect(attached).toEqual({
      name: 'billing',
      version: '0.0.0',
      source: { kind: 'object', spec: 'billing' },
      dialect: 'extension',
      options: {},
      registrations: [],
      kinds: [],
    });
    expect(reads).toBe(1);
  });

  it('is taken over without what is the author’s own', async () => {
    const description = { en: 'Billing', de: 'Abrechnung' };
    const attached = await attaching({ name: 'billing', version: 'v1.2.0', description, provider: 'Acme', attach() {} }).attached;
    expect(attached).toMatchObject({ version: 'v1.2.0', description, provider: 'Acme' });
    expect(attached!.description).not.toBe(description);
  });
});
