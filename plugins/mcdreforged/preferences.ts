/** Open this to see what users prefer, and how it is kept over a restart. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRecord } from './metadata.js';

/** What one user prefers. */
export interface Preference {
  readonly language?: string;
}

/** By the name of the user, in a JSON file; a broken one is told, and kept until somebody prefers something. */
export class Preferences {
  #known: Map<string, Preference> | undefined;

  constructor(
    readonly file: string,
    readonly warn: (text: string) => void,
  ) {}

  of(user: string): Preference {
    return this.#all().get(user) ?? {};
  }

  set(user: string, preference: Preference): void {
    const all = this.#all();
    all.set(user, { ...all.get(user), ...preference });
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, `${JSON.stringify(Object.fromEntries(all), null, 4)}\n`);
  }

  #all(): Map<string, Preference> {
    if (this.#known !== undefined) return this.#known;
    const known = new Map<string, Preference>();
    this.#known = known;
    if (!existsSync(this.file)) return known;
    try {
      const data: unknown = JSON.parse(readFileSync(this.file, 'utf8'));
      if (!isRecord(data)) throw new TypeError('it holds no object');
      for (const [user, given] of Object.entries(data)) {
        const language = isRecord(given) ? given['language'] : undefined;
        known.set(user, typeof language === 'string' ? { language } : {});
      }
    } catch (thrown) {
      this.warn(
        `Fail to load the preferences "${this.file}": ${(thrown as Error).message}. Correct the file; nobody prefers anything until then.`,
      );
    }
    return known;
  }
}
