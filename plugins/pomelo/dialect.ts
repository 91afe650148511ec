/** Open this to see how a host loads Pomelo plugins that stand in its own list, by module or file. */
import type { Dialect, ExtensionContext } from 'mortise';
import { applicationOf } from './application.js';
import { identityOfPlugin, isClassForm } from './plugin-form.js';
import type { PomeloApp } from './pomelo-app.js';
import { register } from './extension.js';

/**
 * The dialect `pomelo`: with it a module that exports `{ components, events? }` can stand in any list of extensions, its options as
 * `app.use` takes them. Describing starts nothing; the factories and event constructors run when it is attached, in the order of the
 * list. What they throw is a problem of that extension, and so are directories that are missing; the others start. A reload is refused, since the
 * factories would run beside what serves: unload the plugin and load it again.
 *
 * ```ts no-run
 * import { createHost } from 'mortise';
 * import { createApp, pomeloDialect } from 'mortise/pomelo';
 *
 * const app = createApp({ id: 'web-1', serverType: 'web', base: import.meta.dirname });
 * const host = createHost({
 *   name: 'game',
 *   home: import.meta.dirname,
 *   dialects: [pomeloDialect(app)],
 *   extensions: [...app.extensions, { module: 'pomelo-http-plugin', options: { http: { port: 3001 } } }],
 * });
 * app.join(host);
 * await host.start();
 * ```
 */
export function pomeloDialect(app: PomeloApp): Dialect {
  const application = applicationOf(app);
  return {
    name: 'pomelo',
    recognises: (exported) => isPlugin(exported),
    describe(exported) {
      const { id, version, description } = identityOfPlugin(exported);
      return {
        name: id,
        version,
        ...(description === undefined ? {} : { description }),
        attach(this: ExtensionContext, options: object, callback: () => void) {
          const brought = application.bring(exported, thawed(options) as object, (level, message) => this.log[level](message));
          if ('refused' in brought) throw new Error([brought.refused, brought.hint].filter(Boolean).join('. '));
          register(this, brought);
          callback();
        },
      };
    },
  };
}

function isPlugin(exported: unknown): boolean {
  if ((typeof exported !== 'object' && typeof exported !== 'function') || exported === null) return false;
  if (typeof Reflect.get(exported, 'attach') === 'function') return false;
  return typeof Reflect.get(exported, 'components') === 'string' || (isClassForm(exported) && !Reflect.has(exported, 'id'));
}

/** A copy that may be written on: the host freezes options, and Pomelo plugins complete theirs in place. */
function thawed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(thawed);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, thawed(part)]));
}
