/** Open this for the mistakes of Kibana's plugin authors: circles of plugins, phases that are over, manifests that drift from the code. */
import { describe, expect, it } from '@jest/globals';
import type { Observable } from 'rxjs';
import { definePlugin, Plugin, PluginContext, Provide, Use } from '../../decorators/index.js';
import type { ExtensionContextView } from '../../src/model/extension.js';
import { mistakes, tried } from './mistake.js';

describe('Kibana: plugins that need each other', () => {
  mistakes([
    {
      issue: 'elastic/kibana#44762',
      confusion: 'RangeError: Maximum call stack size exceeded, when two plugins require each other',
      program: () => [
        definePlugin({ id: 'security', version: '1.0.0', dependencies: { licensing: '*' } }),
        definePlugin({ id: 'licensing', version: '1.0.0', dependencies: { security: '*' } }),
        definePlugin({ id: 'discover', version: '1.0.0' }),
      ],
      ask: 'security',
      cause: ['need each other in a circle: licensing -> security -> licensing', 'kibana.spec.ts'],
      remedy: ['Make one of the needs optional or live, or give it up'],
      behind: ["'licensing' needs 'security' * (1.0.0) (kibana.spec.ts)", "'security' needs 'licensing' * (1.0.0) (kibana.spec.ts)"],
      running: ['discover'],
    },
    {
      issue: 'elastic/kibana#124923',
      confusion: 'a list of forty plugins that could not be ordered, instead of the circle: fleet, infra, osquery',
      program: () => [
        definePlugin({ id: 'fleet', version: '8.0.0', dependencies: { infra: '*' } }),
        definePlugin({ id: 'infra', version: '8.0.0', dependencies: { osquery: '*' } }),
        definePlugin({ id: 'osquery', version: '8.0.0', dependencies: { fleet: '*' } }),
        ...['apm', 'uptime', 'synthetics', 'slo'].map((id) => definePlugin({ id, version: '8.0.0', dependencies: { infra: '*' } })),
      ],
      ask: 'synthetics',
      cause: ['need each other in a circle: fleet -> infra -> osquery -> fleet'],
      remedy: ['Make one of the needs optional or live, or give it up'],
      behind: ["'synthetics' waits for 'infra', which is waiting itself", "'osquery' needs 'fleet' * (8.0.0) (kibana.spec.ts)"],
    },
    {
      issue: 'elastic/kibana#166979, #166688, #167113',
      confusion: 'two plugins each need one service of the other, so there has to be a third plugin, or a promise in setup',
      program() {
        @Plugin({ id: 'security', version: '1.0.0' })
        @Provide('security/authorization')
        class Security {
          @Use('spaces/active') readonly spaces!: unknown;
        }
        @Plugin({ id: 'spaces', version: '1.0.0' })
        @Provide('spaces/active')
        class Spaces {
          @Use('security/authorization') readonly authorization!: unknown;
        }
        return [Security, Spaces];
      },
      ask: 'spaces',
      cause: ['in a circle: security -> spaces -> security'],
      remedy: ["Make one of the needs optional or live, or give it up; cheapest: 'security' uses 'spaces/active' of 'spaces'"],
    },
    {
      issue: 'elastic/kibana#171483',
      confusion: 'optional plugins that are typed as required, and are disabled, crash the plugin at run time',
      program() {
        @Plugin({ id: 'notifications', version: '1.0.0' })
        class Notifications {
          @Use('actions/connectors') readonly connectors!: { get(id: string): unknown };
          start() {
            this.connectors.get('email');
          }
        }
        return [
          { extension: definePlugin({ id: 'actions', version: '1.0.0', provides: { 'actions/connectors': {} } }), enabled: false },
          Notifications,
        ];
      },
      ask: 'notifications',
      cause: ["'notifications' waits for 'actions', which is disabled"],
      remedy: ['Enable'],
      behind: ["the entry that lists 'actions' says enabled: false", "Enable it: host.enable('actions'), or take enabled: false away."],
    },
    {
      issue: 'elastic/kibana#105439, #124039',
      confusion: 'something of setup is called when setup is over, and nothing happens',
      program: () => [
        {
          name: 'sums',
          version: '1.0.0',
          attach(this: ExtensionContextView, _options: unknown, callback: () => void) {
            callback();
            setImmediate(() => this.registerPlugin('sums/late', {}));
          },
        },
        definePlugin({ id: 'user', version: '1.0.0', inject: ['sums/late'], setup: () => ({}) }),
      ],
      ask: 'user',
      cause: [
        "'user' uses 'sums/late' (user.constructor[0])",
        "extension 'sums' registered the plugin 'sums/late' after its attach had ended",
      ],
      remedy: ['Register everything before the callback'],
    },
    {
      issue: 'elastic/kibana#273822',
      confusion: 'the manifest promises a service that the code never registers',
      program() {
        @Plugin({ id: 'auditor', version: '1.0.0', provides: ['core/auditor'] })
        class Auditor {}
        @Plugin({ id: 'cases', version: '1.0.0' })
        class Cases {
          @Use('core/auditor') readonly auditor!: unknown;
        }
        return [Auditor, Cases];
      },
      ask: 'cases',
      cause: ["'cases' uses 'core/auditor' (Cases.auditor), and 'auditor' declares it and has not published it", 'kibana.spec.ts'],
      remedy: ['Call context.provide in start; whoever waits starts by itself as soon as the name is there.'],
      running: ['auditor'],
    },
  ]);

  it('elastic/kibana#44762: a circle that an optional dependency closes is none, by design: it orders, and orders may be left out', async () => {
    const test = await tried([
      definePlugin({ id: 'plugin-a', version: '1.0.0', optionalDependencies: { 'plugin-b': '*' } }),
      definePlugin({ id: 'plugin-b', version: '1.0.0', optionalDependencies: { 'plugin-a': '*' } }),
    ]);
    expect(test.report).toBe('');
    expect(test.running()).toEqual(['plugin-a', 'plugin-b']);
    await test.stop();
  });

  it('elastic/kibana#167113: a live use needs no order, so two plugins can have a service of each other, by design', async () => {
    const seen: unknown[] = [];
    @Plugin({ id: 'security', version: '1.0.0' })
    @Provide('security/authorization')
    class Security {
      @Use('spaces/active', { live: true }) readonly spaces$!: Observable<unknown>;
      afterStart() {
        this.spaces$.subscribe((spaces) => seen.push(spaces?.constructor.name));
      }
    }
    @Plugin({ id: 'spaces', version: '1.0.0' })
    @Provide('spaces/active')
    class Spaces {
      @Use('security/authorization') readonly authorization!: unknown;
    }
    const test = await tried([Security, Spaces]);
    expect(test.report).toBe('');
    expect(test.running()).toEqual(['security', 'spaces']);
    expect(seen).toEqual(['Spaces']);
    await test.stop();
  });

  it('elastic/kibana#105439: what is registered late is told with the extension, and what a plugin does when it is over is refused', async () => {
    let kept: PluginContext | undefined;
    @Plugin({ id: 'sums', version: '1.0.0', inject: [PluginContext] })
    class Sums {
      constructor(readonly context: PluginContext) {
        kept = context;
      }
    }
    const late = {
      name: 'late',
      version: '1.0.0',
      attach(this: ExtensionContextView, _options: unknown, callback: () => void) {
        callback();
        setImmediate(() => this.registerPlugin('late/value', {}));
      },
    };
    const test = await tried([Sums, late]);
    expect(test.report).toContain(
      "warning attach.late-registration: The extension 'late' registered the plugin 'late/value' after its attach had ended",
    );
    expect(test.why('late/value')).toContain('no plugin that is loaded provides it');
    await test.stop();
    expect(() => kept!.provide('sums/total', 5)).toThrow("'sums' called provide after it had stopped; it was refused.");
  });
});
