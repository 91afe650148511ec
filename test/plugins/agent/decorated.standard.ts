/** Open this to see elements of an agent under standard decorators. */
import { Plugin } from 'mortise/decorators';
import {
  Counter,
  Handler,
  Job,
  Pipeline,
  Service,
  Source,
  Step,
  type Done,
  type Implicit,
  type JobContext,
  type SourceEmitter,
} from 'mortise/agent';

@Plugin({ id: 'standard', version: '1.0.0' })
@Service('standard')
@Source('standard', { bindings: { rung: 'standard.rung' } })
@Pipeline('standard', { subscriptions: 'standard.heard', success: 'standard.done' })
@Counter('standard', 'standard.*')
export class Standard {
  declare readonly publish: Implicit['publish'];
  emitter!: SourceEmitter;

  bind(_bindings: object, emitter: SourceEmitter, done: Done): void {
    this.emitter = emitter;
    done();
  }

  @Handler('standard.rung') heard(who: string): void {
    this.publish('standard.heard', who);
  }

  @Step() first(): string[] {
    return ['first'];
  }

  @Step() second(steps: string[]): string[] {
    return [...steps, 'second'];
  }

  @Job('standard') work({ state = 0 }: JobContext<number>): object {
    return { state: state + 1, message: `run ${state + 1}` };
  }
}
