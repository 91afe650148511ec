/** Open this to see the commands by which a page shows the form of a plugin and saves it. */
import { jsonSchemaOf, type MortiseHost, type Undo } from 'mortise';
import type { CommunicationHandler } from './communication-handler.js';
import { form } from './form.js';

const OF_PLUGIN = form({ plugin: { type: 'string', doc: 'Key of the plugin' } });
const SAVE = form({
  plugin: { type: 'string', doc: 'Key of the plugin' },
  values: { type: 'map', doc: 'By field; what is left out stays as it is' },
  save: { type: 'boolean', default: true, doc: 'Write them into the configuration file as well' },
});
/** What stands for a secret that nobody is shown. */
const HIDDEN = '***';

export function serveForms(host: MortiseHost, commands: CommunicationHandler): Undo {
  const undos = [
    commands.addCommandToList(
      'getAvailablePluginsList',
      () => Object.fromEntries(host.list().map(({ key, name, version, state }) => [key, { name, version, state }])),
      { doc: 'The plugins there are' },
    ),
    commands.addCommandToList('getForm', ({ plugin }: { plugin: string }) => formOf(host, plugin), {
      doc: 'The form of the configuration of a plugin: JSON Schema, values, and where each comes from; secrets are hidden',
      form: OF_PLUGIN,
    }),
    commands.addCommandToList(
      'saveForm',
      async ({ plugin, values, save }: { plugin: string; values: Record<string, unknown>; save: boolean }) => {
        // Whoever was not shown a secret has not changed it.
        const given = Object.fromEntries(
          Object.entries(values).filter(([field, value]) => !(value === HIDDEN && isSecret(host, plugin, field))),
        );
        const { receipt, problems, ok } = await host.configure(plugin, given, { save });
        return { saved: save && ok, outcome: receipt!.outcome, did: receipt!.plugins.map(({ did }) => did), problems };
      },
      { doc: 'Checks values of a form, lets the plugin take them, and writes them into the configuration', form: SAVE },
    ),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

function formOf(host: MortiseHost, plugin: string): Record<string, unknown> {
  const { manifest, config } = host.info(plugin);
  return {
    schema: jsonSchemaOf(manifest.config ?? {}, { title: manifest.name }),
    values: Object.fromEntries(config.map(({ field, value }) => [field, value])),
    sources: Object.fromEntries(config.map(({ field, layer, place }) => [field, { layer, ...(place === undefined ? {} : { place }) }])),
  };
}

function isSecret(host: MortiseHost, plugin: string, field: string): boolean {
  const schema = host.info(plugin).manifest.config ?? {};
  return Object.hasOwn(schema, field) && schema[field]!.secret === true;
}
