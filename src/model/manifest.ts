/** Open this to see what mortise knows of a plugin before it runs: the manifest (JSON) and the parts (its live classes and objects). */
import type { Fact } from './fact.js';
import type { SourceInfo } from './source.js';

/** A class, abstract or not. */
// oxlint-disable-next-line typescript/no-explicit-any -- a class of any constructor
export type Class<T = unknown> = abstract new (...args: any[]) => T;

/** Text, or a map from language tag to text. */
export type LocalText = string | Readonly<Record<string, string>>;

/** A need of a plugin id in a version range. */
export interface Dependency {
  readonly id: string;
  readonly range: string;
  readonly need: 'required' | 'optional' | 'conflicting';
}

/** A need of a namespace. `live` ones get an Observable and neither order nor restart anything. */
export interface Use {
  readonly namespace: string;
  /** Names that will do as well: the first that somebody provides counts, whether that one runs by now or is waited for. */
  readonly or?: readonly string[];
  readonly optional: boolean;
  readonly live: boolean;
  /** Component and place that asked: `Presence.constructor[1]`, `Presence.mail`. */
  readonly by: string;
}

/** A namespace that the plugin publishes when it runs. */
export interface Provision {
  readonly namespace: string;
  /** The component whose instance is published; absent when the plugin's value itself is, or code calls `context.provide`. */
  readonly component?: string;
  readonly scope: 'singleton' | 'transient' | 'request';
}

/** The lifecycle methods, in the order in which they are called. */
export type LifecycleMethod = 'beforeStart' | 'start' | 'run' | 'afterStart' | 'onConfig' | 'beforeStop' | 'stop' | 'health';

/** A component of a plugin, and which methods of its life it has. */
export interface ComponentInfo {
  readonly name: string;
  readonly lifecycle: readonly LifecycleMethod[];
}

/** A decorated or declared event handler. */
export interface HandlerInfo {
  readonly event: string;
  readonly component: string;
  readonly method: string;
  readonly priority: number;
  readonly through: boolean;
  /** Milliseconds that `emitAsync` waits for it. */
  readonly deadline?: number;
  readonly once: boolean;
}

/** A method that is a command. */
export interface CommandUse {
  /** As it is declared: `presence show <uid>`. */
  readonly usage: string;
  readonly component: string;
  readonly method: string;
}

/** A fact of a kind that a plugin or owner registered. */
export interface KindUse {
  readonly key: string;
  readonly component: string;
  readonly member?: string;
  /** Who registers the kind, as the decorator says: `createAgent() of mortise/agent`. */
  readonly by?: string;
}

/** One field of a configuration class, as JSON. */
export interface FieldSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'select' | 'list' | 'map' | 'object' | 'any';
  readonly default?: unknown;
  readonly required?: boolean;
  readonly doc?: string;
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  /** A regular expression that a string must match. */
  readonly pattern?: string;
  readonly choices?: readonly (string | number)[];
  /** Of a list: no item stands in it twice. */
  readonly unique?: boolean;
  /** Of a list: the order of its items means something, so a form lets them be moved. */
  readonly ordered?: boolean;
  /** Of a list or select: where a form links an item to, with `~~name~~` in place of the item. */
  readonly link?: string;
  /** Of a string or list: the name under which a form is told what can be chosen, where only the running system knows that. */
  readonly multichoice?: string;
  /** Of a string: it names something among its like, so a form tells while it is typed whether the name is taken. */
  readonly isName?: boolean;
  /** A form shows it, and lets nobody change it. */
  readonly disabled?: boolean;
  /** Never printed. */
  readonly secret?: boolean;
  /** Of a list or map. */
  readonly of?: FieldSchema;
  /** Of an object. */
  readonly fields?: Readonly<Record<string, FieldSchema>>;
  /** Of an object: keys beyond `fields` are welcome. Default false. */
  readonly open?: boolean;
}

/** A configuration: its fields by name. */
export type ConfigSchema = Readonly<Record<string, FieldSchema>>;

/** Everything known of a plugin before it runs, frozen, as JSON. */
export interface Manifest {
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly description?: LocalText;
  readonly authors: readonly string[];
  readonly link?: string;
  readonly provider?: string;
  readonly category?: string;
  /** Two generations of it can't run at the same time: the old one stops before the new one starts. */
  readonly reload?: 'restart';
  /** Name of the requirement dialect of its ranges. */
  readonly versions: string;
  readonly extension: string;
  readonly dialect: string;
  readonly source: SourceInfo;
  readonly dependencies: readonly Dependency[];
  readonly uses: readonly Use[];
  readonly provides: readonly Provision[];
  readonly components: readonly ComponentInfo[];
  readonly handlers: readonly HandlerInfo[];
  readonly kinds: readonly KindUse[];
  /** Only those that are decorated; code may register more. */
  readonly commands?: readonly CommandUse[];
  readonly config?: ConfigSchema;
  /** The version of its configuration; absent for 1. */
  readonly configVersion?: number;
}

/** What fills one constructor parameter or field. */
export type Token =
  | {
      readonly kind: 'namespace';
      readonly namespace: string;
      readonly or?: readonly string[];
      readonly optional: boolean;
      readonly live: boolean;
    }
  | {
      readonly kind: 'identifier';
      /** A class, symbol, or (through inversify's own decorators) string. */
      readonly id: Class | symbol | string;
      readonly optional: boolean;
      readonly multiple: boolean;
      readonly name?: string | number | symbol;
      readonly tags?: ReadonlyMap<string | number | symbol, unknown>;
    }
  | { readonly kind: 'value'; readonly value: unknown }
  /** Nobody can say what goes here; the reason is a sentence. `emitted` is what a compiler left of a type that is nothing at run time. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly emitted?: 'Object' | 'Function'; readonly option?: undefined }
  /** The same because of an option of a use that means nothing. */
  | { readonly kind: 'unknown'; readonly option: string; readonly reason?: undefined };

/** A component as live code: how to make it and what its facts say. */
export interface ComponentPart {
  readonly name: string;
  readonly make:
    | { readonly by: 'class'; readonly type: Class }
    | { readonly by: 'factory'; readonly factory: (...args: unknown[]) => unknown }
    | { readonly by: 'instance'; readonly instance: object };
  readonly parameters: readonly Token[];
  readonly fields: ReadonlyMap<string | symbol, Token>;
  readonly facts: readonly Fact[];
  readonly provides: readonly Provision[];
}

/** The live side of a manifest: classes and objects, which a plan's JSON can't hold. */
export interface PluginParts {
  readonly components: readonly ComponentPart[];
  /** The `@Config` class, when there is one. */
  readonly configClass?: Class;
  /** Lifts values of its configuration from one version to the next. */
  readonly migrate?: (values: Record<string, unknown>, from: number) => unknown;
  /** inversify modules to load into the plugin's container. */
  readonly modules: readonly unknown[];
  /** Values published as they are, by namespace. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly options: unknown;
  /** `file:line:column` of `@Plugin`, `@Component` or `definePlugin`; read only when somebody asks. */
  readonly place: () => string | undefined;
}
