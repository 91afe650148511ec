/** Open this to see how the specs of extensions attach one by hand, on a clock of their own. */
import { attach } from '../../src/extension/attach.js';
import type { Read } from '../../src/extension/read.js';
import type { Attached, ExtensionContextView } from '../../src/model/extension.js';
import type { Problem } from '../../src/model/problem.js';
import { settle, VirtualClock } from '../../src/testing/index.js';

export interface Attaching {
  readonly clock: VirtualClock;
  readonly problems: Problem[];
  /** Each problem as its code. */
  readonly codes: () => string[];
  /** `pending`, or what it came to. */
  readonly state: () => Promise<'pending' | 'attached' | 'failed'>;
  readonly attached: Promise<Attached | undefined>;
  readonly abort: () => void;
}

type Attach = (this: ExtensionContextView, options: unknown, callback: (error?: unknown) => void) => unknown;

/** Attaches an extension of that name, on timeouts of 3 s and 10 s. */
export function attaching(extension: object | Attach, options?: unknown, limits = { warn: 3_000, fail: 10_000 }): Attaching {
  const clock = new VirtualClock();
  const problems: Problem[] = [];
  const abort = new AbortController();
  const given = typeof extension === 'function' ? { name: 'billing', version: '1.0.0', attach: extension } : extension;
  const read: Read = { extension: given as Read['extension'], dialect: 'extension', source: { kind: 'object', spec: 'billing' } };
  const context = { host: { name: 'shop', version: '0.1.0' }, home: '/home' } as ExtensionContextView;
  let state: 'pending' | 'attached' | 'failed' = 'pending';
  const ports = { clock, limits, report: (found: Problem) => problems.push(found), aborted: abort.signal, context };
  const attached = Promise.resolve(attach(read, options, ports));
  void attached.then((found) => (state = found === undefined ? 'failed' : 'attached'));
  return {
    clock,
    problems,
    attached,
    codes: () => problems.map(({ code }) => code),
    state: async () => {
      await settle();
      return state;
    },
    abort: () => abort.abort(),
  };
}
