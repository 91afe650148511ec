/** Open this to see how classes that extend `ModuleTemplate` become plugins of a host, with the configuration of their template. */
import {
  definePlugin,
  PluginContext,
  type Dialect,
  type Extension,
  type ExtensionContext,
  type PluginContextView,
  type Problem,
} from 'mortise';
import type { CommunicationHandler } from './communication-handler.js';
import { ockleError } from './errors.js';
import { Form } from './form.js';
import { daemonFor, ModuleTemplate, type ModuleClass } from './module-template.js';
import { formOf, type Templates } from './template.js';

/** What the dialect needs to know of the daemon. */
export interface DialectWorld {
  readonly commands: CommunicationHandler;
  /** Those of the folder; read when the first plugin comes. */
  templates(): Templates;
}

/** The dialect `ockle`: a class, or a module with classes, that extend `ModuleTemplate`. */
export function dialectOf(world: DialectWorld): Dialect {
  return {
    name: 'ockle',
    recognises: (exported) => classesOf(exported).length > 0,
    describe(exported): Extension<ExtensionContext> {
      const classes = classesOf(exported);
      return {
        name: idOf(classes[0]!),
        attach() {
          for (const type of classes) this.registerPlugin(definitionOf(type, world));
        },
      };
    },
  };
}

function definitionOf(type: ModuleClass, { commands, templates }: DialectWorld): object {
  const form = formFor(type, templates);
  return definePlugin({
    id: idOf(type),
    version: type.version ?? '0.0.0',
    name: type.name,
    ...(form === undefined ? {} : { config: form.toConfig(), ...(form.doc === undefined ? {} : { description: form.doc }) }),
    inject: [PluginContext] as const,
    setup: (context: PluginContextView) => new type(daemonFor(context, commands)),
  });
}

/** Its own template, or the one of the folder that has its section. Throws what is wrong with it. */
function formFor(type: ModuleClass, templates: () => Templates): Form | undefined {
  const section = `plugins.${type.name}`;
  const own = type.template;
  if (own instanceof Form) return own;
  if (typeof own === 'string') return formOf(own, { section, file: `${type.name}.template` });
  const { forms, problems } = templates();
  const wrong = problems.filter(({ field }: Problem) => field === section || field?.startsWith(`${section}.`) === true);
  if (wrong.length > 0)
    throw ockleError('ockle.bad-template', {
      ...wrong[0]!,
      message: wrong.map(({ message }) => message).join(' '),
      details: { problems: wrong },
    });
  return forms.get(section);
}

/** `TimerPluginExample` is `timer-plugin-example`: ids have no capitals. */
function idOf({ name }: ModuleClass): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

function isModule(value: unknown): value is ModuleClass {
  return typeof value === 'function' && value.prototype instanceof ModuleTemplate;
}

/** The class, or those of a module. */
function classesOf(exported: unknown): ModuleClass[] {
  if (isModule(exported)) return [exported];
  if (Object.prototype.toString.call(exported) !== '[object Module]') return [];
  return [...new Set(Object.values(exported as object))].filter(isModule);
}
