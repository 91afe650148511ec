/** Open this to see what is said when nobody has what a constructor or field asks for, and what to do in that very case. */
import { factsOf } from '../facts/facts.js';
import { COMPONENT, CONFIG, PLUGIN, PROVIDE, type PluginMeta, type ProvideMeta } from '../facts/keys.js';
import { App } from '../facts/tokens.js';
import type { Class } from '../model/manifest.js';
import { whyOf } from '../problem/cause.js';
import { quoted } from '../problem/text.js';

/** A class among the components of another plugin; or another class of the same name. */
export interface Elsewhere {
  readonly plugin: string;
  /** The namespace under which its instance is published. */
  readonly namespace?: string;
  readonly isSame: boolean;
}

/** Who asks, and who else may have it. */
export interface Asking {
  readonly plugin: string;
  /** Who else has a class that nobody gives to this plugin. */
  elsewhere?(type: Class): Elsewhere | undefined;
}

/** Why nobody gives what was asked for, and what to do in this very case. `isBound`: a container has it, and could not make it. */
export function whyUnresolved(
  id: Class | symbol | string,
  cause: unknown,
  isBound: boolean,
  asking: Asking,
): { why: string; fix?: string } {
  if (typeof id === 'symbol' && Symbol.keyFor(id) === undefined)
    return {
      why: `inversify says: ${whyOf(cause)}`,
      fix: `Bind it (context.container, a module of the plugin, or host.container), and import the symbol from the one module that whoever binds it imports: another ${String(id)} is another symbol. Symbol.for, or a namespace, is the same everywhere.`,
    };
  if (typeof id !== 'function' || isBound) return { why: `inversify says: ${whyOf(cause)}` };
  if (id === App)
    return {
      why: `${quoted(asking.plugin)} is not in an app.`,
      fix: 'List the plugin under apps, or ask for Host; a plugin that is used in both asks for PluginContext, whose app is undefined in the host.',
    };
  if (factsOf(id).some(({ key, on }) => key === CONFIG && on === 'class'))
    return {
      why: `it holds settings, and ${quoted(asking.plugin)} does not name it as its own.`,
      fix: `Name it in the plugin: @Plugin({ config: ${id.name} }).`,
    };
  if (id.prototype === undefined)
    return {
      why: 'it is no class, and nobody calls it.',
      fix: "List the class itself, or a namespace: inject: [Cache], or inject: ['acme/cache'].",
    };
  const found = asking.elsewhere?.(id);
  const why = 'it is no component of this plugin, no token of mortise, and bound in no container.';
  if (found === undefined) return { why, ...unlisted(id, asking) };
  const { plugin, namespace, isSame } = found;
  if (!isSame)
    return {
      why: `a component of ${quoted(plugin)} is another class of that name: two copies of its module are loaded, or two classes are called so.`,
      fix: `Let both import one copy${namespace === undefined ? '' : `, or ask for its namespace, which is the same in every copy: @Use(${quoted(namespace)})`}.`,
    };
  return namespace === undefined
    ? {
        why: `it is a component of ${quoted(plugin)}, which does not publish it.`,
        fix: `Publish it there, @Provide(${quoted(`${plugin}/name`)}) on ${id.name}, and ask for that namespace.`,
      }
    : {
        why: `it is a component of ${quoted(plugin)}, which publishes it as ${quoted(namespace)}, and a plugin has no classes of another one.`,
        fix: `Ask for the namespace: @Use(${quoted(namespace)}), or inject: [${quoted(namespace)}].`,
      };
}

/** What to do with a class that says what it is, and that nobody has listed. */
function unlisted(type: Class, { plugin }: Asking): { fix?: string } {
  const said = factsOf(type).filter(({ on, misuse }) => on === 'class' && misuse === undefined);
  const provided = said.find(({ key }) => key === PROVIDE)?.value as ProvideMeta | undefined;
  const own = said.find(({ key }) => key === PLUGIN)?.value as PluginMeta | undefined;
  if (own !== undefined) {
    const namespace = provided === undefined ? undefined : [provided.namespace].flat().join('/');
    const ask =
      namespace === undefined
        ? `publish it there, @Provide(${quoted(`${own.id}/name`)}) on ${type.name}, and ask for that namespace`
        : `and ask for its namespace, @Use(${quoted(namespace)})`;
    return { fix: `It is a plugin of its own: list it among the extensions, ${ask}.` };
  }
  if (provided === undefined && !said.some(({ key }) => key === COMPONENT)) return {};
  return { fix: `List it among the components of ${quoted(plugin)}: @Plugin({ components: [${type.name}] }).` };
}
