/** Open this to see what a host remembers of each change, and what proves that it was done. All of it is JSON. */
import type { EscapeInfo } from './doctor.js';
import type { Change, Plan, StepAction } from './plan.js';

/** What became of one plugin in a change. */
export interface ReceiptLine {
  readonly plugin: string;
  readonly did: 'started' | 'stopped' | 'unloaded' | 'replaced' | 'restarted' | 'configured' | 'failed' | 'waits';
  readonly version: string;
  readonly generation: number;
  /** The generation that ran before, where there was one. */
  readonly previous?: number;
  /** Whether it took over what the generation before it left. */
  readonly handedOver?: true;
  /** Whether the code of the generation that is gone can be freed, and why not. */
  readonly code?: 'freeable' | 'kept';
  readonly why?: string;
  /** What the generation that is gone had made past its context, where the host follows that. */
  readonly escaped?: readonly EscapeInfo[];
}

/** What proves a change: what was done, in which time, and what is left of what went. */
export interface Receipt {
  /** The revision that it made; of one that failed, the one that stands. */
  readonly revision: number;
  readonly outcome: 'done' | 'rolled back' | 'refused';
  readonly plugins: readonly ReceiptLine[];
  /** Deliveries that ended before the generation that they were for stopped. */
  readonly drained: number;
  /** Deliveries that were kept for what started, and then made. */
  readonly buffered: number;
  /** Milliseconds: reading, attaching and planning; making ready; the swap and what had to end; stopping what went. */
  readonly ms: { readonly plan: number; readonly ready: number; readonly swap: number; readonly stop: number; readonly all: number };
  /** Of one that was not done: the step, the plugin and the sentence. */
  readonly failed?: { readonly step: StepAction | 'plan'; readonly plugin: string; readonly why: string };
}

/** One change that was done, as the host remembers it. */
export interface Revision {
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who asked: `code`, `command`, `watch`, or `host` for what happened by itself. */
  readonly by: string;
  /** `file:line:column` of the call, where it can be told. */
  readonly place?: string;
  readonly change: Change;
  readonly steps: readonly { readonly action: StepAction; readonly plugin: string; readonly generation: number }[];
  readonly replaces?: Plan['replaces'];
  readonly receipt: Receipt;
  /** Codes of the problems that it found. */
  readonly problems: readonly string[];
}
