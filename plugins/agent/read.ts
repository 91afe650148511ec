/** Open this to see how the definition of an app is read: an object, or a file of JavaScript, JSON or YAML; and the settings in its folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseDocument } from 'yaml';
import { checkDefinition } from './check-definition.js';
import type { AppDefinition, SettingDefinition } from './definition.js';
import { AgentError, isRecord, textOf } from './errors.js';
import { settingIssues, type Layer } from './settings.js';

/** A definition that was read, checked, with its home. */
export interface ReadDefinition<D extends AppDefinition = AppDefinition> {
  readonly definition: D;
  /** Absolute. */
  readonly dir: string;
  readonly file?: string;
  /** What its folder `settings` says. */
  readonly folder: readonly Layer[];
}

/** Reads a definition. Throws `agent.not-read` and `agent.bad-definition`. */
export async function readDefinition<D extends AppDefinition>(
  given: string | D,
  home: string,
  options: { readonly now: number; readonly isAgent?: boolean },
): Promise<ReadDefinition<D>> {
  const file = typeof given === 'string' ? entryOf(resolve(home, given)) : undefined;
  const definition = file === undefined ? given : await contentOf(file);
  checkDefinition(definition, options.now, { ...options, ...(file === undefined ? {} : { place: file }) });
  const checked = definition as D;
  const dir = resolve(file === undefined ? home : dirname(file), checked.dir ?? '.');
  return { definition: checked, dir, folder: folderOf(join(dir, 'settings')), ...(file === undefined ? {} : { file }) };
}

const NAMES = ['app.js', 'app.mjs', 'app.cjs', 'app.yaml', 'app.yml', 'app.json', 'index.js'];

/** A folder means the definition in it. */
function entryOf(path: string): string {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind === undefined) throw notRead(path, 'there is no such file');
  if (!kind.isDirectory()) return path;
  const found = NAMES.map((name) => join(path, name)).find((each) => statSync(each, { throwIfNoEntry: false })?.isFile() === true);
  if (found === undefined) throw notRead(path, `the folder has none of ${NAMES.join(', ')}`);
  return found;
}

/** What a file says. A function makes it. */
async function contentOf(file: string): Promise<unknown> {
  try {
    if (/\.(ya?ml|json)$/.test(file)) return parsed(file);
    const exported = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    const found = exported['default'] ?? exported['app'] ?? exported;
    return typeof found === 'function' ? await (found as () => unknown)() : found;
  } catch (cause) {
    throw cause instanceof AgentError ? cause : notRead(file, textOf(cause), cause);
  }
}

function parsed(file: string): unknown {
  const document = parseDocument(readFileSync(file, 'utf8'));
  const [wrong] = document.errors;
  if (wrong !== undefined) throw notRead(file, wrong.message, wrong);
  return document.toJS();
}

/** Each file of the folder is a map of settings, or a list of { property, value }; a later one comes over an earlier one, by name. */
function folderOf(folder: string): Layer[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .filter((name) => ['.yaml', '.yml', '.json'].includes(extname(name)) && !name.startsWith('.'))
    .sort()
    .map((name) => {
      const file = join(folder, name);
      const content = parsed(file);
      const settings = isRecord(content) ? Object.entries(content).map(([property, value]) => ({ property, value })) : content;
      const issues = settingIssues(settings);
      if (issues.length > 0)
        throw new AgentError('agent.bad-definition', {
          message: `The settings in ${file} are wrong: ${issues.map(({ message }) => message).join('; ')}.`,
          hint: 'Mend the file.',
          place: file,
          issues,
        });
      return { from: file, settings: settings as readonly SettingDefinition[] };
    });
}

function notRead(file: string, why: string, cause?: unknown): AgentError {
  return new AgentError('agent.not-read', {
    message: `The definition ${file} can't be read: ${why}.`,
    hint: 'Correct the path, or mend the file.',
    place: file,
    cause,
  });
}
