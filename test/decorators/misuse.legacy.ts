/** Open this to see decorators where they mean nothing, compiled with legacy decorators. Below this line it equals misuse.standard.ts. */
import { Command, Component, Config, Field, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';

/** What a compiler would refuse; plain JavaScript has no compiler. */
const anywhere = (decorator: unknown) => decorator as (...given: unknown[]) => void;

@anywhere(OnEvent('bind_session'))
@anywhere(Use('acme/cache'))
@Component('wrong')
export class Wrong {
  @Use('acme/cache') static shared: unknown;
  @OnEvent('bind_session') static handle() {}
  @Command('wrong') static run() {}
  @Command('wrong <n:int>') number() {}
  @anywhere(Component('inner')) static made() {}
  @anywhere(Provide('acme/field')) field = 1;
  @anywhere(Plugin({ id: 'inner', version: '1.0.0' })) method() {}
  @anywhere(Config()) get got() {
    return 1;
  }
}

@Config()
class WrongConfig {
  @Field.integer({ default: 1 }) fine!: number;
  @anywhere(Field.integer({ default: 1 })) static shared: number;
  @anywhere(Config()) inner = 1;
}

@Plugin({ id: 'wrong', version: '1.0.0', config: WrongConfig, components: [Wrong] })
export class WrongPlugin {}
