/** Open this to read what can go wrong with what a host remembers over a restart. */
import { entry } from '../entry.js';
import { quoted } from '../text.js';

export const stateProblems = {
  'state.not-readable': entry<{ file: string; why: string }>(
    'warning',
    'host',
    'The file in which a host remembers what was switched by command cannot be read, or holds something else.',
    (d) => `What was enabled and disabled by command is not known, since ${quoted(d.file)} can't be read: ${d.why}`,
    () =>
      'Plugins are enabled as files and code say. Mend the file or take it away; it is written anew when a plugin is switched by command.',
  ),
  'state.not-written': entry<{ file: string; why: string }>(
    'warning',
    'host',
    'What was switched by command could not be written down, so a restart forgets it.',
    (d) => `What was switched by command could not be written to ${quoted(d.file)}: ${d.why}`,
    () => 'It is done, and lasts until the host stops. Let the user of the host write there, or say it in the configuration.',
  ),
};
