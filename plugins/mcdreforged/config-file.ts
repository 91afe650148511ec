/** Open this to see how a plugin's configuration file is read: what is missing is filled in and told, what is unknown stays. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse as parseYaml, stringify as stringifyYaml } from 'yaml';
import { isRecord, kind } from './metadata.js';

/** How `load_config_simple` reads a file; the options of MCDReforged. */
export interface ConfigOptions<T extends object> {
  /** Values of what the file does not say. */
  readonly defaultConfig?: T;
  /** What becomes of a file that can't be read: it is kept aside and written anew, or the call throws. Default `regen`. */
  readonly failurePolicy?: 'regen' | 'raise';
  /** Sees what the file says before anything is filled in, to bring an older form up to date. Whether it changed anything. */
  readonly dataProcessor?: (data: Record<string, unknown>) => boolean | void;
  /** Hears what was done. Default: the log of the plugin. */
  readonly echo?: (text: string) => void;
}

/** Reads a JSON or YAML file, by its extension; what is missing is written back. */
export function loadConfig<T extends object>(file: string, options: ConfigOptions<T>): T {
  const { defaultConfig, failurePolicy = 'regen', dataProcessor, echo = () => undefined } = options;
  const defaults: Record<string, unknown> = { ...defaultConfig };
  if (!existsSync(file)) {
    echo(`Config file "${file}" not found, the default values are written to it`);
    saveConfig(file, defaults);
    return structuredClone(defaults) as T;
  }
  let data: Record<string, unknown>;
  try {
    data = read(file);
  } catch (thrown) {
    const why = (thrown as Error).message.split('\n')[0]!;
    if (failurePolicy === 'raise') throw new Error(`Fail to load the config file "${file}": ${why}. Correct the file.`, { cause: thrown });
    writeFileSync(`${file}.bak`, readFileSync(file));
    echo(`Fail to load the config file "${file}": ${why}. It is kept as "${file}.bak", and the default values are written in its place`);
    saveConfig(file, defaults);
    return structuredClone(defaults) as T;
  }
  let isChanged = dataProcessor?.(data) === true;
  const missing: [key: string, value: unknown][] = [];
  fill(data, defaults, '', missing);
  for (const [key, value] of missing)
    echo(`Found missing config key "${key}" in "${file}", its default value is used: ${JSON.stringify(value)}`);
  isChanged ||= missing.length > 0;
  if (isChanged) saveConfig(file, data);
  return data as T;
}

/** Writes a JSON or YAML file, by its extension. */
export function saveConfig(file: string, config: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, isYaml(file) ? stringifyYaml(config) : `${JSON.stringify(config, null, 4)}\n`);
}

const isYaml = (file: string): boolean => /\.ya?ml$/.test(file);

function read(file: string): Record<string, unknown> {
  const text = readFileSync(file, 'utf8');
  const data: unknown = isYaml(file) ? parseYaml(text) : JSON.parse(text);
  if (!isRecord(data)) throw new TypeError(`it holds ${kind(data)} instead of an object`);
  return data;
}

function fill(
  data: Record<string, unknown>,
  defaults: Readonly<Record<string, unknown>>,
  prefix: string,
  missing: [string, unknown][],
): void {
  for (const [key, value] of Object.entries(defaults)) {
    const there = Object.hasOwn(data, key) ? data[key] : undefined;
    if (there === undefined) {
      data[key] = structuredClone(value);
      missing.push([`${prefix}${key}`, value]);
    } else if (isRecord(there) && isRecord(value)) fill(there, value, `${prefix}${key}.`, missing);
  }
}
