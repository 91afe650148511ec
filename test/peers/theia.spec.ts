/** Open this for the mistakes of Theia's extenders, at the scale of inversify: "No matching bindings found for serviceIdentifier". */
import { describe, expect, it } from '@jest/globals';
import { ContainerModule, inject, named } from 'inversify';
import { Component, definePlugin, Plugin, Provide, Use } from '../../decorators/index.js';
import { mistakes, tried } from './mistake.js';

/** A module, as a package manager installs it twice. */
function copyOfModule() {
  class MessageService {}
  return { RequestService: Symbol('RequestService'), MessageService };
}

const nearer = copyOfModule();
const further = copyOfModule();

describe('Theia: no matching bindings found', () => {
  mistakes([
    {
      issue: 'eclipse-theia/theia#3651',
      confusion: 'No matching bindings found for serviceIdentifier: Symbol(ContributionProvider) (asked for by whom?)',
      program() {
        const ContributionProvider = Symbol.for('ContributionProvider');
        @Component('plugin-api')
        class PluginApiContribution {
          constructor(@inject(ContributionProvider) @named('extPluginApi') readonly contributions: unknown) {}
        }
        @Plugin({ id: 'plugin-ext', version: '0.3.17', components: [PluginApiContribution] })
        class PluginExt {}
        return [PluginExt];
      },
      ask: 'plugin-ext',
      cause: [
        'parameter 1 of the constructor of plugin-api asks for Symbol(ContributionProvider), named extPluginApi, which nobody provides',
        'theia.spec.ts',
      ],
      remedy: ['Bind it (context.container, a module of the plugin, or host.container), or use a namespace that a plugin provides.'],
    },
    {
      issue: 'eclipse-theia/theia#12549',
      confusion: 'No matching bindings found for Symbol(RequestService), which is bound (to the symbol of another copy)',
      program() {
        const modules = [new ContainerModule(({ bind }) => void bind(further.RequestService).toConstantValue({}))];
        @Plugin({ id: 'vsx-registry', version: '1.37.1', modules })
        class VsxRegistry {
          constructor(@inject(nearer.RequestService) readonly request: unknown) {}
        }
        return [VsxRegistry];
      },
      ask: 'vsx-registry',
      cause: ['parameter 1 of the constructor of VsxRegistry asks for Symbol(RequestService), which nobody provides'],
      remedy: [
        'import the symbol from the one module that whoever binds it imports: another Symbol(RequestService) is another symbol',
        'Symbol.for, or a namespace, is the same everywhere.',
      ],
    },
    {
      issue: 'eclipse-theia/theia#7248',
      confusion: 'the class is there, twice: some extensions bring a version of the module of their own',
      program() {
        Component('messages')(nearer.MessageService);
        Provide('core/messages')(nearer.MessageService);
        @Plugin({ id: 'core', version: '0.16.0', components: [nearer.MessageService] })
        class Core {}
        @Plugin({ id: 'terminal', version: '0.15.0', inject: [further.MessageService] })
        class Terminal {
          constructor(readonly messages: unknown) {}
        }
        return [Core, Terminal];
      },
      ask: 'terminal',
      cause: [
        'parameter 1 of the constructor of Terminal asks for the class MessageService',
        "a component of 'core' is another class of that name: two copies of its module are loaded",
      ],
      remedy: ["Let both import one copy, or ask for its namespace, which is the same in every copy: @Use('core/messages')."],
      running: ['core'],
    },
    {
      issue: 'eclipse-theia/theia, contribution-provider.ts',
      confusion: 'one contribution throws, and the whole list of contributions is gone',
      program: () => [
        definePlugin({ id: 'git', version: '1.0.0', provides: { 'menu/git': 'git' } }),
        definePlugin({
          id: 'search',
          version: '1.0.0',
          provides: ['menu/search'],
          setup() {
            throw new Error('no index');
          },
        }),
        definePlugin({ id: 'scm', version: '1.0.0', provides: { 'menu/scm': 'scm' } }),
      ],
      ask: 'menu/search',
      cause: ["setup of 'search' failed: no index", 'theia.spec.ts'],
      remedy: ['Mend the line that threw'],
      behind: ["'search' provides it and has failed", "Then try again: host.enable('search')"],
      running: ['git', 'scm'],
    },
  ]);

  it('eclipse-theia/theia#10877: a contribution that comes and goes is seen, since look-ups are live, by design', async () => {
    @Plugin({ id: 'labels', version: '1.0.0' })
    class Labels {
      @Use('labels/tree', { optional: true }) readonly tree?: unknown;
    }
    const test = await tried([Labels]);
    expect(test.why('labels')).toContain("it does without 'labels/tree', which is optional (theia.spec.ts)");
    await test.host.load(definePlugin({ id: 'tree', version: '1.0.0', provides: { 'labels/tree': {} } }));
    expect([...test.host.lookupAll('labels/*').keys()]).toEqual(['labels/tree']);
    await test.host.unload('tree');
    expect([...test.host.lookupAll('labels/*').keys()]).toEqual([]);
    await test.stop();
    test.expectClean();
  });
});
