/** Open this to see the texts and files of a plugin of MCDReforged: its languages, its data folder, its configuration, what came with it. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { CommandSource } from 'mortise';
import { camelCase } from './both-names.js';
import { type ConfigOptions, loadConfig, saveConfig } from './config-file.js';
import { type McdrCommandSource, originOf } from './command-source.js';
import type { ServerInterfaceInput } from './interface-base.js';
import { PluginsInterface } from './interface-plugins.js';
import { format, type Mapping, ofLanguages, Translations } from './translation.js';

export class FilesInterface extends PluginsInterface {
  readonly #translations = new Translations();

  constructor(input: ServerInterfaceInput) {
    super(input);
    const { root } = input.found ?? {};
    const wrong = (file: string, why: string): void =>
      input.context.report({
        code: 'mcdreforged.bad-language-file',
        message: `Failed to load translation from "${file}" of plugin '${this.id}': ${why}.`,
        hint: 'Correct the file and reload the plugin; the other languages are there.',
        place: file,
      });
    if (root !== undefined) this.#translations.addFolder(join(root, 'lang'), wrong);
  }

  registerTranslation(language: string, mapping: Mapping): void {
    this.#translations.add(language, mapping);
  }

  /** The text of a key in the language of this MCDReforged, filled with the arguments as Python's `str.format` does. */
  tr(key: string, ...args: readonly unknown[]): string {
    return this.#trByLanguages(key, this.world.languagesOf(), args);
  }

  /** The same in the language of whoever reads it. */
  trFor(source: CommandSource | McdrCommandSource, key: string, ...args: readonly unknown[]): string {
    return this.#trByLanguages(key, this.world.languagesOf(originOf(source)), args);
  }

  #trByLanguages(key: string, languages: readonly string[], args: readonly unknown[]): string {
    const text = this.#translations.find(key, languages);
    if (text !== undefined) return format(text, args);
    this.logger.error(`Error translate text "${key}" to language ${languages[0]}: no language file has that key`);
    return key;
  }

  /** The text of a map from language to text. */
  trMap(texts: Readonly<Record<string, string>>, source?: CommandSource | McdrCommandSource): string {
    return ofLanguages(texts, this.world.languagesOf(source && originOf(source)));
  }

  getMcdrLanguage(): string {
    return this.world.settled.language;
  }

  /** The folder of this plugin for what it keeps; made when it is asked for. */
  getDataFolder(): string {
    const folder = join(this.world.settled.data, this.id);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** A file that came with the plugin; `String(file)` is its text. Throws where there is none, or the path leads out of it. */
  openBundledFile(path: string): Uint8Array {
    const { root } = this.input.found ?? {};
    if (root === undefined) throw new Error(`File "${path}" not found: '${this.id}' is one file, and nothing is bundled with it.`);
    const file = resolve(root, path);
    const way = relative(root, file);
    if (way.startsWith('..') || isAbsolute(way)) throw new Error(`File "${path}" leads out of plugin '${this.id}'.`);
    if (!existsSync(file)) throw new Error(`File "${path}" not found in plugin '${this.id}'.`);
    return readFileSync(file);
  }

  /** Reads a JSON or YAML file of the data folder. What it does not say is filled in and told, and what is unknown stays. */
  loadConfigSimple<T extends object>(file = 'config.json', options: ConfigOptions<T> | T = {}): T {
    return loadConfig(this.#dataFile(file), {
      echo: (text) => this.logger.info(text),
      ...optionsOf(options),
    });
  }

  saveConfigSimple(config: object, file = 'config.json'): void {
    saveConfig(this.#dataFile(file), config);
  }

  #dataFile(file: string): string {
    const path = resolve(this.getDataFolder(), file);
    if (relative(this.getDataFolder(), path).startsWith('..'))
      throw new Error(`Config file "${file}" leads out of the data folder of plugin '${this.id}'.`);
    return path;
  }
}

const OPTIONS = ['defaultConfig', 'failurePolicy', 'dataProcessor', 'echo'];

/** Options in either spelling; anything else is the default configuration itself. */
function optionsOf<T extends object>(given: ConfigOptions<T> | T): ConfigOptions<T> {
  const entries = Object.entries(given).map(([key, value]) => [camelCase(key), value] as const);
  if (entries.length === 0 || !entries.every(([key]) => OPTIONS.includes(key))) return { defaultConfig: given as T };
  return Object.fromEntries(entries) as ConfigOptions<T>;
}
