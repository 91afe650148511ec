/** Open this for `app.get('channelService')`: channels of users, and messages to many of them at once, whichever server they are connected to. */
import { optional, routed } from './arguments.js';
import { Channel, type ChannelOwner } from './channel.js';
import { ChannelStore } from './channel-store.js';
import type { Callback, ServicePorts } from './ports.js';
import { pushToClients, broadcastToClients } from './remotes.js';
import type { UserId } from './session.js';
import { textOf } from '../trace.js';

type Tell = (serverId: string, answered: Callback) => void;

/**
 * Keeps the channels of this server. Configured by `app.set('channelConfig', { prefix, store, broadcastFilter })`; with a store, channels are
 * there again after a restart. From Pomelo.
 *
 * ```ts
 * import { createApp } from 'mortise/pomelo';
 *
 * const app = createApp({ id: 'gate-1', serverType: 'gate', frontend: true });
 * app.sessionService.create(1, 'gate-1', { send: (message) => console.log(message), disconnect() {} });
 * app.sessionService.bind(1, 'ada');
 * const room = app.channelService.createChannel('room');
 * room.add('ada', 'gate-1');
 * room.pushMessage('onChat', { text: 'hello' }, (error: unknown, failed: string[]) => console.log(error, failed)); // null []
 * ```
 */
export class ChannelService implements ChannelOwner {
  readonly name = '__channel__';
  readonly #ports: ServicePorts;
  readonly #channels = new Map<string, Channel>();
  readonly #store: ChannelStore;

  constructor(ports: ServicePorts) {
    this.#ports = ports;
    this.#store = new ChannelStore(ports);
  }

  /** Brings back what the store kept. */
  restore(): Promise<void> {
    return this.#store.restore((name, sid, uid) => this.#channel(name).restored(uid, sid));
  }

  /** The channel of that name, made when it is not there. */
  createChannel(name: string): Channel {
    const known = this.#channels.get(name);
    if (known !== undefined) return known;
    this.#store.created(name);
    return this.#channel(name);
  }

  getChannel(name: string, create = false): Channel | undefined {
    return this.#channels.get(name) ?? (create ? this.createChannel(name) : undefined);
  }

  destroyChannel(name: string): void {
    if (this.#channels.delete(name)) this.#store.destroyed(name);
  }

  /**
   * Pushes to users, each with the id of its frontend server; the route may be a member of the message. Calls back with the users that have no
   * session, and with an error when no server could be reached.
   */
  pushMessageByUids(...args: readonly unknown[]): void {
    const [route, message, ...rest] = routed(args);
    const uids = rest[0] as readonly { readonly uid: UserId; readonly sid: string }[] | undefined;
    const [options, callback] = optional(rest.slice(1));
    if (uids === undefined || uids.length === 0) return callback?.(new Error('uids should not be empty'));
    const groups: Record<string, UserId[]> = {};
    for (const { uid, sid } of uids) {
      if (sid) (groups[sid] ??= []).push(uid);
      else this.#ports.say('warn', `ignore uid ${JSON.stringify(uid)} for sid not specified.`);
    }
    this.pushToGroups(route, message, groups, options, callback);
  }

  /** Pushes to every client of the servers of a type; `{ binded: true }` to those with a user. */
  broadcast(serverType: string, route: string, message: unknown, ...rest: readonly unknown[]): void {
    const [userOptions, callback] = optional(rest);
    const options = { type: 'broadcast', isBroadcast: true, userOptions, ...userOptions } as const;
    const ids = (this.#ports.app.getServersByType(serverType) ?? []).map(({ id }) => id);
    const args = [route, message, options];
    this.#toAll(
      ids,
      (id, answered) =>
        id === this.#ports.app.serverId
          ? broadcastToClients(this.#ports, route, message, options, answered)
          : this.#ports.app.rpcInvoke(id, { namespace: 'sys', service: 'channelRemote', method: 'broadcast', args }, answered),
      'broadcast fails',
      (error) => callback?.(error),
    );
  }

  pushToGroups(
    route: string,
    message: unknown,
    groups: Readonly<Record<string, readonly UserId[]>>,
    userOptions: object,
    callback: Callback | undefined,
  ): void {
    const options = { type: 'push', isPush: true, userOptions } as const;
    const tell: Tell = (id, answered) =>
      id === this.#ports.app.serverId
        ? pushToClients(this.#ports, route, message, groups[id]!, options, answered)
        : this.#ports.app.rpcInvoke(
            id,
            { namespace: 'sys', service: 'channelRemote', method: 'pushMessage', args: [route, message, groups[id], options] },
            answered,
          );
    this.#toAll(Object.keys(groups), tell, 'all uids push message fail', callback);
  }

  /** A channel tells of its members. */
  joined(name: string, sid: string, uid: UserId): void {
    this.#store.joined(name, sid, uid);
  }

  left(name: string, sid: string, uid: UserId): void {
    this.#store.left(name, sid, uid);
  }

  #channel(name: string): Channel {
    const known = this.#channels.get(name);
    if (known !== undefined) return known;
    const channel = new Channel(name, this);
    this.#channels.set(name, channel);
    return channel;
  }

  /** Tells each server, and calls back when all have answered: with an error when all of them failed, else with what they answered. */
  #toAll(ids: readonly string[], tell: Tell, allFailed: string, callback: Callback | undefined): void {
    if (ids.length === 0) return callback?.();
    const results: unknown[] = [];
    let [left, succeeded] = [ids.length, false];
    for (const id of ids) {
      tell(id, (error, failed?: readonly unknown[]) => {
        if (error) this.#ports.say('error', `fail to push message to serverId: ${id}, err: ${textOf(error)}`);
        else succeeded = true;
        if (failed) results.push(...failed);
        if (--left === 0) callback?.(succeeded ? null : new Error(allFailed), results);
      });
    }
  }
}
