/** Open this to see how the shop finds a port when somebody else has the one it wants. */
import { createServer, type AddressInfo } from 'node:net';

/** The wanted port if it is free, else any that is; says so in the second case. 0 means any. */
export async function freePort(wanted: number, what: string): Promise<number> {
  const port = await probe(wanted).catch(() => undefined);
  if (port !== undefined) return port;
  const other = await probe(0);
  console.log(`Port ${wanted} is taken, so ${what} is on ${other}.`);
  return other;
}

function probe(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: found } = server.address() as AddressInfo;
      server.close(() => resolve(found));
    });
  });
}
