/** Open this to see what `mortise dev` asks of a host: which code it runs, from where, and to catch up with the disk. */
import { chosenOf, graphsOf, listedOf, type CatchUp, type CodeGraph, type ListedCode } from '../kernel/code.js';
import type { KernelSetup } from '../kernel/create-kernel.js';
import type { Extensions } from '../kernel/extensions.js';
import type { Intent } from '../kernel/intent.js';
import type { Report } from '../model/report.js';
import type { Applying } from './applying.js';
import type { Intents } from './intents.js';
import type { Operations } from './operations.js';
import type { Owned } from './owned.js';

export interface DevelopmentInput {
  readonly setup: KernelSetup;
  readonly owned: Owned;
  readonly extensions: Extensions;
  readonly intents: Intents;
  readonly applying: Applying;
  readonly operations: Operations;
  /** Throws `host.not-running`. */
  readonly mustRun: (action: string) => void;
}

const nobody = (): undefined => undefined;

export class Development {
  constructor(readonly input: DevelopmentInput) {}

  /** What each extension was read from. */
  graphs(): readonly CodeGraph[] {
    return graphsOf(this.input.extensions, this.input.setup.kernel);
  }

  /** What the lists and directories of the host and its apps hold by now. What is wrong with them was told at the start. */
  listed(): readonly ListedCode[] {
    const { setup, owned, extensions } = this.input;
    return listedOf(owned.listings({ ...setup.kernel, report: () => undefined }), extensions);
  }

  /** Where plugins are discovered, absolute. */
  directories(): readonly string[] {
    return this.input.owned.directories();
  }

  /** What runs is brought in line with the disk, in one change. */
  catchUp({ reload = [], unload = [], load = [] }: CatchUp): Promise<Report> {
    const { owned, intents, applying, operations, mustRun } = this.input;
    return operations.record(nobody, async () => {
      mustRun('reload');
      const intent = intents.of({ reload, unload, by: 'watch' }, nobody);
      const listings = load.length === 0 ? [] : chosenOf(owned.listings(), load);
      const specs = listings.flatMap((listing) => listing.specs.map(({ source }) => source.spec));
      const change = specs.length === 0 ? intent.change : { ...intent.change, load: specs };
      const whole: Intent = { ...intent, change, load: [...(intent.load ?? []), ...listings] };
      await applying.bring(whole);
      return whole;
    });
  }
}
