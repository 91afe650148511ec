/** Open this to see how a generation of a plugin's code comes to be: read and compiled as a whole, checked against the disk, then run. */
import { relative } from 'node:path';
import type { FilesPort, LoadedCode } from '../../model/ports.js';
import { failure } from '../../problem/problem.js';
import { quoted } from '../../problem/text.js';
import { claim, importNative, importShared } from './by-node.js';
import { COMPILER_PACKAGES, type Compiler } from './compile.js';
import { ModuleGraph } from './graph.js';
import { KeptUnits } from './kept-units.js';
import { Texts } from './texts.js';
import type { Unit } from './unit.js';

/** What the loader needs of the machine. */
export interface LoaderPorts {
  readonly files: FilesPort;
  /** The hash of a text, in hex. */
  readonly sha256: (text: string) => string;
  /** Asks Node to follow source maps in stacks. */
  readonly mapStacks: () => void;
  /** What makes ECMAScript modules and TypeScript loadable, if it is installed. */
  readonly compiler: Compiler;
}

/** How often a folder may change under the reader before that is a problem of its own. */
const MOST_ATTEMPTS = 10;

/** Loads a file with everything of its own that it imports. Throws what the code throws, `extension.no-compiler`, and `extension.edited`. */
export async function load(
  entry: string,
  root: string,
  { sources, kept = new KeptUnits<Unit>() }: { readonly sources?: ReadonlyMap<string, string>; readonly kept?: object },
  ports: LoaderPorts,
): Promise<LoadedCode> {
  const { files, sha256 } = ports;
  const compile = await ports.compiler.load();
  if (compile !== undefined) ports.mapStacks();
  const folder = files.kind(root) === 'absent' ? root : files.real(root);
  const byNode = { shared: importShared, native: importNative };
  const units = kept as KeptUnits<Unit>;
  const make = (texts: Texts): ModuleGraph => new ModuleGraph(texts, compile, sha256, byNode, units);
  const file = sources?.has(entry) === true ? entry : files.real(entry);
  const graph = linked(file, () => make(new Texts(folder, files, sources)));
  // What CommonJS imports goes to Node by itself, so it has to be looked at before.
  const natives = graph.natives();
  if (!natives.includes(file)) claim([...new Set(natives.flatMap((each) => graph.reach(each)))], file, graph);
  const namespace = await graph.namespace(file);
  const texts = graph.texts.snapshot();
  units.retain(new Set(texts.keys()));
  const named = [...texts].map(([path, text]) => [relative(folder, path), text] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    namespace,
    files: [...texts.keys()],
    sources: texts,
    hash: sha256(JSON.stringify(named)),
    freeable: natives.length === 0,
    mark: new WeakRef(graph.mark),
    kept,
    ...(natives.length === 0 ? {} : { why: whyNotFreeable(natives[0]!) }),
  };
}

/** Somebody may save while it is read; then it starts over, and what ran by then is nothing. */
function linked(file: string, make: () => ModuleGraph): ModuleGraph {
  let changed: string | undefined;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const graph = make();
    let thrown: { readonly cause: unknown } | undefined;
    try {
      graph.link(file);
    } catch (cause) {
      thrown = { cause };
    }
    changed = graph.texts.changed();
    // A mistake counts as well only if it is still there.
    if (changed !== undefined) continue;
    if (thrown !== undefined) throw thrown.cause;
    graph.texts.complete();
    return graph;
  }
  throw failure('extension.edited', { file, changed: changed!, tried: MOST_ATTEMPTS }, { phase: 'read', place: file });
}

function whyNotFreeable(file: string): string {
  return `${quoted(file)} is an ECMAScript module or TypeScript, and without a compiler only Node can load it, which keeps it for ever: install ${COMPILER_PACKAGES.join(', ')}.`;
}
