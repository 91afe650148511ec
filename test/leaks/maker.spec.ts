/** Open this to see how it is read from a stack who made something. */
import { describe, expect, it } from '@jest/globals';
import { fileOf, makerAbove, makerIn } from '../../src/leaks/maker.js';

const own = new URL('../../src/platform/clock.ts', import.meta.url);
const stack = (...frames: string[]): string => ['Error', ...frames.map((frame) => `    at ${frame}`)].join('\n');

describe('who made something', () => {
  it('is the innermost code that is neither Node nor mortise nor what mortise runs on', () => {
    expect(
      makerIn(
        stack(
          'emitInitScript (node:internal/async_hooks:505:3)',
          'new Timeout (node:internal/timers:199:5)',
          'setInterval (node:timers:233:19)',
          'new Promise (<anonymous>)',
          'AsyncAction.requestAsyncId (/srv/node_modules/rxjs/dist/cjs/index.js:1:2)',
          'Presence.start (file:///srv/my%20plugins/presence.js:12:3)',
          'main (/srv/main.js:1:1)',
        ),
      ),
    ).toEqual({ through: ['node:internal/timers', 'node:timers'], places: ['/srv/my plugins/presence.js:12:3'], own: false });
  });

  it('is mortise when its own code is innermost, whoever called it', () => {
    const frames = [`after (${own.href}:12:3)`, 'Presence.start (/srv/presence.js:12:3)'];
    expect(makerIn(stack(...frames))).toEqual({ through: [], places: [], own: true });
    expect(makerIn(stack('Presence.start (/srv/presence.js:12:3)', frames[0]!))).toMatchObject({ own: false });
  });

  it('is a library and whoever called it, out to the first that is in no package', () => {
    const driver = '/srv/node_modules/driver/index.js:1:2';
    expect(makerIn(stack(`connect (${driver})`, 'async start (/srv/presence.js:3:4)', 'main (/srv/main.js:1:1)')).places).toEqual([
      driver,
      '/srv/presence.js:3:4',
    ]);
    expect(makerIn(stack(`connect (${driver})`, `call (${own.pathname}:1:2)`, 'main (/srv/main.js:1:1)'))).toEqual({
      through: [],
      places: [driver],
      own: false,
    });
  });

  it('is nobody when only Node is on the stack, or code without a file', () => {
    expect(makerIn(stack('listenInCluster (node:net:1965:12)', '[eval]:1:2', 'evalmachine.<anonymous>:1:2'))).toEqual({
      through: ['node:net'],
      places: [],
      own: false,
    });
    expect(makerIn('')).toEqual({ through: [], places: [], own: false });
  });

  it('is told by its sources as well where these are known, and by what was loaded where not', () => {
    const frames = ['connect (/srv/node_modules/driver/index.js:1:2)', 'start (file:///srv/my%20plugins/dist/presence.js:12:3)'];
    const sourceOf = (place: string): string | undefined =>
      place === 'file:///srv/my%20plugins/dist/presence.js:12:3' ? '/srv/my plugins/src/presence.ts:10:5' : undefined;
    expect(makerIn(stack(...frames), sourceOf)).toEqual({
      through: [],
      places: ['/srv/node_modules/driver/index.js:1:2', '/srv/my plugins/dist/presence.js:12:3'],
      sources: ['/srv/node_modules/driver/index.js:1:2', '/srv/my plugins/src/presence.ts:10:5'],
      own: false,
    });
  });

  it.each([false, true])(
    'is read past what an application has made of stacks, and leaves that as it was, with source maps %s',
    (isMapped) => {
      const [limit, prepare, wasMapped] = [Error.stackTraceLimit, Error.prepareStackTrace, process.sourceMapsEnabled];
      process.setSourceMapsEnabled(isMapped);
      const asObject = () => ({});
      Error.prepareStackTrace = asObject;
      function make() {
        return makerAbove(make);
      }
      const made = make();
      const after = [Error.stackTraceLimit, Error.prepareStackTrace];
      Error.prepareStackTrace = prepare;
      process.setSourceMapsEnabled(wasMapped);
      expect(made).toMatchObject({ through: [], own: false, places: [expect.stringContaining('maker.spec.ts:')] });
      expect(after).toEqual([limit, asObject]);
    },
  );

  it.each([
    ['/srv/a.js:3:4', '/srv/a.js'],
    ['/srv/a.js?v=2:3:4', '/srv/a.js'],
    ['/srv/what?/a.js:3:4', '/srv/what?/a.js'],
    [String.raw`C:\srv\a.js:3:4`, String.raw`C:\srv\a.js`],
  ])('has the file of %s', (place, file) => {
    expect(fileOf(place)).toBe(file);
  });
});
