/** Open this to see how texts are found in the language of whoever reads them: language files, fallbacks, and what a broken file says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { isPlain, isRecord, kind } from './metadata.js';

/** Texts of one language, by dotted key. */
export type Mapping = Readonly<Record<string, unknown>>;

const FILE = /^(.+)\.(json|ya?ml)$/;
const FALLBACK = 'en_us';

/** The texts of one plugin. */
export class Translations {
  readonly #texts = new Map<string, Map<string, string>>();

  /** Adds texts of a language; nested maps make dotted keys. Throws what is wrong with them, with the key. */
  add(language: string, mapping: Mapping): void {
    if (!isRecord(mapping)) throw new TypeError(`it is ${kind(mapping)} instead of a map from key to text`);
    const texts = this.#texts.get(language) ?? new Map<string, string>();
    const flat: [string, string][] = [];
    flatten(mapping, '', flat);
    for (const [key, text] of flat) texts.set(key, text);
    this.#texts.set(language, texts);
  }

  /** Reads every language file of a folder. `wrong` hears of a broken one, and the others count. */
  addFolder(folder: string, wrong: (file: string, why: string) => void): void {
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder).sort()) {
      const [, language] = FILE.exec(name) ?? [];
      if (language === undefined) continue;
      const file = join(folder, name);
      try {
        const text = readFileSync(file, 'utf8');
        this.add(language, (name.endsWith('.json') ? JSON.parse(text) : parseYaml(text)) as Mapping);
      } catch (thrown) {
        wrong(file, (thrown as Error).message.split('\n')[0]!.replace(/:$/, ''));
      }
    }
  }

  /** The text of a key in the first of these languages that has it, else in `en_us`. */
  find(key: string, languages: readonly string[]): string | undefined {
    for (const language of [...languages, FALLBACK]) {
      const text = this.#texts.get(language)?.get(key);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  languages(): string[] {
    return [...this.#texts.keys()];
  }
}

/** Fills a text as Python's `str.format` does: `{}` in order, `{0}` by place, `{name}` from the last argument if that is a map. `{{` is `{`. */
export function format(text: string, args: readonly unknown[]): string {
  const last = args.at(-1);
  const named = isRecord(last) ? last : {};
  let next = 0;
  return text.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (whole, field: string | undefined) => {
    if (field === undefined) return whole[0]!;
    const value =
      field === '' ? args[next++] : /^\d+$/.test(field) ? args[Number(field)] : Object.hasOwn(named, field) ? named[field] : undefined;
    return value === undefined ? whole : printed(value);
  });
}

/** The text of a map from language to text, in the first language that is there. */
export function ofLanguages(texts: Readonly<Record<string, string>>, languages: readonly string[]): string {
  const found = [...languages, FALLBACK].find((language) => Object.hasOwn(texts, language));
  return found === undefined ? (Object.values(texts)[0] ?? '') : texts[found]!;
}

function printed(value: unknown): string {
  return typeof value === 'object' && value !== null && isPlain(value)
    ? JSON.stringify(value)
    : // oxlint-disable-next-line typescript/no-base-to-string -- what has only the usual one is printed as JSON above
      String(value);
}

function flatten(mapping: Mapping, prefix: string, into: [string, string][]): void {
  for (const [key, value] of Object.entries(mapping)) {
    if (typeof value === 'string') into.push([`${prefix}${key}`, value]);
    else if (isRecord(value)) flatten(value, `${prefix}${key}.`, into);
    else throw new TypeError(`'${prefix}${key}' is ${kind(value)} instead of a text`);
  }
}
