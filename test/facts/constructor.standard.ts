/** Open this to see constructors under standard decorators, where only an inject list says what they get. */
import { Component } from '../../decorators/index.js';

class Store {}

const listed = Component('standard', { inject: [Store] }) as (type: new (...given: never[]) => unknown) => void;

@listed
export class Standard {
  constructor(
    readonly store: Store,
    readonly other: Store,
  ) {}
}

@Component('base', { inject: ['acme/cache'] })
class Base {
  constructor(readonly cache: unknown) {}
}

@Component('derived')
export class StandardDerived extends Base {}
