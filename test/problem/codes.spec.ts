/** Open this to see that a problem which a plugin throws keeps its own code, wherever it is thrown, for people and for programs. */
import { describe, expect, it } from '@jest/globals';
import { createHost, definePlugin, hasCode, MortiseError, type HostOptions, type Problem } from 'mortise';

class Refused extends MortiseError {
  constructor(cause?: unknown) {
    super({ code: 'acme.refused', severity: 'error', blame: 'plugin', message: `It ${'was '.repeat(100)}refused.`, hint: 'Ask nicely.' }, { cause }); // prettier-ignore
  }
}

const refuse = (): never => {
  throw new Refused(new TypeError('no manners'));
};

async function problemsOf(options: HostOptions, then?: (host: ReturnType<typeof createHost>) => unknown): Promise<readonly Problem[]> {
  const host = createHost({ log: { level: 'silent' }, ...options });
  await host.start();
  await then?.(host);
  await host.stop();
  return host.problems;
}

describe('a problem that a plugin throws', () => {
  it.each<[code: string, options: HostOptions, then: undefined | ((host: ReturnType<typeof createHost>) => unknown)]>([
    ['attach.threw', { extensions: [{ name: 'a', version: '1.0.0', attach: refuse }] }, undefined],
    ['lifecycle.failed', { extensions: [definePlugin({ id: 'a', version: '1.0.0', start: refuse })] }, undefined],
    ['wire.construct-failed', { extensions: [definePlugin({ id: 'a', version: '1.0.0', setup: refuse })] }, undefined],
    [
      'event.handler-failed',
      { extensions: [definePlugin({ id: 'a', version: '1.0.0', on: { 'a.b': refuse } })] },
      (host) => host.events.emit('a.b'),
    ],
    ['lifecycle.undo-failed', { extensions: [definePlugin({ id: 'a', version: '1.0.0', stop: refuse })] }, undefined],
  ])('is the cause of %s: its code is in the sentence, its fix is the hint, and both are in the data', async (code, options, then) => {
    const [found] = await problemsOf(options, then);
    expect(found).toMatchObject({ code, cause: { name: 'MortiseError', code: 'acme.refused', cause: { name: 'TypeError', message: 'no manners' } } }); // prettier-ignore
    expect(found!.message).toMatch(/was was .*… \[acme\.refused\] \(caused by: TypeError: no manners\)$/);
    expect(found!.hint).toBe('Ask nicely.');
    expect([hasCode(found, code), hasCode(found, 'acme.refused'), hasCode(found, 'acme.*'), hasCode(found, 'acme.ref')]).toEqual([true, true, true, false]); // prettier-ignore
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('in a command is what its caller catches, by its own code as well', async () => {
    const host = createHost();
    host.commands.register('refuse', refuse);
    const error: unknown = await host.commands.run('refuse').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'command.failed', cause: { code: 'acme.refused' } });
    expect([hasCode(error, 'command.failed'), hasCode(error, 'acme.refused')]).toEqual([true, true]);
    host.commands.register({
      kind: 'literal',
      names: ['caught'],
      children: [],
      run: refuse,
      catches: [{ of: 'acme.refused', handle: ({ code }: MortiseError) => `caught ${code}` }],
    });
    expect(await host.commands.run('caught')).toBe('caught acme.refused');
  });

  it('keeps its code where only the data came over, and hostile values have none', () => {
    const error = new MortiseError({ ...new Refused().problem, cause: { name: 'Error', message: 'x', code: 'ENOENT' } });
    expect(hasCode(error, 'ENOENT')).toBe(true);
    const circular: { code: string; cause?: unknown } = { code: 'a.b' };
    circular.cause = circular;
    const hostile = Object.defineProperty({}, 'code', { get: refuse });
    expect([circular, hostile, undefined, 'a.b'].map((each) => hasCode(each, 'a.b'))).toEqual([true, false, false, false]);
  });
});
