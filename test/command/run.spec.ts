import { describe, expect, it } from '@jest/globals';
import { argument, literal } from '../../src/command/node.js';
import { MortiseError } from '../../src/problem/error.js';
import { given, said, user } from './given.js';

class NotHere extends Error {}

describe('a command', () => {
  it('is called with its arguments by name and its source, and gives what it returns or resolves with', async () => {
    const set = given();
    set.register('add <a:integer> <b:number>', ({ a, b }, source) => Promise.resolve([a + b, source.name]));
    expect(await set.run('add 1 2.5', user('amy'))).toEqual([3.5, 'amy']);
    expect(await set.run('add 1 2.5')).toEqual([3.5, 'console']);
  });

  it('whose handler throws or rejects anything is command.failed, with the plugin and the cause', async () => {
    const set = given();
    set.of('shop').register('sell <n:integer>', ({ n }) => {
      if (n === 1) throw new Error('sold out');
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- that is what it is about
      return Promise.reject(n === 2 ? undefined : 'closed');
    });
    expect(await said(set.run('sell 1'))).toBe("command.failed: The command 'sell <n:integer>' failed: sold out");
    expect(await said(set.run('sell 2'))).toBe("command.failed: The command 'sell <n:integer>' failed: undefined was thrown");
    expect(await said(set.run('sell 3'))).toBe("command.failed: The command 'sell <n:integer>' failed: closed");
    const error: unknown = await set.run('sell 1').catch((thrown: unknown) => thrown);
    expect((error as MortiseError).problem).toMatchObject({
      plugin: 'shop',
      blame: 'plugin',
      place: expect.stringMatching(/run\.spec\.ts:\d+:\d+$/),
      cause: { message: 'sold out' },
    });
    const stackless: unknown = await set.run('sell 3').catch((thrown: unknown) => thrown);
    expect((stackless as MortiseError).problem.place).toBeUndefined();
  });

  it('runs in the name of its owner', async () => {
    const set = given();
    const calls: string[] = [];
    const owner = { plugin: 'shop', generation: 1, call: <R>(work: () => R): R => (calls.push('shop'), work()) };
    const view = set.commands.view({ kind: 'plugin', name: 'shop' }, 'shop', set.commands.enrolFor(owner));
    view.register('sell', (_, source) => source, { suggest: {}, requires: [{ test: () => true }] });
    expect(await view.run('sell')).toEqual({ kind: 'plugin', name: 'shop' });
    expect(calls).toEqual(['shop', 'shop']);
  });
});

describe('an error', () => {
  it('goes to the nearest handler of its code, area or class, whose answer is the result', async () => {
    const set = given();
    set.register(
      literal(
        'shop',
        { catches: [{ of: 'command.*', handle: (error: MortiseError) => `shop: ${error.code}` }] },
        argument(
          'n',
          { type: 'integer', max: 5 },
          {
            run: ({ n }) => {
              throw n === 1 ? new NotHere('gone') : new TypeError('odd');
            },
            catches: [
              { of: NotHere, handle: (error: NotHere, source) => `${source.name}: ${error.message}` },
              { of: 'command.out-of-range', handle: () => Promise.resolve('too many') },
            ],
          },
        ),
        literal('secret', { permission: 'owner', run: () => 1 }),
      ),
    );
    expect(await set.run('shop 1')).toBe('console: gone');
    expect(await set.run('shop 2')).toBe('shop: command.failed');
    expect(await set.run('shop 6')).toBe('too many');
    expect(await set.run('shop x')).toBe('shop: command.bad-value');
    expect(await set.run('shop')).toBe('shop: command.incomplete');
    expect(await said(set.run('shop secret', user('bob')))).toMatch(/^permission.denied/);
    expect(await said(set.run('shp'))).toMatch(/^command.unknown/);
  });

  it('may be handled only where it is, only behind that, or only looked at', async () => {
    const set = given();
    const seen: string[] = [];
    const tells = (name: string, where?: 'here' | 'below') => ({
      of: 'command.*',
      handle: () => name,
      ...(where === undefined ? {} : { where }),
    });
    set.register(
      literal(
        'a',
        { catches: [tells('a below', 'below')] },
        literal('b', { catches: [tells('b here', 'here')] }, argument('n', 'integer', { run: () => 1 })),
        argument('t', { type: 'number', max: 1 }, { catches: [tells('t below', 'below')], run: () => 1 }),
      ),
    );
    expect(await set.run('a b 7')).toBe(1);
    expect(await set.run('a b')).toBe('b here');
    expect(await set.run('a b x')).toBe('a below');
    expect(await set.run('a 7')).toBe('a below');
    expect(await said(set.run('a'))).toMatch(/^command.incomplete/);
    const looks = (error: Error): never => {
      seen.push(error.name);
      throw error;
    };
    set.register('look <n:integer>', () => { throw new RangeError('odd'); }, { catches: [{ of: RangeError, handle: looks }, { of: 'command.bad-value', handle: looks }] }); // prettier-ignore
    expect(await said(set.run('look 1'))).toMatch(/^command.failed: .*odd/);
    expect(await said(set.run('look x'))).toMatch(/^command.bad-value/);
    expect(seen).toEqual(['RangeError', 'MortiseError']);
  });

  it('of which the handler fails itself is command.failed, and no other handler gets it', async () => {
    const set = given();
    const fails = { of: 'command.bad-value', handle: () => Promise.reject(new Error('twice')) };
    const odd = {
      of: Object.defineProperty(class {}, Symbol.hasInstance, {
        value: () => {
          throw new Error('odd');
        },
      }),
      handle: () => 'never',
    };
    set.register(
      literal(
        'a',
        { catches: [{ of: 'command.*', handle: () => 'never' }] },
        argument('n', 'integer', { run: () => 1, catches: [odd, fails] }),
      ),
    );
    expect(await said(set.run('a x'))).toBe("command.failed: The command 'a <n:integer>' failed: twice");
  });
});
