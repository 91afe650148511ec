/** Open this to see a plugin that uses every decorator, compiled with legacy decorators. Below this line it equals sample.standard.ts. */
import { map } from 'rxjs';
import { Command, Component, Config, Field, Logger, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';
import type { Observable } from 'rxjs';

export interface Notes {
  note(text: string): void;
}

const onReplace = Symbol('onReplace');

class RegionConfig {
  @Field.string({ default: 'eu' }) region!: string;
}

@Config()
export class PresenceConfig extends RegionConfig {
  @Field.integer({ default: 60, min: 1, unit: 's', doc: 'How long a silent user counts as present' }) ttl!: number;
  @Field.select({ choices: ['memory', 'redis'], default: 'memory' }) store!: string;
}

abstract class Tracker {
  protected abstract readonly notes: Notes;

  @OnEvent('bind_session')
  bound(session: { uid: string }) {
    this.notes.note(`bound ${session.uid}`);
  }

  @OnEvent('close_session', { priority: 5 })
  closed(session: { uid: string }) {
    this.notes.note(`closed ${session.uid}`);
  }

  @OnEvent('add_servers')
  joined() {
    this.notes.note('joined');
  }
}

@Component('presence', { inject: [PresenceConfig, 'acme/notes', Logger] })
@Provide('acme/presence')
export class Presence extends Tracker {
  @Use('acme/mail', { optional: true }) readonly mail?: { send(): void };
  @Use(['acme', 'flags'], { live: true }) readonly flags$!: Observable<unknown>;

  constructor(
    readonly config: PresenceConfig,
    protected readonly notes: Notes,
    readonly log: Logger,
  ) {
    super();
  }

  start() {
    this.notes.note(`start ${this.config.region} ${this.config.ttl} ${this.mail === undefined ? 'without mail' : 'with mail'}`);
  }

  override closed(session: { uid: string }) {
    this.notes.note(`closed here ${session.uid}`);
  }

  @OnEvent('add_servers', { priority: 1 })
  override joined() {
    this.notes.note('joined here');
  }

  @Command('presence|p show <uid:integer 1..> <mode:short|long>', { permission: 'user' })
  show({ uid, mode }: { uid: number; mode: 'short' | 'long' }) {
    this.notes.note(`shown ${uid} ${mode}`);
  }

  @OnEvent('replace_servers', { through: (servers$) => servers$.pipe(map((servers: { id: string }[]) => servers.length)) })
  [onReplace](count: number) {
    this.notes.note(`replaced ${count}`);
  }

  async stop(force: boolean) {
    this.notes.note(`stop ${force}`);
  }
}

@Plugin({
  id: 'presence',
  version: '1.2.0',
  name: 'Presence',
  description: { en: 'Who is online', de: 'Wer da ist' },
  author: 'Acme',
  link: 'https://acme.example',
  dependencies: { mortise: '>=0.1' },
  category: 'service',
  config: PresenceConfig,
  components: [Presence],
})
export class PresencePlugin {}
