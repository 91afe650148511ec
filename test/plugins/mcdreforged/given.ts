/** Open this to see how a spec puts plugins of MCDReforged on a disk, real files and archives, and runs them in a real host. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import type { LogRecord, Report } from 'mortise';
import { createMcdr, type Mcdr, type McdrOptions } from 'mortise/mcdreforged';
import { createTestHost, type TestHost, type TestHostOptions, VirtualClock } from 'mortise/testing';

export interface Started {
  readonly mcdr: Mcdr;
  readonly test: TestHost;
  readonly report: Report;
  /** Lines of the log that are no problems and not of mortise itself: `hello_world: Hello world!`. */
  said(plugin?: string): string[];
  /** What it warned of while the disk was read. */
  readonly warned: readonly string[];
}

export interface Folder {
  readonly path: string;
  write(files: Readonly<Record<string, string | Buffer>>): void;
  start(options?: McdrOptions, host?: TestHostOptions): Promise<Started>;
  /** Stops what was started, and removes the folder. */
  end(): Promise<void>;
}

export function temporaryFolder(): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-mcdr-')));
  const running: TestHost[] = [];
  return {
    path,
    write(files) {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(path, file)), { recursive: true });
        writeFileSync(join(path, file), text);
      }
    },
    async start(options = {}, host = {}) {
      mkdirSync(join(path, 'plugins'), { recursive: true });
      const early: LogRecord[] = [];
      const mcdr = await createMcdr({ home: path, ...options }, (record) => void early.push(record));
      const test = createTestHost({ ...mcdr.options, ...host, extensions: [...(host.extensions ?? []), ...mcdr.extensions] });
      running.push(test);
      mcdr.join(test.host);
      const report = await test.start();
      return {
        mcdr,
        test,
        report,
        get warned() {
          return early.map(({ message }) => message);
        },
        said: (plugin) =>
          test.log
            .filter(
              (record) =>
                record.plugin !== 'test' && record.fields?.['code'] === undefined && (plugin === undefined || record.plugin === plugin),
            )
            .map((record) => (plugin === undefined ? `${record.plugin}: ${record.message}` : record.message)),
      };
    },
    async end() {
      for (const test of running) await test.stop();
      rmSync(path, { recursive: true });
    },
  };
}

/** A plugin in one file that logs what happens to it. */
export const solo = (id: string, more = '', meta = ''): string => `
  export const PLUGIN_METADATA = { id: '${id}', version: '1.0.0', ${meta} };
  export function on_load(server, prev) { server.logger.info('load ' + (prev === null ? 'first' : 'again')); }
  export function on_unload(server) { server.logger.info('unload'); }
  ${more}
`;

/** Waits for what a child process does: until it is so, real time passes. */
export async function until(holds: () => boolean, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it never came to that: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A clock that a spec moves, and whose `now` begins at 0. */
export const clock = (): VirtualClock => new VirtualClock();

/** One entry of an archive; what is said of it need not be true. */
export interface ZipEntry {
  readonly name: string;
  readonly text?: string;
  /** The bits of Unix: `0o120777` is a link. */
  readonly mode?: number;
  /** What it says of its size. */
  readonly size?: number;
  /** General purpose bits: 1 says that it is encrypted. */
  readonly flags?: number;
}

/** An archive as `mcdreforged pack` writes it, or as somebody hostile does. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, text = '', mode = 0o100644, size, flags = 0 } of entries) {
    const data = Buffer.from(text);
    const packed = deflateRawSync(data);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(size ?? data.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), shared, rest, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}
