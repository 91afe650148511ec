/** Open this to read what can be wrong with what a plugin says of itself. */
import { entry } from '../entry.js';
import { didYouMean, quoted } from '../text.js';

export const manifestProblems = {
  'manifest.missing-id': entry<{ what: string }>(
    'error',
    'plugin',
    'A plugin has no id.',
    (d) => `${d.what} has no id.`,
    () => "Add one: @Plugin({ id: 'presence', version: '1.0.0' }).",
  ),
  'manifest.bad-id': entry<{ id: string; why: string }>(
    'error',
    'plugin',
    'The id of a plugin does not follow the grammar of ids.',
    (d) => `The plugin id ${d.id} ${d.why}.`,
    () => "An id is an npm name ('@acme/cache') or a lowercase letter followed by at most 63 of a-z, 0-9, '_', '.', '-'.",
  ),
  'manifest.bad-version': entry<{ version: string; versions: string }>(
    'error',
    'plugin',
    'The version of a plugin is not one in its dialect.',
    (d) => `The version ${d.version} is not a version (${d.versions} rules).`,
    () => "Write three numbers: '1.2.0'.",
  ),
  'manifest.bad-range': entry<{ id: string; range: string; versions: string }>(
    'error',
    'plugin',
    'A required range of versions cannot be read.',
    (d) => `The range ${quoted(d.range)} for ${quoted(d.id)} is not a range of versions (${d.versions} rules).`,
    () => "Write one like '^1.2', '>=1.0 <2' or '*'.",
  ),
  'manifest.bad-type': entry<{ field: string; expected: string; seen: string }>(
    'error',
    'plugin',
    'A field of the metadata has the wrong type.',
    (d) => `The field ${quoted(d.field)} wants ${d.expected}, but is ${d.seen}.`,
    () => 'Correct the metadata.',
  ),
  'manifest.unknown-field': entry<{ field: string; near: readonly string[] }>(
    'warning',
    'plugin',
    'A field of the metadata means nothing.',
    (d) => `The metadata has a field ${quoted(d.field)} that means nothing.${didYouMean(d.near)}`,
    () => 'Take it out, or correct its name; it is ignored.',
  ),
  'manifest.misused-decorator': entry<{ decorator: string; where: string; why: string }>(
    'error',
    'plugin',
    'A decorator stands where it means nothing.',
    (d) => `${d.decorator} on ${d.where} ${d.why}.`,
    () => 'Move it to where it belongs, or take it out.',
  ),
  'manifest.bad-fact': entry<{ decorator: string; where: string; why: string }>(
    'error',
    'plugin',
    'The argument of a decorator is wrong.',
    (d) => `${d.decorator} on ${d.where}: ${d.why}.`,
    () => 'Correct the argument of the decorator.',
  ),
  'manifest.unknown-kind': entry<{ key: string; where: string }>(
    'error',
    'plugin',
    'A decorator has a kind that no plugin or owner registered, so it would do nothing.',
    (d) => `${d.where} carries a fact of the kind ${quoted(d.key)}, which nobody gives a meaning here.`,
    () => 'Load the plugin that registers the kind, or pass it in createHost({ kinds }).',
  ),
  'manifest.missing-token': entry<{ where: string; why: string }>(
    'error',
    'plugin',
    'Nobody can say what a constructor parameter should get.',
    (d) => `Nothing says what ${d.where} should get: ${d.why}.`,
    () => "List it: inject: [Config, 'acme/cache'] in @Component or @Plugin works under every compiler.",
  ),
  'manifest.scope-with-lifecycle': entry<{ component: string; scope: string }>(
    'error',
    'plugin',
    'A component that is made anew for each user cannot have lifecycle methods or handlers.',
    (d) => `The component ${quoted(d.component)} is provided with scope ${quoted(d.scope)} and has lifecycle methods or handlers.`,
    () => 'Take scope out (a component with a lifecycle is made once), or move the lifecycle into another component.',
  ),
  'manifest.duplicate-component': entry<{ component: string }>(
    'error',
    'plugin',
    'Two components of a plugin have one name.',
    (d) => `Two components are named ${quoted(d.component)}.`,
    () => 'Give one of them a name of its own: @Component(name).',
  ),
  'manifest.unknown-event': entry<{ event: string; where: string; near: readonly string[] }>(
    'warning',
    'plugin',
    'A handler waits for an event that has no namespace and that nobody declares.',
    (d) =>
      `${d.where} handles ${quoted(d.event)}, which has no namespace and is not an event that this host declares.${didYouMean(d.near)}`,
    () => 'Correct the name, or declare the event in createHost({ events }).',
  ),
  'manifest.bad-namespace': entry<{ namespace: string; where: string; why: string }>(
    'error',
    'plugin',
    'A namespace in the metadata or a decorator is not one.',
    (d) => `${d.namespace} in ${d.where} is not a namespace: ${d.why}.`,
    () => "Use 1 to 16 segments of letters, digits, '_', '.', '-', each at most 64 long, joined by '/'.",
  ),
};
