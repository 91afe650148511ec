/** Open this to see decorators written without their call, compiled with legacy decorators. Below this line it equals bare.standard.ts. */
import { Command, Component, Config, Field, memberFact, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';

/** What a compiler would refuse; plain JavaScript has no compiler. */
const bare = (decorator: unknown) => decorator as (...given: unknown[]) => void;
const Every = memberFact<number>('acme.every');

@bare(Config)
class Settings {
  @bare(Field.string) text: string | undefined;
  @bare(Field.select) choice: string | undefined;
  @Field.integer({ default: 1 }) fine!: number;
}

@bare(Component)
@bare(Provide)
export class Store {
  @bare(OnEvent) static shared() {}
  @bare(Use) mail: unknown;
  @bare(OnEvent) bound() {
    return 'bound';
  }
  @bare(Command) list() {}
  @bare(Every) sweep() {}
}

@Plugin({ id: 'shop', version: '1.0.0', config: Settings, components: [Store] })
export class Shop {}

@bare(Plugin)
export class Bare {
  @OnEvent('bind_session') bound() {}
}
