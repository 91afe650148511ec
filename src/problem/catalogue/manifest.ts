/** Open this to read what can be wrong with what a plugin says of itself. */
import { entry } from '../entry.js';
import { didYouMean, quoted, quotedList, shown } from '../text.js';

/** What exactly is wrong, where the rules can tell. */
function because(why: string | undefined): string {
  return why === undefined ? '' : `: ${why}`;
}

export const manifestProblems = {
  'manifest.missing-id': entry<{ what: string; component?: string }>(
    'error',
    'plugin',
    'A plugin has no id. A component that is listed as if it were a plugin has none either.',
    (d) => (d.component === undefined ? `${d.what} has no id.` : `${d.what} is a component and no plugin, so it has no id.`),
    (d) =>
      d.component === undefined
        ? "Add one: @Plugin({ id: 'presence', version: '1.0.0' })."
        : `List it in a plugin: @Plugin({ id: 'presence', version: '1.0.0', components: [${shown(d.component)}] }); or make it one, with @Plugin instead of @Component.`,
  ),
  'manifest.bad-id': entry<{ id: string; why: string; isReserved: boolean; isNeed: boolean }>(
    'error',
    'plugin',
    'The id of a plugin does not follow the grammar of ids.',
    (d) => `The plugin id ${d.id} ${d.why}.`,
    (d) =>
      d.isReserved
        ? d.isNeed
          ? 'No plugin can have that id: name the one that is meant by its own, or take it out.'
          : 'Give the plugin another id.'
        : "An id is an npm name ('@acme/cache') or a lowercase letter or '_' followed by at most 63 of a-z, 0-9, '_', '.', '-'.",
  ),
  'manifest.unknown-versions': entry<{ seen: string; known: readonly string[]; near: readonly string[] }>(
    'error',
    'plugin',
    'A plugin names rules for versions and ranges that nobody knows.',
    (d) => `The field 'versions' names the rules by which versions are read, but is ${d.seen}.${didYouMean(d.near)}`,
    (d) => `Choose one of ${quotedList(d.known)}, or leave the field out: then npm's rules count.`,
  ),
  'manifest.bad-version': entry<{ version: string; versions: string; why: string | undefined }>(
    'error',
    'plugin',
    'The version of a plugin is not one in its dialect.',
    (d) => `The version ${d.version} is not a version (${d.versions} rules)${because(d.why)}.`,
    () => "Write three numbers: '1.2.0'.",
  ),
  'manifest.bad-range': entry<{ id: string; range: string; versions: string; why: string | undefined }>(
    'error',
    'plugin',
    'A required range of versions cannot be read.',
    (d) => `The range ${quoted(d.range)} for ${quoted(d.id)} is not a range of versions (${d.versions} rules)${because(d.why)}.`,
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
  'manifest.bare-decorator': entry<{ decorator: string; where: string; call: string }>(
    'error',
    'plugin',
    'A decorator is written without its call, `@OnEvent` instead of `@OnEvent(name)`, so nothing says what is meant.',
    (d) => `${d.decorator} on ${d.where} is written without its call.`,
    (d) => `Write ${d.call}.`,
  ),
  'manifest.bad-fact': entry<{ decorator: string; where: string; why: string }>(
    'error',
    'plugin',
    'What a decorator is given, or the member that it stands on, is wrong.',
    (d) => `${d.decorator} on ${d.where}: ${d.why}.`,
    () => 'Correct what the decorator is given, or what it stands on.',
  ),
  'manifest.exclusive-decorators': entry<{ first: string; second: string; where: string; why: string }>(
    'error',
    'plugin',
    'Two decorators stand together, on a class, a member or a parameter, where only one of them can be meant: `@Plugin` and `@Component`, `@Use` and `@OnEvent`, the same one twice.',
    (d) =>
      d.first === d.second
        ? `${d.first} stands twice on ${d.where}: ${d.why}.`
        : `${d.first} and ${d.second} stand together on ${d.where}: ${d.why}.`,
    (d) => (d.first === d.second ? 'Take one of the two out.' : `Take ${d.first} or ${d.second} out, or give each a place of its own.`),
  ),
  'manifest.unknown-kind': entry<{ key: string; where: string; by?: string }>(
    'error',
    'plugin',
    'A decorator has a kind that no plugin or owner registered, so it would do nothing.',
    (d) => `${d.where} carries a fact of the kind ${quoted(d.key)}, which nobody gives a meaning here.`,
    (d) =>
      d.by === undefined
        ? 'Load the plugin that registers the kind, or pass it in createHost({ kinds }).'
        : `List ${d.by} in createHost({ extensions }): it registers the kind.`,
  ),
  'manifest.missing-token': entry<{ where: string; why: string }>(
    'error',
    'plugin',
    'Nobody can say what a parameter of a constructor, or of the setup of a definition, should get.',
    (d) => `Nothing says what ${d.where} should get: ${d.why}.`,
    (d) =>
      d.why.includes('in a circle')
        ? "Import the class as a value, from a module that does not import this one; or list a namespace, which needs no import: inject: ['acme/cache']."
        : `List it: inject: [Config, 'acme/cache'] ${
            d.where.includes(' of setup of ')
              ? 'beside setup, one entry for each parameter.'
              : `in @Component or @Plugin works under every compiler.${
                  d.why.includes('emits no types')
                    ? ' TypeScript emits types with experimentalDecorators and emitDecoratorMetadata, where a decorator stands on the class.'
                    : ''
                }`
          }`,
  ),
  'manifest.erased-type': entry<{ where: string; emitted: 'Object' | 'Function' }>(
    'error',
    'plugin',
    'A constructor parameter is to be injected by its type, and nothing of the type is left at run time: compilers emit `Function` or `Object` for a class imported with `import type`, and for interfaces.',
    (d) =>
      `Nothing is left of the type of ${d.where}: the compiler emitted ${d.emitted}, as for ${
        d.emitted === 'Function' ? 'a class imported with `import type`' : 'an interface, or a class imported with `import type`'
      }.`,
    () =>
      "Import the class as a value, without `type`: import { Cache } from './cache.js'. An interface has no value: list what is meant, inject: ['acme/cache'], in @Component or @Plugin.",
  ),
  'manifest.scope-with-lifecycle': entry<{ component: string; scope: string; has: string }>(
    'error',
    'plugin',
    'A component that is made anew for each user cannot have lifecycle methods or handlers.',
    (d) =>
      `@Provide on class ${shown(d.component)} has the scope ${quoted(d.scope)}, made anew for each who asks, but the class has ${d.has}.`,
    () => 'Take scope out (a component with a lifecycle is made once), or move these into another component.',
  ),
  'manifest.misplaced-method': entry<{ component: string; beside: 'setup' | 'instance'; names: readonly string[] }>(
    'error',
    'plugin',
    'A definition has lifecycle methods beside `setup` or `instance`, where nobody would call them.',
    (d) =>
      `${quotedList(d.names)} of ${quoted(d.component)} ${d.names.length === 1 ? 'stands' : 'stand'} beside ${d.beside} and ${d.names.length === 1 ? 'counts' : 'count'} for nothing: the component is ${d.beside === 'setup' ? 'what setup returns' : 'that instance'}.`,
    (d) => {
      const them = d.names.length === 1 ? 'it' : 'them';
      if (d.beside === 'instance') return `Move ${them} into the instance, or take instance out.`;
      return d.names[0] === 'instance'
        ? 'Return it from setup, or take setup out.'
        : `Return ${them} from setup: setup: () => ({ ${shown(d.names[0]!)}() { … } }).`;
    },
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
