/** Open this to see which servers the app knows of, by id and by type. */
import type { ServerInfo } from 'mortise';

export class Servers {
  #byId: Record<string, ServerInfo> = {};
  #byType: Record<string, ServerInfo[]> = {};

  get all(): Readonly<Record<string, ServerInfo>> {
    return this.#byId;
  }

  /** Types that have a server. */
  get types(): string[] {
    return Object.keys(this.#byType).filter((type) => this.#byType[type]!.length > 0);
  }

  /** Nothing for a type that was never there. */
  ofType(serverType: string): readonly ServerInfo[] | undefined {
    return this.#byType[serverType];
  }

  add(servers: readonly ServerInfo[]): void {
    for (const server of servers) {
      const before = this.#byId[server.id];
      const list = (this.#byType[String(server.serverType)] ??= []);
      const index = before === undefined ? -1 : list.indexOf(before);
      // A server that comes again keeps its place in the list, unless it has become another type.
      if (index !== -1) list[index] = server;
      else {
        this.remove([server.id]);
        list.push(server);
      }
      this.#byId[server.id] = server;
    }
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      const server = this.#byId[id];
      if (server === undefined) continue;
      delete this.#byId[id];
      const list = this.#byType[String(server.serverType)]!;
      list.splice(list.indexOf(server), 1);
    }
  }

  replace(servers: Readonly<Record<string, ServerInfo>>): void {
    this.#byId = {};
    this.#byType = {};
    this.add(Object.values(servers));
  }
}
