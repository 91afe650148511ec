/** Open this to see where a command writes: data to stdout, talk to stderr. */

export interface Output {
  /** Data: what a program may read. */
  data(text: string): void;
  /** Talk: what only a person reads. */
  talk(text: string): void;
}

export const terminal: Output = {
  data: (text) => void process.stdout.write(`${text}\n`),
  talk: (text) => void process.stderr.write(`${text}\n`),
};
