/** Open this to see what of a host those see who act within it: its plans, the command, which rehearses a start, and `mortise dev`. */
import type { Apps } from '../kernel/apps.js';
import type { KernelSetup } from '../kernel/create-kernel.js';
import type { Extensions } from '../kernel/extensions.js';
import type { Applying } from './applying.js';
import type { Intents } from './intents.js';
import type { Operations } from './operations.js';
import type { Owned } from './owned.js';

export interface HostParts {
  readonly setup: KernelSetup;
  readonly apps: Apps;
  readonly owned: Owned;
  readonly extensions: Extensions;
  readonly applying: Applying;
  readonly operations: Operations;
  readonly intents: Intents;
  /** Throws `host.not-running`. */
  readonly mustRun: (action: string) => void;
}
