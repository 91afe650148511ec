/** Open this to read what can go wrong before plugins are edited while they run. */
import { entry } from '../entry.js';

export const devProblems = {
  'dev.no-watcher': entry<{ why: string }>(
    'error',
    'host',
    'What watches the files for `mortise dev` is not installed, or does not load. It is an optional peer of mortise, since a service that runs does not need it.',
    (d) => `Files can't be watched: ${d.why}`,
    () => 'Install it beside mortise: npm install --save-dev chokidar@5.',
  ),
};
