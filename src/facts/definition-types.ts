/** Open this to see how the compiler reads a definition: what its inject list delivers, and what its other fields have to agree with. */
import type { Observable } from 'rxjs';
import type { HandlerOptions } from '../model/context.js';
import type { Class } from '../model/manifest.js';
import type { EventPayload, Events, Namespaces } from '../model/registry.js';
import type { InjectToken, Lifecycle, PluginDefinition, PluginMeta } from './keys.js';

/** A generic class is asked for as it is used: `Box<string>` for the token `Box`, whose prototype is a `Box<any>`. */
type InstanceOf<T, I> = T extends { readonly prototype: infer P } ? (0 extends 1 & P ? I : P) : I;

/** The type that a token of an inject list delivers; unknown namespaces deliver anything. */
// oxlint-disable typescript/no-explicit-any -- an undeclared namespace may be of any type
export type Injected<T> =
  T extends Class<infer I>
    ? InstanceOf<T, I>
    : T extends keyof Namespaces
      ? Namespaces[T]
      : T extends { readonly use: infer N; readonly live: true }
        ? Observable<(N extends keyof Namespaces ? Namespaces[N] : any) | undefined>
        : T extends { readonly use: infer N; readonly optional: true }
          ? (N extends keyof Namespaces ? Namespaces[N] : any) | undefined
          : T extends { readonly use: infer N extends keyof Namespaces }
            ? Namespaces[N]
            : any;
// oxlint-enable typescript/no-explicit-any

export type InjectedAll<T extends readonly unknown[]> = { -readonly [I in keyof T]: Injected<T[I]> };

/** What a definition says by itself, whatever its other fields say. */
export type DefinitionBase = Omit<PluginDefinition, 'inject' | 'setup' | 'on' | 'provides'>;

/** The rest: what each field has to agree with. `I` is the id, `T` the inject list, `S` what `setup` returns, `O` and `P` the keys of `on` and `provides`. */
export interface DefinitionLinks<D, I extends string, T extends readonly InjectToken[], S, O, P> {
  readonly id: I;
  /** What the parameters of `setup` get, one entry for each. */
  readonly inject?: T;
  /** Makes the plugin's main component from what `inject` lists. */
  setup?(...injected: InjectedAll<Decided<T>>): S;
  /** By event: a method of what `setup` returns, or of the definition; a function; or either with options. */
  readonly on?: { readonly [E in keyof O]: Handled<E, HandlerName<D, S>> };
  readonly provides?: P extends readonly string[] ? P : { readonly [N in keyof P]: N extends keyof Namespaces ? Namespaces[N] : unknown };
}

/** Is decided elsewhere: what `setup` is written to take says nothing about the list. */
type Decided<T extends readonly InjectToken[]> = [T][T extends unknown ? 0 : never];

type Handled<E, N extends string> = N | Handles<E> | (HandlerOptions & { readonly handler: N | Handles<E, true> });

/** An event that nobody declares may carry anything, and so may what a stream emits. */
// oxlint-disable-next-line typescript/no-explicit-any -- only the author knows
type Handles<E, AnyPayload = false> = string extends E
  ? (payload: never, name: string) => unknown
  : // oxlint-disable-next-line typescript/no-explicit-any -- the same
    (payload: AnyPayload extends true ? any : E extends keyof Events ? EventPayload<E> : any, name: string) => unknown;

/**
 * Names that a handler may have. While the compiler still looks for `D` and `S` any name will do, or it would give up looking:
 * `D` is then as wide as it can be, and `S` is unknown.
 */
type HandlerName<D, S> = [DefinitionBase] extends [D]
  ? string
  : 'setup' extends keyof D
    ? unknown extends S
      ? string
      : [S] extends [object]
        ? object extends S
          ? string
          : Names<S>
        : string
    : Exclude<Names<D>, keyof PluginMeta | 'on' | 'commands'>;

type Names<X> = string extends keyof X ? string : keyof X & string;

/** Beside `setup` nobody calls the methods of the definition itself: what `setup` returns is started. */
export type WithoutMisplaced<D> = D extends { readonly setup: unknown }
  ? { readonly [K in Extract<keyof D, keyof Lifecycle> as undefined extends D[K] ? never : K]: never }
  : unknown;

/**
 * A field that a definition does not have is a helper if it is a function; anything else is a slip of the pen. Only where the id is written
 * out: an instance of a class has fields of its own.
 */
export type WithoutSlips<D, I extends string> = string extends I
  ? unknown
  : string extends keyof D
    ? unknown
    : { readonly [K in Exclude<keyof D, keyof PluginDefinition>]: D[K] extends (...given: never[]) => unknown ? unknown : never };
