/** Open this to see how the output of a process becomes lines: so many in a second, none of them endless. */
import { StringDecoder } from 'node:string_decoder';
import type { PluginContextView } from 'mortise';

const LONGEST_LINE = 65_536;
const SECOND = 1000;

function cut(text: string): string[] {
  if (text.length <= LONGEST_LINE) return [text];
  return Array.from({ length: Math.ceil(text.length / LONGEST_LINE) }, (_, index) =>
    text.slice(index * LONGEST_LINE, (index + 1) * LONGEST_LINE),
  );
}

/** Lines of several streams, so many in a second; what comes faster waits where it is. */
export class Lines {
  readonly #streams: NodeJS.ReadableStream[] = [];
  readonly #waiting: string[] = [];
  #count = 0;
  #isHeld = false;
  #isTold = false;
  #undo: (() => void) | undefined;

  constructor(
    readonly context: PluginContextView,
    readonly most: number,
    readonly line: (text: string) => void,
    /** Whether nobody waits any more: then what floods is dropped. */
    readonly isOver: () => boolean,
  ) {}

  read(stream: NodeJS.ReadableStream): void {
    this.#streams.push(stream);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    stream.on('data', (chunk: Buffer) => {
      const parts = (rest + decoder.write(chunk)).split(/\r?\n/);
      rest = parts.pop()!;
      // A line without end must not grow for ever.
      for (; rest.length > LONGEST_LINE; rest = rest.slice(LONGEST_LINE)) parts.push(rest.slice(0, LONGEST_LINE));
      this.#take(parts.flatMap(cut));
    });
    stream.on('end', () => {
      if (rest !== '') this.#take([rest]);
    });
  }

  end(): void {
    this.#undo?.();
    for (const text of this.#waiting.splice(0)) this.line(text);
  }

  #take(parts: readonly string[]): void {
    for (const text of parts) {
      if (this.#isHeld) this.#waiting.push(text);
      else this.#one(text);
    }
  }

  #one(text: string): void {
    this.line(text);
    // Its plugin has stopped: nobody counts any more.
    if (this.context.signal.aborted) return;
    this.#undo ??= this.context.clock.setTimeout(() => this.#next(), SECOND);
    if (++this.#count >= this.most) this.#hold();
  }

  #hold(): void {
    if (this.isOver()) return;
    this.#isHeld = true;
    for (const stream of this.#streams) stream.pause();
    if (this.#isTold) return;
    this.#isTold = true;
    this.context.log.warn(
      `The server writes more than ${this.most} lines in a second, so the rest waits; if that is as it should be, raise serverCommand.linesPerSecond`,
    );
  }

  /** Another second. */
  #next(): void {
    this.#undo = undefined;
    this.#count = 0;
    this.#isHeld = false;
    while (!this.#isHeld && this.#waiting.length > 0) this.#one(this.#waiting.shift()!);
    if (!this.#isHeld) for (const stream of this.#streams) stream.resume();
  }
}
