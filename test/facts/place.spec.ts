import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { callSite, firstOutside, homeOf } from '../../src/facts/place.js';
import { OnEvent } from '../../decorators/index.js';
import { factsOf } from '../../src/facts/facts.js';
import { runNode } from '../child.js';

const own = new URL('../../src/facts/facts.ts', import.meta.url);

describe('a place', () => {
  it.each([
    ['at Object.<anonymous> (/srv/plugins/presence.js:12:3)', '/srv/plugins/presence.js:12:3'],
    ['at /srv/plugins/presence.js:12:3', '/srv/plugins/presence.js:12:3'],
    ['at async /srv/plugins/presence.js:12:3', '/srv/plugins/presence.js:12:3'],
    ['at file:///srv/my%20plugins/a.js:1:2', '/srv/my plugins/a.js:1:2'],
    ['at file:///srv/100%/a.js:1:2', '/srv/100%/a.js:1:2'],
    ['at file:///srv/c%23/why%3F/50%25.js:1:2', '/srv/c#/why?/50%.js:1:2'],
    ['at load (/srv/100%/a.js:1:2)', '/srv/100%/a.js:1:2'],
    ['at load (/srv/app (2)/a.js:1:2)', '/srv/app (2)/a.js:1:2'],
    [String.raw`at load (C:\srv\a.js:1:2)`, String.raw`C:\srv\a.js:1:2`],
    [`at decorator (${own.href}:1:2)\n at /srv/a.js:3:4`, '/srv/a.js:3:4'],
    [`at decorator (${own.pathname}:1:2)\n at /srv/a.js:3:4`, '/srv/a.js:3:4'],
    [
      'at get (/srv/node_modules/@inversifyjs/core/lib/index.js:1:2)\n at /srv/node_modules/acme-plugin/a.js:3:4',
      '/srv/node_modules/acme-plugin/a.js:3:4',
    ],
    ['at new Promise (<anonymous>)\n at node:internal/modules:1:1', undefined],
    ['', undefined],
  ])('is read from %p', (frames, place) => {
    expect(firstOutside(`Error\n    ${frames.replaceAll('\n', '\n    ')}`)).toBe(place);
  });

  it('is the line that called', () => {
    const [here, line] = [callSite(), new Error().stack!.split('\n')[1]!];
    const at = /:(\d+):\d+\)?$/.exec(line)![1];
    expect(here()).toMatch(new RegExp(`/test/facts/place\\.spec\\.ts:${at}:\\d+$`));
  });

  it('is the line of the decorator, through every layer of mortise, and leaves the depth of stacks as it was', () => {
    const limit = Error.stackTraceLimit;
    class Sample {
      method() {}
    }
    const [decorate, line] = [OnEvent('bind_session'), new Error().stack!.split('\n')[1]!];
    decorate(Sample.prototype, 'method', { value: () => {} });
    expect(factsOf(Sample)[0]!.place()).toContain(`place.spec.ts:${/:(\d+):\d+\)?$/.exec(line)![1]}:`);
    expect(Error.stackTraceLimit).toBe(limit);
  });

  it.each([['src/facts/place.ts'], ['dist/src/facts/place.js'], ['dist/mortise/index.js'], ['dist/mortise/chunks/chunk-2V5JL5P6.js']])(
    'is known to be that of mortise by where its own file lies: %s, also below a folder that is called so',
    (file) => {
      for (const home of ['file:///srv/node_modules/mortise/', '/srv/dist/mortise/', '/srv/dist/mortise/node_modules/mortise/'])
        expect(homeOf(`${home}${file}`)).toBe(home);
      expect(homeOf(`/srv/dist/mortise/plugins/${file}.txt`)).toBeUndefined();
    },
  );

  // The maps of the published package name folders beside dist, which are not published.
  it.each([[['--enable-source-maps']], [[]]])('is the line of the plugin in a package that was built, under %p', async (flags) => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-place-')));
    try {
      const file = join(home, 'a.mjs');
      const dist = (path: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../dist', path)).href);
      writeFileSync(
        file,
        `import { createHost, definePlugin } from ${dist('mortise/index.js')};
import { OnEvent, Plugin } from ${dist('mortise/decorators.js')};
const log = { level: 'silent' };
const a = definePlugin({ id: 'a', version: '1.0.0', dependencies: { nope: '^1' } });
class B { on() {} }
OnEvent('bind_session', { priority: 'high' })(B.prototype, 'on', {});
Plugin({ id: 'b', version: '1.0.0' })(B);
const host = createHost({ log, extensions: [a, B] });
const { problems } = await host.start();
for (const { code, place } of problems) console.log(code, place);
await host.stop();
`,
      );
      const { stdout, stderr } = await runNode([...flags, file]);
      expect(stderr).toBe('');
      expect(stdout.trim().split('\n').sort()).toEqual([`manifest.bad-fact ${file}:6:1`, `plan.missing-dependency ${file}:4:11`]);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
