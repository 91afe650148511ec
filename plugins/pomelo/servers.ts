/** Open this to see which servers the app knows of, by id and by type. */
import type { ServerInfo } from 'mortise';

export class Servers {
  #byId: Record<string, ServerInfo> = {};
  readonly #byType = new Map<string, ServerInfo[]>();

  get all(): Readonly<Record<string, ServerInfo>> {
    return this.#byId;
  }

  /** Types that have a server. */
  get types(): string[] {
    return [...this.#byType].flatMap(([type, list]) => (list.length > 0 ? [type] : []));
  }

  /** Nothing for a type that was never there. */
  ofType(serverType: string): readonly ServerInfo[] | undefined {
    return this.#byType.get(serverType);
  }

  byId(id: string): ServerInfo | undefined {
    return Object.hasOwn(this.#byId, id) ? this.#byId[id] : undefined;
  }

  add(servers: readonly ServerInfo[]): void {
    for (const server of servers) {
      const before = this.byId(server.id);
      const serverType = String(server.serverType);
      const list = this.#byType.get(serverType) ?? [];
      this.#byType.set(serverType, list);
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
      const server = this.byId(id);
      if (server === undefined) continue;
      delete this.#byId[id];
      const list = this.#byType.get(String(server.serverType))!;
      list.splice(list.indexOf(server), 1);
    }
  }

  replace(servers: Readonly<Record<string, ServerInfo>>): void {
    this.#byId = {};
    this.#byType.clear();
    this.add(Object.values(servers));
  }
}
