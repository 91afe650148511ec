/** Open this to see how a spec gets a server: a real one, from a package of Debian, on a free port, and gone afterwards. */
import { afterAll, beforeAll, describe } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a server listens. */
export interface Served {
  readonly port: number;
}

interface Kind {
  /** The package of Debian. */
  readonly package: string;
  readonly binary: string;
  /** One line, and what is in the answer of one that serves. */
  readonly hello: string;
  readonly answer: string;
  args(port: number, folder: string): readonly string[];
}

export const redis: Kind = {
  package: 'redis-server',
  binary: '/usr/bin/redis-server',
  hello: 'PING\r\n',
  answer: 'PONG',
  args: (port, folder) => ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
};

export const zookeeper: Kind = {
  package: 'zookeeper',
  binary: '/usr/share/zookeeper/bin/zkServer.sh',
  hello: 'srvr',
  answer: 'Zookeeper version',
  args(port, folder) {
    const config = `tickTime=500\ndataDir=${folder}\nclientPort=${port}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n4lw.commands.whitelist=srvr,wchp\n`;
    writeFileSync(join(folder, 'zoo.cfg'), config);
    return ['start-foreground', join(folder, 'zoo.cfg')];
  },
};

/** A group of specs on a server of their own. Without its binary they are skipped, loudly; with REQUIRE_SERVERS they fail. */
export function describeOn(kind: Kind, what: string, specs: (served: Served) => void): void {
  if (!existsSync(kind.binary) && process.env['REQUIRE_SERVERS'] === undefined) {
    console.warn(`Skipped: '${what}' needs ${kind.binary}. Install it: apt-get install ${kind.package}`);
    describe.skip(what, () => specs({ port: 0 }));
    return;
  }
  describe(what, () => {
    const served = { port: 0 };
    const folder = mkdtempSync(join(tmpdir(), 'mortise-server-'));
    let server: ChildProcess | undefined;
    beforeAll(async () => {
      served.port = await freePort();
      const env = { ...process.env, ZOO_LOG_DIR: folder, JVMFLAGS: '-Xmx96m' };
      // A group of its own, because a script starts what serves.
      server = spawn(kind.binary, kind.args(served.port, folder), { stdio: 'ignore', detached: true, env });
      let ended: Error | undefined;
      server.once('error', (error) => (ended = error));
      server.once('exit', (code) => (ended ??= new Error(`${kind.binary} ended with ${code} before it served.`)));
      await serving(kind, served.port, () => ended);
    }, 60_000);
    afterAll(() => {
      if (server?.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
    specs(served);
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** What a server says to one line, until it has said something, or hangs up; nothing when nobody is there. */
function ask(port: number, line: string, isEnough: (said: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(line));
    socket.setEncoding('utf8').on('data', (part: string) => {
      said += part;
      if (isEnough(said)) socket.destroy();
    });
    socket.once('error', () => undefined).once('close', () => resolve(said));
  });
}

/** Resolves when it serves; rejects with why it ended before that. */
async function serving({ hello, answer }: Kind, port: number, ended: () => Error | undefined): Promise<void> {
  // One that does not serve yet says so, and may never hang up.
  while (!(await ask(port, hello, (said) => said.includes('\n'))).includes(answer)) {
    const why = ended();
    if (why !== undefined) throw why;
  }
}

/** The logger that a plugin from npm writes to says nothing, even when the plugin tries its server again that has gone. */
export function quietly(plugin: string): void {
  const require = createRequire(import.meta.url);
  const { configure } = createRequire(require.resolve(plugin))('pomelo-logger') as { configure(config: object, options: object): void };
  configure({ appenders: [] }, {});
}

/** What Redis says by itself, beside any plugin. */
export function askRedis(port: number, ...command: readonly string[]): string[] {
  const { stdout } = spawnSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' });
  return stdout.trim().split('\n');
}

/** Which paths of ZooKeeper are watched, and by how many. */
export async function watchesOf(port: number): Promise<Readonly<Record<string, number>>> {
  const text = await ask(port, 'wchp', () => false);
  const watches: Record<string, number> = {};
  let path = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('/')) watches[(path = line)] = 0;
    else if (line.trim() !== '') watches[path]! += 1;
  }
  return watches;
}
