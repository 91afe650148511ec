/** Open this to see what one channel does: who is in it, and what is pushed to all of them. */
import { optional, routed } from './arguments.js';
import type { Callback } from './ports.js';
import type { UserId } from './session.js';

/** What a channel asks of the service that has made it. */
export interface ChannelOwner {
  destroyChannel(name: string): void;
  pushToGroups(
    route: string,
    message: unknown,
    groups: Readonly<Record<string, readonly UserId[]>>,
    userOptions: object,
    callback: Callback | undefined,
  ): void;
  joined(name: string, sid: string, uid: UserId): void;
  left(name: string, sid: string, uid: UserId): void;
}

/** Users by the frontend server that they are connected to. From Pomelo. */
export class Channel {
  /** By id of the server. */
  readonly groups: Record<string, UserId[]> = {};
  readonly #owner: ChannelOwner;
  #isDestroyed = false;

  constructor(
    readonly name: string,
    owner: ChannelOwner,
  ) {
    this.#owner = owner;
  }

  /** Whether the user is in it now: not when the channel is destroyed, and not without the id of a server. */
  add(uid: UserId, sid: string): boolean {
    if (this.#isDestroyed || !sid) return false;
    if (this.restored(uid, sid)) this.#owner.joined(this.name, sid, uid);
    return true;
  }

  /** Puts a user in without telling anybody; whether it was not there. */
  restored(uid: UserId, sid: string): boolean {
    const group = (this.groups[sid] ??= []);
    if (group.includes(uid)) return false;
    group.push(uid);
    return true;
  }

  /** Whether the user was in it. */
  leave(uid: UserId, sid: string): boolean {
    const group = this.groups[sid];
    const index = group?.indexOf(uid) ?? -1;
    if (index === -1) return false;
    group!.splice(index, 1);
    if (group!.length === 0) delete this.groups[sid];
    this.#owner.left(this.name, sid, uid);
    return true;
  }

  getUserAmount(): number {
    return this.getMembers().length;
  }

  getMembers(): UserId[] {
    return Object.values(this.groups).flat();
  }

  /** Where a user is connected, if it is in the channel. */
  getMember(uid: UserId): { readonly uid: UserId; readonly sid: string } | undefined {
    const found = Object.entries(this.groups).find(([, group]) => group.includes(uid));
    return found === undefined ? undefined : { uid, sid: found[0] };
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#owner.destroyChannel(this.name);
  }

  /** `pushMessage(route, message, options?, callback?)`, or without the route when the message has it. Calls back with the users that have no session. */
  pushMessage(...args: readonly unknown[]): void {
    const [route, message, ...rest] = routed(args);
    const [options, callback] = optional(rest);
    // Pomelo never calls back here.
    if (this.#isDestroyed) return callback?.(new Error('channel is not running now'));
    this.#owner.pushToGroups(route, message, this.groups, options, callback);
  }
}
