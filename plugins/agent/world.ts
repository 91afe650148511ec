/** Open this to see what the parts of one agent share: its elements by name, and the settings that extensions bring along. */
import type { Undo } from 'mortise';
import { Counters } from './counters.js';
import type { AppDefinition, SettingDefinition } from './definition.js';
import { Jobs } from './jobs.js';
import { Pipelines } from './pipelines.js';
import type { Layer, Place } from './settings.js';
import { Sources } from './sources.js';

interface OfExtension extends Layer {
  readonly app: string | undefined;
}

/** A value that an extension has registered. */
interface Registered {
  readonly app: string | undefined;
  readonly namespace: string;
  readonly value: unknown;
}

/** A definition whose plugins were registered. */
export interface Attached {
  readonly definition: AppDefinition;
  readonly place: Place;
}

export class World {
  readonly counters = new Counters();
  readonly jobs: Jobs;
  readonly pipelines = new Pipelines();
  readonly sources = new Sources();
  readonly #settings: OfExtension[] = [];
  /** What was attached by now; a check asks. */
  readonly attached: Attached[] = [];
  readonly #registered: Registered[] = [];

  /** The file in which the state of jobs is kept. */
  constructor(state: string | undefined) {
    this.jobs = new Jobs(state);
  }

  /** Takes in what an extension says of settings, until it goes. */
  addSettings(app: string | undefined, extension: string, settings: readonly SettingDefinition[]): Undo {
    const layer: OfExtension = { app, from: `the extension '${extension}'`, settings };
    this.#settings.push(layer);
    return () => void this.#settings.splice(this.#settings.indexOf(layer), 1);
  }

  addAttached(attached: Attached): Undo {
    this.attached.push(attached);
    return () => void this.attached.splice(this.attached.indexOf(attached), 1);
  }

  addRegistered(app: string | undefined, namespace: string, value: unknown): Undo {
    const registered: Registered = { app, namespace, value };
    this.#registered.push(registered);
    return () => void this.#registered.splice(this.#registered.indexOf(registered), 1);
  }

  /** What an app sees under a namespace, as it was registered: its own before that of the agent. */
  registered(app: string | undefined, namespace: string): unknown {
    const of = (which: string | undefined): unknown =>
      this.#registered.findLast((each) => each.app === which && each.namespace === namespace)?.value;
    return of(app) ?? of(undefined);
  }

  /** Those of the extensions of an app, or of the host, the weakest first. */
  settingsOf(app: string | undefined): readonly Layer[] {
    return this.#settings.filter((layer) => layer.app === app);
  }
}
