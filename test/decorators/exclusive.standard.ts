/** Open this to see decorators that exclude each other, compiled with standard decorators. Below this line it equals exclusive.legacy.ts. */
import { Component, Config, Field, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';

/** What a compiler would refuse; plain JavaScript has no compiler. */
const anywhere = (decorator: unknown) => decorator as (...given: unknown[]) => void;

@Component('named')
@Plugin({ id: 'both', version: '1.0.0' })
export class Both {}

@Plugin({ id: 'outer', version: '1.0.0' })
@Plugin({ id: 'inner', version: '1.0.0' })
export class Twice {}

@Component('component')
@Provide('acme/component')
@Config()
class SettingsAndComponent {
  @Field.integer({ default: 1 }) size!: number;
}

@Config()
class OnlySettings {}

@Component('outer')
@Component('inner')
@Provide('acme/store')
@Provide('acme/other')
@Provide(['acme', 'store'], { scope: 'singleton' })
class Store {
  @Use('acme/cache') @Use('acme/mail') readonly cache: unknown;
  @anywhere(Field.integer({ default: 1 })) @Use('acme/flags') readonly flags: unknown;
  @Field.integer({ default: 1 }) size!: number;

  @Use('acme/mail') @OnEvent('bind_session') bound() {}
  @anywhere(Field.integer({ default: 1 })) @OnEvent('bind_session') told() {}
  @Use('acme/mail') mail() {}
  @Use('acme/mail') get mailbox() {
    return 1;
  }
  @Use('acme/fine') set fine(_: unknown) {}
  @anywhere(OnEvent('bind_session')) get got() {
    return () => {};
  }
  @anywhere(OnEvent('bind_session')) field = () => {};
}

@Config()
@Config()
class Settings {
  @Field.integer({ default: 2 }) @Field.integer({ default: 1 }) size!: number;
  @Use('acme/cache') readonly cache: unknown;
  @OnEvent('bind_session') bound() {}
}

@Plugin({ id: 'store', version: '1.0.0', config: Settings, components: [SettingsAndComponent, OnlySettings, Store, Both] })
export class StorePlugin {}

@Plugin({
  id: 'itself',
  version: '1.0.0',
  get config() {
    return Itself;
  },
})
@Config()
export class Itself {
  @Field.integer({ default: 1 }) size!: number;
}
