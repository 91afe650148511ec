/** Open this to see who gives a command, as the callbacks of MCDReforged's command builder have it. */
import type { CommandSource, PermissionLevel } from 'mortise';
import { type BothNames, bothNames } from './both-names.js';

/** What a source needs of the world it is in. */
export interface SourcePorts {
  readonly levelOf: (source: CommandSource) => number;
  readonly numberOf: (level: PermissionLevel) => number;
  /** Where answers go that nobody hears. */
  readonly log: (text: string) => void;
}

class SourceValue {
  constructor(
    /** As the host has it. */
    readonly origin: CommandSource,
    private readonly ports: SourcePorts,
  ) {}

  get isPlayer(): boolean {
    return this.origin.kind === 'user';
  }

  get isConsole(): boolean {
    return this.origin.kind === 'console';
  }

  /** The name of a player; of others, null. */
  get player(): string | null {
    return this.isPlayer ? this.origin.name : null;
  }

  getPermissionLevel(): number {
    return this.ports.levelOf(this.origin);
  }

  hasPermission(level: PermissionLevel): boolean {
    return this.getPermissionLevel() >= this.ports.numberOf(level);
  }

  hasPermissionHigherThan(level: PermissionLevel): boolean {
    return this.getPermissionLevel() > this.ports.numberOf(level);
  }

  reply(text: string): void {
    (this.origin.reply ?? this.ports.log)(text);
  }
}

/** `source.reply(…)`, `source.is_player`, `source.has_permission('admin')` and the rest, in both spellings. From MCDReforged. */
export type McdrCommandSource = BothNames<Pick<SourceValue, keyof SourceValue>>;

/** The source as the host has it, whichever of the two it is. */
export const originOf = (source: CommandSource | McdrCommandSource): CommandSource =>
  (source as Partial<McdrCommandSource>).origin ?? (source as CommandSource);

export const mcdrSource = (origin: CommandSource, ports: SourcePorts): McdrCommandSource =>
  bothNames(new SourceValue(origin, ports)) as McdrCommandSource;
