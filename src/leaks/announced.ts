/** Open this to see how it is known who made a server or a connection whose handle comes only later: Node announces them when they are asked for. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { makerAbove, type Maker } from './maker.js';

export interface Announced {
  /** Who asked for a server to listen, or for a socket to connect. */
  makerOf(owner: object): Maker | undefined;
  close(): void;
}

/** With the name under which the message has what is announced. A name is looked up before there is a handle, and then nobody is on the stack. */
const CHANNELS = { 'tracing:net.server.listen:asyncStart': 'server', 'net.client.socket': 'socket' } as const;

export function watchAnnounced(): Announced {
  const makers = new WeakMap<object, Maker>();
  const undos = Object.entries(CHANNELS).map(([channel, name]) => {
    function hear(message: unknown): void {
      makers.set((message as Record<string, object>)[name]!, makerAbove(hear));
    }
    subscribe(channel, hear);
    return () => unsubscribe(channel, hear);
  });
  return { makerOf: (owner) => makers.get(owner), close: () => undos.forEach((undo) => undo()) };
}
