/** Open this to see how docs/errors.md is made from the catalogue of problems. */
import { catalogue } from '../../src/problem/catalogue.js';
import type { Entry } from '../../src/problem/entry.js';

const AREAS: Readonly<Record<string, string>> = {
  spec: 'Lists of extensions',
  extension: 'Finding and reading extensions',
  attach: 'Attaching',
  manifest: 'What a plugin says of itself',
  plan: 'Who may start',
  graph: 'Graphs of your own',
  wire: 'Wiring',
  lifecycle: 'Starting and stopping',
  context: 'The context of a plugin',
  event: 'Events',
  lookup: 'Looking up',
  config: 'Configuration',
  hook: 'Hooks around the steps of plugins',
  health: 'Whether plugins are well',
  around: 'Code around methods',
  host: 'The host',
  control: 'The control socket',
  change: 'Changing a running host',
  unload: 'What is left of what went',
  dev: 'Editing while it runs',
  state: 'What outlasts a restart',
  command: 'Commands',
  permission: 'Who may do what',
};

const BLAME = { host: 'the owner of the host', plugin: 'the author of the plugin', framework: 'mortise: please report it' } as const;

/** The whole page. Throws when an area has no title, so that a new one gets one. */
export function errorsPage(): string {
  const byArea = new Map<string, [string, Entry<never>][]>();
  for (const [code, entry] of Object.entries(catalogue) as [string, Entry<never>][]) {
    const area = code.slice(0, code.indexOf('.'));
    if (AREAS[area] === undefined) throw new Error(`the area '${area}' has no title in test/docs/errors.ts`);
    byArea.set(area, [...(byArea.get(area) ?? []), [code, entry]]);
  }
  const sections = Object.entries(AREAS).flatMap(([area, title]) => {
    const entries = byArea.get(area);
    return entries === undefined ? [] : [`## ${title}`, '', ...entries.flatMap(([code, entry]) => section(code, entry))];
  });
  return [
    '# Problems',
    '',
    'Every problem that mortise can find, by its code. A problem is data with a sentence that says what happened and to whom, and a hint that says',
    'what to do; thrown, it is a `MortiseError`. This page is made from the catalogue in `src/problem` by `npm run docs:errors`.',
    '',
    ...sections,
  ].join('\n');
}

function section(code: string, { severity, blame, about }: Entry<never>): string[] {
  return [`### ${code}`, '', about, '', `${severity[0]!.toUpperCase()}${severity.slice(1)}, for ${BLAME[blame]}.`, ''];
}
