/** Open this to see what every part of the server interface stands on: whose it is, its log, and what all of them share. */
import { inspect } from 'node:util';
import type { PluginContextView, Undo } from 'mortise';
import type { Found } from './formats.js';
import type { Metadata } from './metadata.js';
import type { World } from './world.js';

/** What an interface is made for. */
export interface ServerInterfaceInput {
  readonly world: World;
  readonly context: PluginContextView;
  /** Of a plugin of MCDReforged. */
  readonly metadata?: Metadata;
  readonly found?: Found;
  /** Registers listeners, with the interface as their first argument. */
  readonly listen: (event: string, listener: (...args: never[]) => unknown, priority?: number) => Undo;
}

/** A logger by the names of either language. */
export interface PluginLogger {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  warning(text: string): void;
  error(text: string): void;
  /** An error with what was thrown. */
  exception(text: string, thrown?: unknown): void;
}

export class InterfaceBase {
  readonly logger: PluginLogger;

  constructor(protected readonly input: ServerInterfaceInput) {
    const { log } = input.context;
    const line = (level: 'debug' | 'info' | 'warn' | 'error') => (text: string) => log[level](text);
    this.logger = {
      debug: line('debug'),
      info: line('info'),
      warn: line('warn'),
      warning: line('warn'),
      error: line('error'),
      exception: (text, thrown) => log.error(thrown === undefined ? text : `${text}: ${inspect(thrown)}`),
    };
  }

  protected get world(): World {
    return this.input.world;
  }

  protected get id(): string {
    return this.input.metadata?.id ?? this.input.context.id;
  }
}
