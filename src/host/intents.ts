/** Open this to see how what somebody asks of a host becomes an intent, with all that the host lists and remembers. */
import type { KernelSetup } from '../kernel/create-kernel.js';
import type { Extensions } from '../kernel/extensions.js';
import { checkRequest, intentOf, undoing, type Intent } from '../kernel/intent.js';
import type { Journal } from '../kernel/journal.js';
import { homeOf } from '../kernel/listing.js';
import type { ChangeRequest, HostState } from '../model/host.js';
import { failure } from '../problem/problem.js';
import type { Owned, Site } from './owned.js';

export interface IntentsInput {
  readonly setup: KernelSetup;
  readonly owned: Owned;
  readonly extensions: Extensions;
  readonly journal: Journal;
  readonly state: () => HostState;
}

export class Intents {
  constructor(readonly input: IntentsInput) {}

  /** All that the owner lists. Throws `host.started-twice`. */
  ofStart(): Intent {
    const { setup, owned, state } = this.input;
    if (state() !== 'new' && state() !== 'starting') throw failure('host.started-twice', { host: setup.kernel.name, state: state() });
    return { change: { start: true }, load: owned.listings(), apps: new Set(owned.enabledApps()) };
  }

  /** Throws what is wrong with a request. */
  of(request: ChangeRequest, site: Site): Intent {
    const { setup, owned, extensions, journal } = this.input;
    checkRequest(request);
    if (request.start === true) return this.ofStart();
    const { host } = owned.settings();
    if (request.undo !== undefined) return undoing(request, journal, extensions);
    const intent = intentOf(request, setup.kernel, extensions, homeOf(host, host.home), site);
    return request.reconfigure === true ? { ...intent, ...owned.readAgain() } : intent;
  }
}
