/** Open this to see how a heap snapshot is read: as numbers, while V8 writes it, since as one JSON text it would be larger than the heap. */
import type { Readable } from 'node:stream';

/** A heap: nodes are numbered from 0, the root, and the edges of node `n` are those from `first[n]` to `first[n + 1]`. */
export interface Heap {
  readonly count: number;
  readonly first: Uint32Array;
  readonly nodeType: (node: number) => string;
  readonly nodeName: (node: number) => string;
  readonly nodeId: (node: number) => number;
  readonly edgeType: (edge: number) => string;
  /** A number for elements of lists, else text. */
  readonly edgeName: (edge: number) => string | number;
  readonly edgeTo: (edge: number) => number;
  /** The number of a text, the same wherever it occurs; undefined if it occurs nowhere. */
  readonly textOf: (text: string) => number | undefined;
  /** The edges with that name. */
  readonly edgesNamed: (text: number) => number[];
  /** Rows of node, script id, line and column, counted from 0. */
  readonly locations: Uint32Array;
}

interface Meta {
  readonly node_fields: readonly string[];
  readonly node_types: readonly [readonly string[]];
  readonly edge_types: readonly [readonly string[]];
}

const [QUOTE, BACKSLASH, OPEN, CLOSE, ZERO, NINE] = [0x22, 0x5c, 0x5b, 0x5d, 0x30, 0x39];

export async function readHeap(stream: Readable): Promise<Heap> {
  const reader = new Reader();
  for await (const chunk of stream) reader.feed(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer));
  return reader.heap();
}

/** Numbers that become more while they come. */
class Numbers {
  values: Uint32Array;
  length = 0;

  constructor(expected: number) {
    this.values = new Uint32Array(expected);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Uint32Array(this.values.length * 2 + 1024);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }
}

/** Goes through the text once. Between the lists of numbers it keeps the text; the texts themselves come last, and stay bytes until asked for. */
class Reader {
  #text = '';
  #header = '';
  #numbers: Numbers | undefined;
  #value = -1;
  #texts: Buffer[] | undefined;
  readonly #lists = new Map<string, Numbers>();

  feed(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#texts !== undefined) {
        this.#texts.push(chunk.subarray(at));
        return;
      }
      at = this.#numbers === undefined ? this.#readText(chunk, at) : this.#readNumbers(this.#numbers, chunk, at);
    }
  }

  #readText(chunk: Buffer, from: number): number {
    const open = chunk.indexOf(OPEN, from);
    if (open === -1) {
      this.#text += chunk.toString('latin1', from);
      return chunk.length;
    }
    this.#text += chunk.toString('latin1', from, open + 1);
    const list = /"(nodes|edges|locations|strings)":\s*\[$/.exec(this.#text)?.[1];
    if (list === undefined) return open + 1;
    if (list === 'nodes') this.#header = this.#text.replace(/,\s*"nodes":\s*\[$/, '}');
    this.#text = '';
    if (list === 'strings') this.#texts = [];
    else {
      this.#numbers = new Numbers(this.#expected(list));
      this.#lists.set(list, this.#numbers);
    }
    return open + 1;
  }

  #expected(list: string): number {
    const { snapshot } = this.#meta();
    if (list === 'nodes') return snapshot.node_count * snapshot.meta.node_fields.length;
    return list === 'edges' ? snapshot.edge_count * 3 : 0;
  }

  #meta(): { snapshot: { meta: Meta; node_count: number; edge_count: number } } {
    return JSON.parse(this.#header) as { snapshot: { meta: Meta; node_count: number; edge_count: number } };
  }

  #readNumbers(numbers: Numbers, chunk: Buffer, from: number): number {
    let value = this.#value;
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      if (byte >= ZERO && byte <= NINE) {
        value = (value === -1 ? 0 : value * 10) + byte - ZERO;
        continue;
      }
      if (value !== -1) numbers.push(value);
      value = -1;
      if (byte !== CLOSE) continue;
      this.#numbers = undefined;
      this.#value = -1;
      return at + 1;
    }
    this.#value = value;
    return chunk.length;
  }

  heap(): Heap {
    const { meta } = this.#meta().snapshot;
    const [nodes, edges] = [this.#lists.get('nodes')!.values, this.#lists.get('edges')!.values];
    const width = meta.node_fields.length;
    const field = (name: string): number => meta.node_fields.indexOf(name);
    const [type, name, id, size] = [field('type'), field('name'), field('id'), field('edge_count')];
    const count = nodes.length / width;
    const first = new Uint32Array(count + 1);
    for (let node = 0; node < count; node += 1) first[node + 1] = first[node]! + nodes[node * width + size]!;
    const texts = new Texts(Buffer.concat(this.#texts ?? []));
    const [nodeTypes, edgeTypes] = [meta.node_types[0], meta.edge_types[0]];
    const isIndex = edgeTypes.map((each) => each === 'element' || each === 'hidden');
    const locations = this.#lists.get('locations') ?? new Numbers(0);
    const rows = locations.values.subarray(0, locations.length).map((value, index) => (index % 4 === 0 ? value / width : value));
    return {
      count,
      first,
      nodeType: (node) => nodeTypes[nodes[node * width + type]!]!,
      nodeName: (node) => texts.at(nodes[node * width + name]!),
      nodeId: (node) => nodes[node * width + id]!,
      edgeType: (edge) => edgeTypes[edges[edge * 3]!]!,
      edgeName: (edge) => (isIndex[edges[edge * 3]!] ? edges[edge * 3 + 1]! : texts.at(edges[edge * 3 + 1]!)),
      edgeTo: (edge) => edges[edge * 3 + 2]! / width,
      textOf: (text) => texts.find(text),
      edgesNamed: (text) => {
        const found: number[] = [];
        for (let edge = 0; edge * 3 < edges.length; edge += 1)
          if (edges[edge * 3 + 1] === text && !isIndex[edges[edge * 3]!]) found.push(edge);
        return found;
      },
      locations: rows,
    };
  }
}

/** The texts of a snapshot, each decoded only when it is asked for. */
class Texts {
  readonly #bytes: Buffer;
  /** Where each opens. */
  readonly #opens = new Numbers(0);
  readonly #known = new Map<number, string>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    let inside = false;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) {
        inside = !inside;
        if (inside) this.#opens.push(at);
      }
    }
    this.#opens.push(bytes.length);
  }

  at(index: number): string {
    let text = this.#known.get(index);
    if (text === undefined) {
      const [open, next] = [this.#opens.values[index]!, this.#opens.values[index + 1]!];
      const close = this.#bytes.lastIndexOf(QUOTE, next - 1);
      text = JSON.parse(this.#bytes.toString('utf8', open, close + 1)) as string;
      this.#known.set(index, text);
    }
    return text;
  }

  /** Only for plain text, which needs no escapes. */
  find(text: string): number | undefined {
    const at = this.#bytes.indexOf(`"${text}"`);
    if (at === -1) return undefined;
    const index = this.#opens.values.subarray(0, this.#opens.length).indexOf(at);
    return index === -1 ? undefined : index;
  }
}
