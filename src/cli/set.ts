/** Open this to see `mortise set`: how fields and values become a configuration that is given while the host runs. */
import type { PluginDetails } from '../model/details.js';
import { readLine } from '../platform/yaml-line.js';
import { quoted } from '../problem/text.js';
import { asking, carryOut } from './carry-out.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import type { Config } from './config.js';

export async function set(input: CommandInput): Promise<ExitCode> {
  const { arguments: [plugin, ...given], flags, out } = input; // prettier-ignore
  const unset = typeof flags['unset'] === 'string' ? flags['unset'].split(',').filter((field) => field !== '') : [];
  if (plugin === undefined || plugin.includes('=') || given.length + unset.length === 0) {
    out.talk(
      'mortise: set wants a plugin, and a field with its value.\n  mortise set <plugin> <field>=<value>, or mortise set <plugin> --unset <field>',
    );
    return EXIT.usage;
  }
  const values: Record<string, unknown> = {};
  for (const text of given) {
    const at = text.indexOf('=');
    const value = at < 1 ? undefined : valueOf(text.slice(at + 1));
    if (value === undefined) {
      const why = at < 1 ? `'${text}' is no field with a value` : `the value of '${text}' is not YAML`;
      out.talk(
        `mortise: ${why}.\n  Write <field>=<value>; a list is [a, b], and a text that looks like something else is quoted: zip='"00100"'.`,
      );
      return EXIT.usage;
    }
    const field = text.slice(0, at);
    const isUnset = unset.includes(field);
    if (isUnset || Object.hasOwn(values, field)) {
      out.talk(`mortise: ${quoted(field)} is ${isUnset ? 'to be set and taken back at once' : 'set twice'}.\n  Name each field once.`);
      return EXIT.usage;
    }
    Object.defineProperty(values, field, { value: value.value, enumerable: true });
  }
  const change = {
    ...(given.length === 0 ? {} : { set: { [plugin]: values } }),
    ...(unset.length === 0 ? {} : { unset: { [plugin]: unset } }),
    ...(flags['save'] === true ? { save: true } : {}),
  };
  return carryOut(change, input, {
    name: 'set <plugin> <field>=<value>',
    ...(flags['save'] === true
      ? { note: (config: Config) => savedAsWell(plugin, Object.keys(values), config) }
      : given.length > 0
        ? { note: 'This lasts until the host stops; with --save it is written into the configuration.' }
        : {}),
  });
}

/** All that is set of a plugin is saved together, and whoever named only some of it is told. */
async function savedAsWell(plugin: string, named: readonly string[], config: Config): Promise<string | undefined> {
  const details = await asking<PluginDetails>(config, 'info', [plugin]);
  const others = details.config.flatMap(({ field, layer }) => (layer === 'live' && !named.includes(field) ? [field] : []));
  return others.length === 0 ? undefined : `What was set before is written into the configuration as well: ${others.join(', ')}.`;
}

/** A number, true, false, null, a list or a map as YAML writes them on one line; everything else is the text that it is. Nothing, where a bracket or a quote does not end. */
export function valueOf(text: string): { readonly value: unknown } | undefined {
  if (/^(?:~|null|Null|NULL)$/.test(text.trim())) return { value: null };
  const isMarked = /^\s*[[{"']/.test(text);
  return readLine(text) ?? (isMarked ? undefined : { value: text });
}
