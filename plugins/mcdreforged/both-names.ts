/** Open this to see how every name of a plugin author exists twice: `pluginList` as JavaScript writes it and `plugin_list` as MCDReforged does. */

/** `getDataFolder` is `get_data_folder`. */
export type SnakeCase<S extends string> = S extends `${infer Head}${infer Rest}`
  ? `${Head extends Uncapitalize<Head> ? Head : `_${Uncapitalize<Head>}`}${SnakeCase<Rest>}`
  : S;

/** All members of `T`, under both names. */
export type BothNames<T> = T & { readonly [K in keyof T as K extends string ? SnakeCase<K> : never]: T[K] };

export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const camelCase = (name: string): string => name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Gives an instance the second name of each of its members, those of its class included. What it answers is the instance itself. */
export function bothNames<T extends object>(instance: T): BothNames<T> {
  for (
    let level: object | null = instance;
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(level)) {
      const other = snakeCase(name);
      if (other === name || name === 'constructor' || Object.hasOwn(instance, other)) continue;
      Object.defineProperty(instance, other, { get: () => member(instance, name), configurable: true });
    }
  }
  return instance as BothNames<T>;
}

function member(instance: object, name: string): unknown {
  const value: unknown = Reflect.get(instance, name);
  return typeof value === 'function' ? (value.bind(instance) as unknown) : value;
}
