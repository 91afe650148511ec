/** Open this to see the commands by which a page shows the form of a plugin and saves it. */
import { jsonSchemaOf, type MortiseHost, type Problem, type Undo } from 'mortise';
import type { CommunicationHandler } from './communication-handler.js';
import { ockleProblem } from './errors.js';
import { form } from './form.js';
import { own, withoutHidden } from './hidden-secrets.js';

const OF_PLUGIN = form({ plugin: { type: 'string', doc: 'Key of the plugin' } });
const SAVE = form({
  plugin: { type: 'string', doc: 'Key of the plugin' },
  values: { type: 'map', doc: 'By field; what is left out stays as it is' },
  save: { type: 'boolean', default: true, doc: 'Write them into the configuration file as well' },
});

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
        const { given, refused } = givenBy(host, plugin, values);
        if (refused.length > 0) return { saved: false, outcome: 'refused', did: [], problems: refused };
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

/** What a page gives, without what it was not shown. A secret that would be lost by that is refused. */
function givenBy(
  host: MortiseHost,
  plugin: string,
  values: Readonly<Record<string, unknown>>,
): { readonly given: Readonly<Record<string, unknown>>; readonly refused: readonly Problem[] } {
  const { manifest, config } = host.info(plugin);
  const lost: string[] = [];
  const given = Object.entries(values).flatMap(([name, value]) => {
    const field = own(manifest.config ?? {}, name);
    if (field === undefined) return [[name, value]];
    const { value: shown, layer } = config.find((detail) => detail.field === name) ?? {};
    // What is set while the host runs takes the place of what was set before.
    const kept = withoutHidden({ field, value, shown, path: [name], isWhole: layer === 'live' }, lost);
    return kept === undefined ? [] : [[name, kept]];
  });
  return { given: Object.fromEntries(given) as Record<string, unknown>, refused: lost.map((field) => hiddenSecret(plugin, field)) };
}

function hiddenSecret(plugin: string, field: string): Problem {
  return ockleProblem('ockle.hidden-secret', {
    message: `Nothing was saved: '${field}' of '${plugin}' is hidden, and can't be kept in a value that was changed.`,
    hint: `Give the secret itself, or leave '${field.split('.', 1)[0]}' out.`,
    plugin,
    field,
  });
}
