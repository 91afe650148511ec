/** Open this to see how the components of one plugin are found: by their class, by a name that they provide, and as what was made of them. */
import { NONE } from '../model/list.js';
import type { Class, ComponentPart } from '../model/manifest.js';

/** A component that was made. */
export interface Built {
  readonly part: ComponentPart;
  readonly instance: object;
}

/** Most plugins have fewer, and looking through them costs less than the room of a table. */
const MANY = 16;

interface Tables {
  readonly made: Map<ComponentPart, Built>;
  readonly parts: Map<Class | string, ComponentPart>;
}

export class Siblings {
  #few: readonly Built[] = NONE;
  readonly #tables: Tables | undefined;

  constructor(readonly all: readonly ComponentPart[]) {
    if (all.length < MANY) return;
    const parts = new Map<Class | string, ComponentPart>();
    // The first one counts.
    for (const part of all.toReversed()) for (const key of keysOf(part)) parts.set(key, part);
    this.#tables = { made: new Map(), parts };
  }

  /** Those that are kept, in the order in which they were made: needs first. */
  get built(): readonly Built[] {
    return this.#tables === undefined ? this.#few : [...this.#tables.made.values()];
  }

  keep(built: Built): void {
    // An array that something is pushed on keeps room for more.
    if (this.#tables === undefined) this.#few = this.#few.concat(built);
    else this.#tables.made.set(built.part, built);
  }

  madeOf(part: ComponentPart): object | undefined {
    return (this.#tables?.made.get(part) ?? this.#few.find((built) => built.part === part))?.instance;
  }

  /** The component of a class, or the one that provides a name. */
  find(key: Class | string): ComponentPart | undefined {
    return this.#tables === undefined ? this.all.find((part) => keysOf(part).includes(key)) : this.#tables.parts.get(key);
  }
}

function keysOf({ make, provides }: ComponentPart): (Class | string)[] {
  const names = provides.map(({ namespace }) => namespace);
  return make.by === 'class' ? [make.type, ...names] : names;
}
