/** Open this to see `mortise info`: everything about one plugin. */
import type { PluginDetails } from '../model/details.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig } from './config.js';
import { answerTo, tellFailure } from './source.js';

export async function info({ arguments: [key], flags, out }: CommandInput): Promise<ExitCode> {
  if (key === undefined) {
    out.talk('mortise: info wants the id of a plugin.\n  mortise list shows them: mortise info <id>');
    return EXIT.usage;
  }
  const config = findConfig(flags['config'] as string | undefined, 'info <id> --config', out);
  if (config === undefined) return EXIT.usage;
  try {
    const { result } = await answerTo(config, 'info', [key], out);
    out.data(flags['json'] === true ? JSON.stringify(result, null, 2) : print(result as PluginDetails));
    return EXIT.done;
  } catch (error) {
    tellFailure(error, flags['json'] === true, out);
    return EXIT.failed;
  }
}

function print(details: PluginDetails): string {
  const { manifest } = details;
  const description = typeof manifest.description === 'object' ? Object.values(manifest.description)[0] : manifest.description;
  const optional = (isOptional: boolean): string => (isOptional ? ' (optional)' : '');
  const rows: [name: string, lines: readonly string[]][] = [
    [
      'state',
      [
        `${!details.enabled && details.state !== 'running' ? 'disabled' : details.state === 'described' ? 'ready' : details.state}${details.required ? ' (required)' : ''}`,
      ],
    ],
    ['because', details.reason === undefined ? [] : [details.reason]],
    ['about', description === undefined ? [] : [description]],
    ['authors', manifest.authors],
    ['link', manifest.link === undefined ? [] : [manifest.link]],
    ['category', manifest.category === undefined ? [] : [manifest.category]],
    ['app', details.app === undefined ? [] : [details.app]],
    ['extension', [`${manifest.extension} (${manifest.dialect})`]],
    ['listed', details.listedAt === undefined ? [] : [details.listedAt]],
    ['declared', details.declaredAt === undefined ? [] : [details.declaredAt]],
    [
      'needs',
      manifest.dependencies.map(
        ({ id, range, need }) => `${need === 'conflicting' ? 'not beside ' : ''}${id} ${range}${optional(need === 'optional')}`,
      ),
    ],
    [
      'uses',
      manifest.uses.map(
        ({ namespace, optional: isOptional, live, by }) => `${namespace}${optional(isOptional)}${live ? ' (live)' : ''} in ${by}`,
      ),
    ],
    [
      'provides',
      [
        ...new Set([
          ...manifest.provides.map(({ namespace, component }) => `${namespace}${component === undefined ? '' : ` by ${component}`}`),
          ...details.published,
        ]),
      ],
    ],
    ['components', manifest.components.map(({ name, lifecycle }) => `${name}${lifecycle.length === 0 ? '' : `: ${lifecycle.join(', ')}`}`)],
    [
      'handles',
      manifest.handlers.map(({ event, component, method, priority }) => `${event} in ${component}.${method}, priority ${priority}`),
    ],
    ['kinds', manifest.kinds.map(({ key, component, member }) => `${key} on ${component}${member === undefined ? '' : `.${member}`}`)],
    [
      'config',
      details.config.map(
        ({ field, value, from, doc }) =>
          `${field}: ${JSON.stringify(value)}${from === undefined ? '' : `, ${from}`}${doc === undefined ? '' : ` (${doc})`}`,
      ),
    ],
    ['last error', details.lastError === undefined ? [] : [details.lastError.message]],
    ['holds', details.holds],
  ];
  const told = rows.filter(([, lines]) => lines.length > 0);
  const wide = Math.max(...told.map(([name]) => name.length));
  return [
    `${details.key} ${details.version}${details.name === details.id ? '' : `  ${details.name}`}`,
    ...told.flatMap(([name, lines]) => lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(wide)}  ${line}`)),
  ].join('\n');
}
