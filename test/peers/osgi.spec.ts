/** Open this for the mistakes of OSGi's users: which chain of requirements failed, and who comes back when a service does. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, Plugin, Provide, Use } from '../../decorators/index.js';
import { mistakes, tried } from './mistake.js';

describe('OSGi: the chain that does not resolve', () => {
  mistakes([
    {
      issue: 'njbartlett 2011-03-31, uses constraints',
      confusion: 'half an hour to find the two chains that want two versions of one bundle',
      program: () => [
        definePlugin({ id: 'http', version: '1.4.0' }),
        definePlugin({ id: 'web', version: '1.0.0', dependencies: { http: '^1' } }),
        definePlugin({ id: 'metrics', version: '1.0.0', dependencies: { http: '^2' } }),
        definePlugin({ id: 'shop', version: '1.0.0', dependencies: { web: '*', metrics: '*' } }),
      ],
      ask: 'shop',
      cause: ["'metrics' needs 'http' ^2, but 1.4.0 is loaded (shop -> metrics -> http)", 'osgi.spec.ts'],
      remedy: ["Load a version of 'http' in ^2, or widen the range of 'metrics'"],
      behind: ["'web' needs 'http' ^1 (1.4.0), so another version has to suit both (osgi.spec.ts)"],
      running: ['http', 'web'],
    },
    {
      issue: 'felix, two versions of a bundle',
      confusion: 'the right version is installed as well, and is not taken',
      program: () => [
        definePlugin({ id: 'http', version: '1.4.0' }),
        definePlugin({ id: 'http', version: '2.0.0' }),
        definePlugin({ id: 'metrics', version: '1.0.0', dependencies: { http: '^2' } }),
      ],
      ask: 'metrics',
      cause: [
        "'metrics' needs 'http' ^2, but 1.4.0 is loaded",
        "the id 'http' of 'http' 2.0.0 (http) is taken by 'http' 1.4.0 (http)".slice(4),
      ],
      remedy: ["Load a version of 'http' in ^2"],
      running: ['http'],
    },
    {
      issue: 'jenkinsci/jenkins#4000, jenkinsci/jenkins#2001',
      confusion: 'a plugin that was split off is implied, and its absence shows only when somebody calls it',
      program: () => [
        definePlugin({ id: 'pipeline', version: '2.0.0', dependencies: { 'junit-reports': '>=1.2' } }),
        definePlugin({ id: 'junit-report', version: '1.3.0' }),
      ],
      ask: 'pipeline',
      cause: ["'pipeline' needs 'junit-reports' >=1.2, which is not loaded", 'osgi.spec.ts'],
      remedy: ["Load 'junit-reports', or make it optional: optionalDependencies.", "Did you mean 'junit-report'?"],
      running: ['junit-report'],
    },
    {
      issue: 'OSGi, Require-Capability: osgi.ee',
      confusion: 'the bundle is made for another run time',
      program: () => [definePlugin({ id: 'native', version: '1.0.0', dependencies: { mortise: '>=9', node: '<4' } })],
      ask: 'native',
      cause: ["'native' needs mortise >=9, but this is mortise", "'native' needs node <4, but this is node", 'osgi.spec.ts'],
      remedy: ["Use a version of 'native' made for mortise", 'or run mortise >=9 (npm rules).', 'or run node <4 (npm rules).'],
    },
  ]);

  it('equinox-dev msg05480: a mandatory service that flickers stops who needs it, and both say why and come back, by design', async () => {
    @Plugin({ id: 'log', version: '1.0.0' })
    @Provide('osgi/log')
    class Log {}
    @Plugin({ id: 'shell', version: '1.0.0' })
    class Shell {
      @Use('osgi/log') readonly log!: unknown;
    }
    const test = await tried([Log, Shell]);
    await test.host.disable('log');
    expect(test.why('shell')).toBe(
      [
        "'shell' 1.0.0 is waiting.",
        "  because 'shell' waits for 'log', which is disabled [plan.waits]",
        "    because host.disable was called for 'log' (osgi.spec.ts)",
        "  and 'shell' is the class Shell, which is listed (mistake.ts)",
        "  to do: Enable it: host.enable('log').",
      ].join('\n'),
    );
    await test.host.enable('log');
    expect(test.running()).toEqual(['log', 'shell']);
    await test.stop();
  });

  it('felix-dev msg46639: who does without an optional service says so, and which one was away', async () => {
    @Plugin({ id: 'http', version: '1.0.0' })
    class Http {
      @Use('osgi/log', { optional: true }) readonly log?: unknown;
    }
    @Plugin({ id: 'log', version: '1.0.0', dependencies: { disk: '*' } })
    @Provide('osgi/log')
    class Log {}
    const test = await tried([Http, Log]);
    expect(test.running()).toEqual(['http']);
    expect(test.why('http')).toContain(
      "it does without 'osgi/log', which is optional (osgi.spec.ts)\n    because 'log' provides it and is waiting",
    );
    await test.stop();
  });
});
