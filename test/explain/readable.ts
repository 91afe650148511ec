/** Open this to see how explanations are compared: without the folders of this machine, and the lines that a compiler has moved. */
import { basename } from 'node:path';

/** `/srv/shop/mail.js:12:3` becomes `mail.js:12`; of a spec, which is compiled before it runs, only the file is to be relied on. */
export function readable(text: { toString(): string }): string {
  return String(text).replace(/(\/[^\s:()']+\.(?:[cm]?[jt]s|ya?ml)):(\d+):\d+/g, (_, path: string, line: string) =>
    path.endsWith('.ts') ? basename(path) : `${basename(path)}:${line}`,
  );
}

/** Lines as one text. */
export function lines(...all: readonly string[]): string {
  return all.join('\n');
}
