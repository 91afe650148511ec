/** Open this to see how facts of commands come into a manifest, and what is said of those that mean nothing. */
import { describe, expect, it } from '@jest/globals';
import { Command, Plugin } from '../../decorators/index.js';
import { described } from './described.js';

describe('commands', () => {
  it('are listed with their lines, component and method', () => {
    @Plugin({ id: 'sample', version: '1.0.0' })
    class Sample {
      @Command('presence show <uid>') show() {}
      @Command('presence list') list() {}
    }
    const { manifest, problems } = described(Sample);
    expect(problems).toEqual([]);
    expect(manifest.commands).toEqual([
      { usage: 'presence show <uid>', component: 'Sample', method: 'show' },
      { usage: 'presence list', component: 'Sample', method: 'list' },
    ]);
    expect(manifest.kinds).toEqual([]);
  });

  it('are not there where there are none', () => {
    @Plugin({ id: 'sample', version: '1.0.0' })
    class Sample {}
    expect(described(Sample).manifest).not.toHaveProperty('commands');
  });

  it('whose line is no text are told, and listed by what they are', () => {
    @Plugin({ id: 'sample', version: '1.0.0' })
    class Sample {
      @Command(7 as never) show() {}
    }
    const { manifest, problems } = described(Sample);
    expect(manifest.commands).toEqual([{ usage: 'the number 7', component: 'Sample', method: 'show' }]);
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^manifest\.bad-fact .*@Command.*Sample\.show/),
    ]);
  });
});
