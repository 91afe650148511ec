/** Open this to see which methods of an event object are handlers. */

/** Names of methods, own, inherited and of ES classes, that are events. Pomelo itself binds helpers too, and skips ES classes. */
export function handlersOf(target: object, isEvent: (name: string) => boolean): string[] {
  const names = new Set<string>();
  for (
    let level: object | null = target;
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(level)) {
      if (name !== 'constructor' && isEvent(name) && typeof Reflect.get(target, name) === 'function') names.add(name);
    }
  }
  return [...names];
}
