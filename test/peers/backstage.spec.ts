/** Open this for the mistakes of Backstage's users: "No extension point or service available for ref", and what mortise says instead. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, Plugin, Provide, Use } from '../../decorators/index.js';
import { folder } from '../extension/folder.js';
import { asIfBy } from './copies.js';
import { mistakes, tried } from './mistake.js';

const plugins = folder({
  'package.json': '{ "type": "module" }',
  'http-request.js': 'export const httpRequestAction = () => {};\nexport const createRouter = () => {};',
});

describe('Backstage: no extension point or service available', () => {
  mistakes([
    {
      issue: 'backstage/backstage#28949',
      confusion: 'serviceRef{core.auditor}, since the last build: a plugin is newer than what it runs on',
      program() {
        @Plugin({ id: 'catalog', version: '2.0.0', dependencies: { core: '^2.1' } })
        class Catalog {
          @Use('core/auditor') readonly auditor!: unknown;
        }
        return [definePlugin({ id: 'core', version: '1.9.0', provides: { 'core/audit': {} } }), Catalog];
      },
      ask: 'catalog',
      cause: [
        "'catalog' needs 'core' ^2.1, but 1.9.0 is loaded",
        "'catalog' uses 'core/auditor' (Catalog.auditor), and no plugin it can see publishes it",
        'backstage.spec.ts',
      ],
      remedy: ["Load a version of 'core' in ^2.1, or widen the range of 'catalog'", "Did you mean 'core/audit'?"],
      behind: ["'core' is listed"],
      running: ['core'],
    },
    {
      issue: 'backstage/backstage#24713',
      confusion: 'serviceRef{events.service} (who asks for it, and from where does one get it?)',
      program() {
        @Plugin({ id: 'gitlab-org', version: '0.1.0' })
        class GitlabOrg {
          constructor(@Use('events/service') readonly events: unknown) {}
        }
        return [GitlabOrg, definePlugin({ id: 'catalog', version: '1.26.5' })];
      },
      ask: 'events/service',
      cause: ["'gitlab-org'"],
      remedy: ['Load a plugin that provides it'],
      behind: ["Nothing is published under 'events/service'.", 'no plugin that is loaded provides it', "it is used by 'gitlab-org'"],
      running: ['catalog'],
    },
    {
      issue: 'backstage/backstage#22932',
      confusion: 'the plugin of the extension point is listed (and was not installed)',
      program() {
        @Plugin({ id: 'scaffolder-gitlab', version: '1.0.0' })
        class ScaffolderGitlab {
          @Use('scaffolder/actions') readonly actions!: unknown;
        }
        return [{ module: 'backstage-scaffolder-actions' }, ScaffolderGitlab];
      },
      ask: 'scaffolder-gitlab',
      cause: ["'scaffolder-gitlab' uses 'scaffolder/actions' (ScaffolderGitlab.actions)", "'backstage-scaffolder-actions' was not found"],
      remedy: ['Install the package, or correct the path'],
    },
    {
      issue: 'backstage/community-plugins#6490',
      confusion: "Cannot read properties of undefined (reading 'scope'), with two versions of the framework installed",
      program: () => [
        definePlugin(asIfBy({ version: '0.0.9', from: '/srv/app/plugins/audit/node_modules/mortise' }, { id: 'audit', version: '1.0.0' })),
      ],
      ask: 'audit',
      cause: ["definition of 'audit' comes from mortise 0.0.9 in /srv/app/plugins/audit/node_modules/mortise", 'but this host is mortise'],
      remedy: ['a plugin lists mortise under peerDependencies', '`npm ls mortise` shows who brings another one'],
    },
    {
      issue: 'backstage/backstage#25493',
      confusion: 'one plugin that fails takes the whole backend with it',
      program() {
        @Plugin({ id: 'kubernetes', version: '1.0.0' })
        @Provide('kubernetes/clusters')
        class Kubernetes {
          start() {
            throw new Error('kubernetes.clusterLocatorMethods is not configured');
          }
        }
        @Plugin({ id: 'topology', version: '1.0.0' })
        class Topology {
          @Use('kubernetes/clusters') readonly clusters!: unknown;
        }
        return [Kubernetes, Topology, definePlugin({ id: 'catalog', version: '1.0.0' })];
      },
      ask: 'topology',
      cause: ["start of 'Kubernetes' failed: kubernetes.clusterLocatorMethods is not configured", 'backstage.spec.ts'],
      remedy: ["Mend start of 'Kubernetes' at the line that threw."],
      behind: ["'topology' waits for 'kubernetes', which has failed", "Then try again: host.enable('kubernetes')"],
      running: ['catalog'],
    },
    {
      issue: 'RoadieHQ/roadie-backstage-plugins#1347, backstage/backstage#18390',
      confusion: 'the module should either export a BackendFeature or … (what does it export, and which of them is it?)',
      program: () => [{ file: './http-request.js' }],
      options: { home: plugins.path },
      ask: 'http-request',
      cause: ["'./http-request.js' exports createRouter, httpRequestAction, and nothing of it is a plugin"],
      remedy: ['Export a class with @Plugin, an object with name and attach, or a definition with id'],
    },
  ]);

  it('backstage/backstage#30156: a module that is added before its plugin starts after it, since needs order and lists do not', async () => {
    @Plugin({ id: 'catalog-github', version: '1.0.0' })
    class CatalogGithub {
      @Use('catalog/providers') readonly providers!: unknown;
    }
    @Plugin({ id: 'catalog', version: '1.0.0' })
    @Provide('catalog/providers')
    class Catalog {}
    const test = await tried([CatalogGithub, Catalog]);
    expect(test.report).toBe('');
    expect(test.why('catalog before catalog-github')).toBe(
      [
        "'catalog' starts before 'catalog-github', and stops after it.",
        "  because 'catalog-github' uses 'catalog/providers' of 'catalog' (backstage.spec.ts)",
      ].join('\n'),
    );
    await test.stop();
  });
});
