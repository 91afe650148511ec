/** Open this to see what of an extension is noted when it is attached: the settings that it brings along, and what it registers. */
import { takesCallback, type Dialect, type Extension, type ExtensionContext, type NamespaceLike } from 'mortise';
import type { SettingDefinition } from './definition.js';
import { AgentError } from './errors.js';
import { settingIssues } from './settings.js';
import type { World } from './world.js';

/** An extension in the sense of Bodhi, with settings that count where nobody else says anything. */
export interface AgentExtension extends Extension<ExtensionContext> {
  readonly settings?: readonly SettingDefinition[];
}

/** The dialect `agent`: an object with a name and `attach`, and perhaps settings. */
export function dialectOf(world: World): Dialect {
  return {
    name: 'agent',
    recognises: (exported) => typeof exported === 'object' && exported !== null && typeof Reflect.get(exported, 'attach') === 'function',
    describe(exported) {
      const extension = exported as AgentExtension;
      const { settings } = extension;
      const run = (context: ExtensionContext, given: readonly unknown[]): unknown => {
        const issues = settings === undefined ? [] : settingIssues(settings);
        if (issues.length > 0) throw badSettings(extension.name, issues);
        if (settings !== undefined) context.own(world.addSettings(context.app?.name, extension.name, settings));
        return Reflect.apply(extension.attach, noting(context, world), given) as unknown;
      };
      // The host looks at the parameters to see whether a callback is waited for.
      const attach = takesCallback(extension.attach)
        ? function (this: ExtensionContext, options: unknown, callback: unknown): unknown {
            return run(this, [options, callback]);
          }
        : function (this: ExtensionContext, options: unknown): unknown {
            return run(this, [options]);
          };
      // Whatever else it says of itself stays as it is.
      return Object.create(extension, { attach: { value: attach } }) as Extension;
    },
  };
}

function badSettings(name: string, issues: AgentError['issues']): AgentError {
  return new AgentError('agent.bad-definition', {
    message: `The settings of the extension '${name}' are wrong: ${issues.map(({ message }) => message).join('; ')}.`,
    hint: 'Mend them; nothing of it was loaded.',
    field: issues[0]!.path,
    issues,
  });
}

/** The same context; what is registered through it is noted as well. */
function noting(context: ExtensionContext, world: World): ExtensionContext {
  const registerPlugin = (...given: [NamespaceLike, object] | [object]): void => {
    Reflect.apply(context.registerPlugin, context, given);
    const [namespace, value] = given;
    if (given.length > 1)
      context.own(
        world.addRegistered(
          context.app?.name,
          typeof namespace === 'string' ? namespace : [...(namespace as Iterable<string>)].join('/'),
          value,
        ),
      );
  };
  return Object.create(context, { registerPlugin: { value: registerPlugin } }) as ExtensionContext;
}
