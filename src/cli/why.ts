/** Open this to see `mortise why`: why something is as it is. */
import { printExplanation } from '../explain/print.js';
import type { Explanation } from '../model/explanation.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig } from './config.js';
import { answerTo, tellFailure } from './source.js';

export async function why({ arguments: words, flags, out }: CommandInput): Promise<ExitCode> {
  if (words.length === 0) {
    out.talk('mortise: why wants to know what about.\n  mortise why <plugin, namespace, event, plugin/Component.method or plugin.field>');
    return EXIT.usage;
  }
  if (words[0] === 'order' && words.length === 2) {
    out.talk(`mortise: an order is one of two plugins.\n  mortise why order ${words[1]!} <another plugin>`);
    return EXIT.usage;
  }
  const config = findConfig(flags['config'] as string | undefined, 'why <thing> --config', out);
  if (config === undefined) return EXIT.usage;
  try {
    const { result, isRunning } = await answerTo(config, 'why', words, out);
    const explanation = isRunning ? (result as Explanation) : forCommand(result as Explanation);
    out.data(flags['json'] === true ? JSON.stringify(explanation, null, 2) : printExplanation(explanation));
    return explanation.state === 'unknown' ? EXIT.failed : EXIT.done;
  } catch (error) {
    tellFailure(error, flags['json'] === true, out);
    return EXIT.failed;
  }
}

/** Who asks a command has no host in code that could be started. */
function forCommand(explanation: Explanation): Explanation {
  return { ...explanation, fixes: explanation.fixes.map((fix) => fix.replace('Call host.start();', 'Start it with mortise run;')) };
}
