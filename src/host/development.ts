/** Open this to see what `mortise dev` asks of a host: which code it runs, from where, and to catch up with the disk. */
import { chosenOf, graphsOf, listedOf, type CatchUp, type CodeGraph, type ListedCode } from '../kernel/code.js';
import type { Intent } from '../kernel/intent.js';
import type { Report } from '../model/report.js';
import type { HostParts } from './parts.js';

const nobody = (): undefined => undefined;

export class Development {
  constructor(readonly parts: HostParts) {}

  /** What each extension was read from. */
  graphs(): readonly CodeGraph[] {
    return graphsOf(this.parts.extensions, this.parts.setup.kernel);
  }

  /** What the lists and directories of the host and its apps hold by now. What is wrong with them was told at the start. */
  listed(): readonly ListedCode[] {
    const { setup, owned, extensions } = this.parts;
    return listedOf(owned.listings({ ...setup.kernel, report: () => undefined }), extensions);
  }

  /** Where plugins are discovered, absolute. */
  directories(): readonly string[] {
    return this.parts.owned.directories();
  }

  /** What runs is brought in line with the disk, in one change. */
  catchUp({ reload = [], unload = [], load = [] }: CatchUp): Promise<Report> {
    const { owned, intents, applying, operations, mustRun } = this.parts;
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
