/** Open this for mistakes that other frameworks leave unexplained: two copies, names like 'auto-3', deadlocks, the wrong circle. */
import { describe } from '@jest/globals';
import { ContainerModule, inject, injectable, multiInject } from 'inversify';
import { definePlugin, Plugin, PluginContext, Provide, Use } from '../../decorators/index.js';
import { asIfBy } from './copies.js';
import { mistakes } from './mistake.js';

describe('others', () => {
  mistakes([
    {
      issue: 'koishijs/koishi#1223, RSC-Labs/medusa-price-history#1',
      confusion: 'what is injected is undefined, since the plugin brings the framework with it (awilix 8 and 10, 多例)',
      program() {
        const Context = asIfBy(
          { version: '0.2.0', from: '/srv/bot/node_modules/price-history/node_modules/mortise' },
          class OtherContext {},
        );
        @Plugin({ id: 'price-history', version: '1.0.0', inject: [Context] })
        class PriceHistory {
          constructor(readonly context: unknown) {}
        }
        return [PriceHistory];
      },
      ask: 'price-history',
      cause: [
        'OtherContext of parameter 1 of the constructor of PriceHistory comes from mortise 0.2.0 in /srv/bot/node_modules/price-history/node_modules/mortise',
        'but this host is mortise',
      ],
      remedy: ['a plugin lists mortise under peerDependencies', '`npm ls mortise` shows who brings another one'],
    },
    {
      issue: 'inversify/InversifyJS#1515, inversify/InversifyJS#341',
      confusion: 'the circle that is blamed is not the one there is (a multi-injection stands before it)',
      program() {
        @injectable()
        class Dom {
          constructor(
            @multiInject('plugin') readonly plugins: unknown,
            @inject('ui') readonly ui: unknown,
          ) {}
        }
        @injectable()
        class Ui {
          constructor(@inject('dom') readonly dom: unknown) {}
        }
        const modules = [
          new ContainerModule(({ bind }) => {
            bind('plugin').toConstantValue(1);
            bind('plugin').toConstantValue(2);
            bind('dom').to(Dom);
            bind('ui').to(Ui);
          }),
        ];
        @Plugin({ id: 'view', version: '1.0.0', modules })
        class View {
          constructor(@inject('dom') readonly dom: unknown) {}
        }
        return [View];
      },
      ask: 'view',
      cause: ["parameter 1 of the constructor of View asks for 'dom'", 'ircular dependency', 'dom -> ui -> dom'],
      remedy: ['Bind it'],
    },
    {
      issue: 'FlowFuse/flowfuse#3182, mia-platform/crud-service#312, fastify/avvio#72',
      confusion: "Plugin did not start in time: 'loadModels-auto-3' (which one is that?)",
      program() {
        @Plugin({ id: 'models', version: '1.0.0' })
        class LoadModels {
          start() {
            return new Promise<void>(() => {});
          }
        }
        return [LoadModels];
      },
      ms: 20_000,
      ask: 'models',
      cause: ["start of 'LoadModels' did not finish within 10 s", 'others.spec.ts'],
      remedy: ['Call the callback or settle the promise on every path, or raise timeouts.'],
    },
    {
      issue: 'fastify/avvio#72',
      confusion: 'the same of a plugin that is only a function: it never calls done',
      program: () => [{ name: 'load-models', version: '1.0.0', attach(_options: unknown, _done: () => void) {} }],
      ms: 20_000,
      ask: 'load-models',
      cause: ["attach of 'load-models' did not call back within 10 s"],
      remedy: ['Call the callback on every path, or return a promise.'],
    },
    {
      issue: 'moleculerjs/moleculer#102',
      confusion: 'waitForServices in started never ends, since what it waits for waits for it',
      program() {
        @Plugin({ id: 'posts', version: '1.0.0', inject: [PluginContext] })
        @Provide('blog/posts')
        class Posts {
          constructor(readonly context: PluginContext) {}
          start() {
            return new Promise<void>((done) => {
              const waiting = this.context.host.lookup$('blog/comments').subscribe((comments) => comments !== undefined && done());
              this.context.own(waiting);
            });
          }
        }
        @Plugin({ id: 'comments', version: '1.0.0' })
        @Provide('blog/comments')
        class Comments {
          @Use('blog/posts') readonly posts!: unknown;
        }
        return [Posts, Comments];
      },
      ms: 20_000,
      ask: 'posts',
      cause: ["start of 'Posts' did not finish within 10 s, while it listened to 'blog/comments', which nobody publishes"],
      remedy: ["use the name, @Use('blog/comments'), which starts the plugin after it; or listen without awaiting it in start."],
      behind: ["of 'blog/comments': 'comments' provides it and is waiting", "'comments' waits for 'posts'"],
    },
    {
      issue: 'jenkinsci/jenkins#379',
      confusion: 'one circle among the plugins, and nothing boots',
      program: () => [
        definePlugin({ id: 'ant', version: '1.0.0', dependencies: { maven: '*' } }),
        definePlugin({ id: 'maven', version: '1.0.0', dependencies: { ant: '*' } }),
        definePlugin({ id: 'git', version: '1.0.0' }),
      ],
      ask: 'maven',
      cause: ['in a circle: ant -> maven -> ant'],
      remedy: ['Make one of the needs optional or live, or give it up'],
      running: ['git'],
    },
  ]);
});
