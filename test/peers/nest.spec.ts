/** Open this for the mistakes of Nest's users: "Nest can't resolve dependencies of X (?)", and what mortise says instead. */
import { describe, expect, it } from '@jest/globals';
import { ContainerModule, inject, injectable } from 'inversify';
import { Component, definePlugin, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';
import { folder } from '../extension/folder.js';
import { createTestHost } from '../../src/testing/index.js';
import { mistakes } from './mistake.js';
import { Unemitted } from './unemitted.standard.js';

/** What an import that is not ready yet stands for. */
const notReady = undefined as never;

const importing = folder({
  'package.json': '{ "type": "module" }',
  'first.js': [
    "import { Second } from './second.js';",
    'export class First {}',
    "export default { id: 'first', version: '1.0.0', inject: [Second], setup: (second) => ({ second }) };",
  ].join('\n'),
  'second.js': ["import { First } from './first.js';", 'export class Second {', '  static needs = [First];', '}'].join('\n'),
});

describe("Nest: can't resolve dependencies", () => {
  mistakes([
    {
      issue: 'nestjs/nest#2089',
      confusion: "can't resolve dependencies of the SecondService (?), when the class was imported in a circle and is undefined",
      program() {
        @Plugin({ id: 'second', version: '1.0.0', inject: [notReady] })
        class SecondService {
          constructor(readonly first: unknown) {}
        }
        return [SecondService];
      },
      ask: 'second',
      cause: [
        'parameter 1 of the constructor of SecondService',
        'the inject list holds undefined there',
        'imported in a circle',
        'nest.spec.ts',
      ],
      remedy: ['Import the class as a value, from a module that does not import this one', "inject: ['acme/cache']"],
    },
    {
      issue: 'nestjs/nest#2089',
      confusion: 'the same circle of files as ES modules, where the import itself throws',
      program: () => [{ file: './first.js' }, definePlugin({ id: 'other', version: '1.0.0' })],
      options: { home: importing.path },
      ask: 'first',
      cause: ["'./first.js' threw while it was imported", "Cannot access 'First' before initialization", 'second.js:3'],
      remedy: ['move what both need into a third one, or ask for a namespace instead of the class'],
      running: ['other'],
    },
    {
      issue: 'nestjs/nest#5037',
      confusion: 'is PaymentsService part of the module? is it imported? (it was; the two needed each other)',
      program() {
        @Plugin({ id: 'payments', version: '1.0.0' })
        @Provide('shop/payments')
        class PaymentsService {
          @Use('shop/transactions') readonly transactions!: unknown;
        }
        @Plugin({ id: 'transactions', version: '1.0.0' })
        @Provide('shop/transactions')
        class TransactionsService {
          @Use('shop/payments') readonly payments!: unknown;
        }
        return [PaymentsService, TransactionsService];
      },
      ask: 'payments',
      cause: ['need each other in a circle: payments -> transactions -> payments', 'nest.spec.ts'],
      remedy: ["Make one of the needs optional or live, or give it up; cheapest: 'payments' uses 'shop/transactions' of 'transactions'"],
      behind: [
        "'payments' uses 'shop/transactions' of 'transactions' (nest.spec.ts)",
        "'transactions' uses 'shop/payments' of 'payments' (nest.spec.ts)",
      ],
    },
    {
      issue: 'nestjs/nest#5847',
      confusion: 'Scope [ScriptModule -> Registration2Module -> AnswerModule], and the circle lay several modules deeper',
      program: () => [
        definePlugin({ id: 'script', version: '1.0.0', dependencies: { registration: '^1' } }),
        definePlugin({ id: 'registration', version: '1.1.0', dependencies: { answer: '^1' } }),
        definePlugin({ id: 'answer', version: '1.0.0', dependencies: { form: '^1' } }),
        definePlugin({ id: 'form', version: '1.0.0', dependencies: { registration: '^1' } }),
      ],
      ask: 'script',
      cause: ['in a circle: answer -> form -> registration -> answer'],
      remedy: ['Make one of the needs optional or live, or give it up', "cheapest: 'answer' needs 'form' ^1 (1.0.0)"],
      behind: ["'script' waits for 'registration', which is waiting itself", "'form' needs 'registration' ^1 (1.1.0) (nest.spec.ts)"],
    },
    {
      issue: 'nestjs/nest#10758',
      confusion: 'A circular dependency has been detected (where?)',
      program() {
        @Component('update-training', { inject: ['training/module'] })
        @Provide('training/update')
        class UpdateTrainingService {}
        @Component('training', { inject: ['training/update'] })
        @Provide('training/module')
        class TrainingModule {}
        @Plugin({ id: 'training', version: '1.0.0', components: [UpdateTrainingService, TrainingModule] })
        class Training {}
        return [Training];
      },
      ask: 'training/update',
      cause: ['components need each other in a circle: update-training -> training -> update-training', 'nest.spec.ts'],
      remedy: ['Move what both need into a third component, or let one look the other up later.'],
      behind: [
        "parameter 1 of the constructor of update-training asks for 'training/module'",
        "parameter 1 of the constructor of training asks for 'training/update'",
        "Then try again: host.enable('training')",
      ],
    },
    {
      issue: 'nestjs/nest#11630',
      confusion: 'await NestFactory.create(AppModule) never resolves nor rejects, when a token leads back through its binding',
      program() {
        abstract class B {}
        @Component('a', { inject: [B] })
        class A {}
        @injectable()
        class BImpl {
          constructor(@inject(A) readonly a: A) {}
        }
        const modules = [new ContainerModule(({ bind }) => void bind(B as never).to(BImpl))];
        @Plugin({ id: 'app', version: '1.0.0', components: [A], modules })
        class App {}
        return [App];
      },
      ask: 'app',
      cause: ['in a circle: a -> inversify (the class B) -> a'],
      remedy: ['Move what both need into a third component, or let one look the other up later.'],
      behind: ['parameter 1 of the constructor of a asks for the class B', 'inversify makes the class B, which needs a'],
    },
    {
      issue: 'nestjs/nest#8555',
      confusion: 'DeploymentFactory (?): everything is provided, and there is no information whatsoever hinting what is wrong',
      program() {
        interface Transport {
          send(): void;
        }
        @Plugin({ id: 'deployments', version: '1.0.0' })
        class DeploymentFactory {
          constructor(readonly transport: Transport) {}
        }
        return [DeploymentFactory];
      },
      ask: 'deployments',
      cause: ['of parameter 1 of the constructor of DeploymentFactory: the compiler emitted Object, as for an interface', 'nest.spec.ts'],
      remedy: ['Import the class as a value, without `type`', "inject: ['acme/cache']"],
    },
    {
      issue: 'nestjs/nest#4457',
      confusion: 'LeadService (LeadRepository, ?): yes, it is exported and imported, and I do not understand why this fails',
      program() {
        @Component('consent')
        @Provide('legal/consent')
        class ConsentService {}
        @Plugin({ id: 'legal', version: '1.0.0', components: [ConsentService] })
        class LegalPlugin {}
        @Plugin({ id: 'leads', version: '1.0.0' })
        class LeadService {
          constructor(readonly consent: ConsentService) {}
        }
        return [LegalPlugin, LeadService];
      },
      ask: 'leads',
      cause: [
        'parameter 1 of the constructor of LeadService asks for the class ConsentService',
        "it is a component of 'legal', which publishes it as 'legal/consent'",
        'nest.spec.ts',
      ],
      remedy: ["Ask for the namespace: @Use('legal/consent'), or inject: ['legal/consent']."],
      running: ['legal'],
    },
    {
      issue: 'nestjs/nest#4457',
      confusion: 'the same, where the other module does not export it',
      program() {
        @Component('consent')
        class ConsentService {}
        @Plugin({ id: 'legal', version: '1.0.0', components: [ConsentService] })
        class LegalPlugin {}
        @Plugin({ id: 'leads', version: '1.0.0' })
        class LeadService {
          constructor(readonly consent: ConsentService) {}
        }
        return [LegalPlugin, LeadService];
      },
      ask: 'leads',
      cause: ["it is a component of 'legal', which does not publish it"],
      remedy: ["Publish it there, @Provide('legal/name') on ConsentService, and ask for that namespace."],
      running: ['legal'],
    },
    {
      issue: 'nestjs/nest#13600, privatenumber/tsx#347',
      confusion: 'the same source works under tsc, and under tsx or esbuild its dependencies are undefined',
      program: () => [Unemitted],
      ask: 'unemitted',
      cause: [
        'parameter 1 of the constructor of Unemitted',
        'there is no inject list, and the compiler emits no types',
        'unemitted.standard.ts',
      ],
      remedy: ["List it: inject: [Config, 'acme/cache'] in @Component or @Plugin works under every compiler."],
    },
    {
      issue: 'nestjs docs, "Preventing event loss"',
      confusion: 'the handler is there and never called (its module had not been bootstrapped)',
      program() {
        @Plugin({ id: 'greeter', version: '1.0.0' })
        class Greeter {
          @Use('acme/mail') readonly mail!: unknown;
          @OnEvent('bind_session') greet() {}
        }
        return [Greeter];
      },
      ask: 'bind_session',
      cause: ["'greeter' uses 'acme/mail' (Greeter.mail), and no plugin it can see publishes it"],
      remedy: ['Load a plugin that provides it, or make the use optional.'],
      behind: ["Nobody would get 'bind_session' now.", "Greeter.greet of 'greeter' handles 'bind_session' and would not get it"],
    },
  ]);

  it('nestjs docs, "Preventing event loss": events that come while a plugin starts are kept for it, by design', async () => {
    const got: unknown[] = [];
    @Plugin({ id: 'greeter', version: '1.0.0' })
    class Greeter {
      @OnEvent('bind_session') greet(session: unknown) {
        got.push(session);
      }
      start() {
        test.host.events.emit('bind_session', { uid: 'ada' });
        expect(got).toEqual([]);
        expect(String(test.host.why('bind_session'))).toContain(
          "Greeter.greet of 'greeter' (priority 1000, its events are kept until it has started)",
        );
      }
    }
    const test = createTestHost({ plugins: [Greeter] });
    expect((await test.start()).problems).toEqual([]);
    expect(got).toEqual([{ uid: 'ada' }]);
    await test.stop();
  });
});
