/** Open this to see which servers `config/servers.json` lists, also those of which it only says how many there are. */
import type { ServerInfo } from 'mortise';

/** What has this at its end counts up from server to server: `"port": "3050++"`. */
const COUNTED = /^(-?\d+)\+\+$/;

/**
 * The servers of a file that has a list for each type, by id. An entry with `clusterCount` is so many servers, called
 * `cluster-server-<type>-<n>`; `n` goes on from one such entry of a type to the next. `wrong` hears of an entry that is none.
 */
export function configuredServers(
  types: Readonly<Record<string, readonly ServerInfo[]>>,
  wrong: (text: string) => void,
): Record<string, ServerInfo> {
  const servers: ServerInfo[] = [];
  for (const [serverType, list] of Object.entries(types)) {
    let next = 0;
    for (const entry of list) {
      const { clusterCount, ...server } = entry as ServerInfo & { readonly clusterCount?: unknown };
      if (clusterCount === undefined) {
        servers.push({ ...server, serverType });
        continue;
      }
      const count = Number(clusterCount);
      if (!Number.isSafeInteger(count) || count < 1)
        wrong(
          `clusterCount of a server of type "${serverType}" is ${JSON.stringify(clusterCount)} instead of a number from 1: none of them is known`,
        );
      for (let index = 0; index < count; index += 1, next += 1) servers.push(memberOf(server, serverType, next, index));
    }
  }
  return Object.fromEntries(servers.map((server) => [server.id, server]));
}

function memberOf(server: Readonly<Record<string, unknown>>, serverType: string, place: number, index: number): ServerInfo {
  const counted = Object.entries(server).map(([key, value]) => {
    const [, from] = (typeof value === 'string' && COUNTED.exec(value)) || [];
    return [key, from === undefined ? value : Number(from) + index] as const;
  });
  return { ...Object.fromEntries(counted), id: `cluster-server-${serverType}-${place}`, serverType };
}
