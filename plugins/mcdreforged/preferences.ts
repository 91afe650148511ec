/** Open this to see what users prefer, and how it is kept over a restart. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRecord, kind } from './metadata.js';

/** What one user prefers. */
export interface Preference {
  readonly language?: string;
}

/** By the name of the user, in a JSON file that may be edited meanwhile. While it can't be read, what it said before counts, and nothing is written. */
export class Preferences {
  #known = new Map<string, Preference>();
  #text: string | undefined;
  #wrong: string | undefined;

  constructor(
    readonly file: string,
    readonly warn: (text: string) => void,
  ) {}

  of(user: string): Preference {
    this.#look();
    return this.#known.get(user) ?? {};
  }

  /** Throws where the file can't be read: what somebody is about to mend is not overwritten. */
  set(user: string, preference: Preference): void {
    this.#look();
    if (this.#wrong !== undefined) throw new Error(this.#wrong);
    this.#known.set(user, { ...this.#known.get(user), ...preference });
    this.#text = `${JSON.stringify(Object.fromEntries(this.#known), null, 4)}\n`;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, this.#text);
  }

  #look(): void {
    try {
      const text = existsSync(this.file) ? readFileSync(this.file, 'utf8') : undefined;
      if (text === this.#text && this.#wrong === undefined) return;
      const data: unknown = text === undefined ? {} : JSON.parse(text);
      if (!isRecord(data)) throw new TypeError(`it holds ${kind(data)} instead of an object`);
      this.#known = new Map(Object.entries(data).map(([user, given]) => [user, preferenceOf(given)]));
      this.#text = text;
      this.#wrong = undefined;
    } catch (thrown) {
      const wrong = `Fail to load the preferences "${this.file}": ${(thrown as Error).message}. Correct the file; what it said before counts until then.`;
      // Told once, and not whenever somebody is answered.
      if (this.#wrong !== wrong) this.warn(wrong);
      this.#wrong = wrong;
    }
  }
}

function preferenceOf(given: unknown): Preference {
  const language = isRecord(given) ? given['language'] : undefined;
  return typeof language === 'string' ? { language } : {};
}
