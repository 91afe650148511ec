/** Open this to see what the parts of one MCDReforged share: who runs, where it lies, who has overridden what. */
import type { CommandSource, MortiseHost, PermissionLevel } from 'mortise';
import { Askers } from './asker.js';
import { type McdrCommandSource, mcdrSource } from './command-source.js';
import type { McdrOptions, PluginOperations, ProcessView } from './contract.js';
import type { FormatPorts, Found } from './formats.js';
import { type ServerHandler, vanillaHandler } from './info-handler.js';
import type { Info } from './info.js';
import type { Metadata } from './metadata.js';
import type { Preferences } from './preferences.js';
import { Slot } from './slot.js';

/** Whether plugins may see a line; what returns false is dropped. */
export type InfoFilter = (info: Info) => boolean;

/** A plugin that runs. */
export interface Running {
  readonly metadata: Metadata;
  /** What its module exports: what others call. */
  readonly module: object;
  /** Absent for what an owner lists without a place on the disk. */
  readonly found?: Found;
}

/** The options with their defaults, paths absolute. */
export interface Settled extends FormatPorts {
  readonly directories: readonly string[];
  readonly version: string;
  readonly language: string;
  readonly data: string;
  readonly prefix: string;
  readonly given: McdrOptions;
}

export class World {
  /** By id. */
  readonly running = new Map<string, Running>();
  /** What was found on the disk, by its path. */
  readonly listing = new Map<string, Found>();
  /** The same by the module that is imported. */
  readonly byEntry = new Map<string, Found>();
  /** Exports of generations that have just stopped; the next one gets them, and nothing here keeps them. */
  readonly departed = new Map<string, WeakRef<object>>();
  readonly handler: Slot<ServerHandler>;
  readonly askers = new Askers();
  readonly filter = new Slot<InfoFilter>('Info filter', () => true);
  operations!: PluginOperations;
  process: ProcessView | undefined;
  /** Runs a line for somebody; whether there was such a command. */
  runCommand!: (line: string, source: CommandSource) => Promise<boolean>;
  #host: MortiseHost | undefined;

  constructor(
    readonly settled: Settled,
    readonly preferences: Preferences,
  ) {
    this.handler = new Slot('Server handler', settled.given.serverCommand?.handler ?? vanillaHandler);
  }

  get host(): MortiseHost {
    if (this.#host === undefined) throw new Error('MCDReforged belongs to no host: call mcdr.join(host) before host.start().');
    return this.#host;
  }

  join(host: MortiseHost): void {
    if (this.#host !== undefined && this.#host !== host)
      throw new Error(`This MCDReforged belongs to the host '${this.#host.name}' already; make another one for '${host.name}'.`);
    this.#host = host;
  }

  /** Knows a place from now on, in the state in which it was read. */
  list(found: Found): void {
    this.forget(found.path);
    this.listing.set(found.path, found);
    if (found.entry !== undefined) this.byEntry.set(found.entry, found);
  }

  forget(path: string): void {
    const known = this.listing.get(path);
    this.listing.delete(path);
    if (known?.entry !== undefined && this.byEntry.get(known.entry) === known) this.byEntry.delete(known.entry);
  }

  /** The level of whoever gives a command, as a number. */
  levelOf({ kind, name, permission }: CommandSource): number {
    const { permissions } = this.host.commands;
    if (permission !== undefined) return this.numberOf(permission);
    return kind === 'user' ? permissions.of(name) : Math.max(...Object.values(permissions.levels));
  }

  /** Who gives a command, as plugins have it; answers that nobody hears go to the log. */
  sourceOf(origin: CommandSource, log: (text: string) => void): McdrCommandSource {
    return mcdrSource(origin, { levelOf: (source) => this.levelOf(source), numberOf: (level) => this.numberOf(level), log });
  }

  /** The number of a level. Throws for a name that is none. */
  numberOf(level: PermissionLevel): number {
    if (typeof level === 'number') return level;
    const { levels } = this.host.commands.permissions;
    if (!Object.hasOwn(levels, level)) throw new Error(`There is no level '${level}': write one of ${Object.keys(levels).join(', ')}.`);
    return levels[level]!;
  }

  /** The language of a user. */
  languageOf(user: string): string {
    return this.preferences.of(user).language ?? this.settled.language;
  }

  /** The languages of whoever reads, best first. */
  languagesOf(source?: CommandSource): string[] {
    return source === undefined ? [this.settled.language] : [source.language ?? this.languageOf(source.name), this.settled.language];
  }
}
