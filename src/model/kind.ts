/** Open this to give a decorated fact a meaning at run time. */
import type { PluginContextView } from './context.js';
import type { Fact } from './fact.js';
import type { Undo } from './ports.js';

/**
 * Gives facts with one key their meaning: checked before anything runs, bound when the plugin is wired, undone when it stops.
 * `@OnEvent` and `@Provide` are kinds; `createHost({ kinds })` and `this.registerKind` in an attach add more.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- kinds of all facts stand in one list
export interface Kind<V = any> {
  readonly key: string;
  /** What a person calls it in a message: `@Connection`. Default: the key. */
  readonly title?: string;
  /**
   * `bind` touches nothing but the instance and what it is given through the context. Then it is bound while a new generation is made ready
   * beside the one that serves; else at the moment when it takes over. Default false.
   */
  readonly local?: boolean;
  /** What is wrong with the fact, in one sentence, or nothing. Pure. */
  check?(fact: Fact<V>): string | undefined;
  /** What a bound one is among the effects of its plugin: `handler of 'shop.sold'`. Default: the title with the member that has it. Pure. */
  what?(fact: Fact<V>): string;
  /** Makes it work for one instance. Whatever it returns is called when the plugin stops. */
  bind(instance: object, fact: Fact<V>, context: PluginContextView): Undo | void;
}
