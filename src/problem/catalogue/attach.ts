/** Open this to read what can go wrong while extensions are found, read and attached. */
import { entry } from '../entry.js';
import { didYouMean, quoted, quotedList, seconds } from '../text.js';

/** What Node says of an `@` among other things. */
const UNREADABLE = /Invalid or unexpected token/;
const DECORATORS = ' Decorators have to be compiled: for tsc with a "target" in tsconfig.json, as "es2022".';
/** What Node says of a name that only CommonJS has, and V8 where the code is loaded to be let go: there the names stand for nothing. */
const COMMONJS =
  /(?:__(dirname|filename)|\w+) is not defined in ES module scope|require is not a function|of undefined \(setting 'exports'\)/;
/** What Node says of ESM where it expects none; of `export` it says no more than that it is unexpected. */
const MODULE = /^SyntaxError: Cannot use (?:import statement|'import\.meta') outside a module/;
const EXPORT = /^SyntaxError: Unexpected token 'export'/;
const NOT_EXPORTED = /The requested module '[^']*' does not provide an export named '(\w+)'/;
/** What `mortise/decorators` exports and `mortise` does not. */
export const OF_DECORATORS: ReadonlySet<string> = new Set([
  'Plugin',
  'Component',
  'Around',
  'Command',
  'OnEvent',
  'Provide',
  'Use',
  'Config',
  'Field',
]);
const NOT_PERMITTED = /^(?:Error: )?(?:EACCES|EPERM)\b/;

export const attachProblems = {
  'spec.shape': entry<{ spec: string; seen: string }>(
    'error',
    'host',
    'An entry of a list of extensions is none of the things that can be loaded.',
    (d) => `${d.spec === d.seen ? 'An extension entry' : `The extension entry ${d.spec}`} is ${d.seen}, which can't be loaded.`,
    () => "Write { module: 'package' }, { file: './path' }, { extension: value }, a decorated class, or an object with name and attach.",
  ),
  'spec.no-host': entry<{ file: string; seen: string; is?: 'begun' | 'other' }>(
    'error',
    'host',
    'A module that is to be run makes no host, or one that was started already, or one of another copy of mortise.',
    (d) => `${d.file} is to make a host, and its default export is ${d.seen}.`,
    (d) =>
      d.is === 'begun'
        ? 'Export the host as createHost makes it, without a call of start: mortise starts it itself.'
        : d.is === 'other'
          ? 'Use the command of that copy: npx mortise, in the folder of the module.'
          : 'Write `export default createHost({ … });`, or export a function that returns the host.',
  ),
  'spec.host-threw': entry<{ file: string; why: string; by: 'import' | 'function' }>(
    'error',
    'host',
    'A module that is to make a host threw, while it was imported or by the function that it exports.',
    (d) =>
      `${d.file} is to make a host, and ${d.by === 'import' ? 'threw while it was imported' : 'the function that it exports threw'}: ${d.why}`,
    (d) => (d.by === 'function' ? 'Mend that function.' : (mendImport(d.why, 'it') ?? 'Mend the line that threw.')),
  ),
  'spec.gone': entry<{ spec: string }>(
    'error',
    'host',
    'What was given in code is to be loaded again, and nobody has it any more.',
    (d) => `${d.spec} was given in code, and nobody holds it any more, so it can't be loaded again.`,
    () => 'Load it once more by host.load, or list it as a file or module, which can be read again.',
  ),
  'spec.module-or-file': entry<{ spec: string; named: readonly string[] }>(
    'error',
    'host',
    'A spec names a module, a file or an extension, and exactly one of them.',
    (d) => `The extension entry ${d.spec} has ${d.named.length > 0 ? d.named.join(' and ') : 'neither module nor file'}.`,
    (d) =>
      d.named.length > 0
        ? 'Keep the one that is meant: module is resolved by Node, file relative to home.'
        : "Add module: 'package' or file: './path'.",
  ),
  'spec.bad-field': entry<{ spec: string; expected: string; seen: string }>(
    'error',
    'host',
    'A field of a spec has the wrong type.',
    (d) => `The extension entry ${d.spec} wants ${d.expected}, but has ${d.seen}.`,
    () => 'Correct the field.',
  ),
  'spec.unknown-field': entry<{ spec: string; field: string; near: readonly string[] }>(
    'error',
    'host',
    'A field of a spec means nothing, perhaps by a typing error. The entry is not loaded, since it may not mean what it says.',
    (d) => `The extension entry ${d.spec} has a field ${quoted(d.field)} that means nothing.${didYouMean(d.near)}`,
    () => 'Correct its name, or take it out; a spec has module or file, options, required, enabled and dialect.',
  ),
  'spec.unknown-dialect': entry<{ spec: string; dialect: string; known: readonly string[] }>(
    'error',
    'host',
    'A spec names a dialect that this host does not have.',
    (d) => `The extension entry ${d.spec} asks for the dialect ${quoted(d.dialect)}, which this host does not have.`,
    (d) => `Known here: ${quotedList(d.known)}. Pass the dialect in createHost({ dialects }).`,
  ),
  'extension.not-found': entry<{ spec: string; from: string; why: string; fix?: string }>(
    'error',
    'host',
    'The module or file of a spec does not exist.',
    (d) => `The extension ${quoted(d.spec)} was not found from ${d.from}: ${d.why}`,
    (d) => d.fix ?? 'Install the package, or correct the path; a file is relative to the home of the container that lists it.',
  ),
  'extension.outside-root': entry<{ spec: string; roots: readonly string[] }>(
    'error',
    'host',
    'A file spec leads out of the folders from which this host may load code.',
    (d) => `The extension file ${quoted(d.spec)} leads outside the folders that this host may load from.`,
    (d) => `Move it under ${quotedList(d.roots)}, or add its folder to createHost({ roots }).`,
  ),
  'extension.import-failed': entry<{ spec: string; why: string }>(
    'error',
    'plugin',
    'The code of an extension threw while it was imported.',
    (d) => `The extension ${quoted(d.spec)} threw while it was imported: ${d.why}`,
    (d) => mendImport(d.why, 'the extension', d.spec) ?? 'Mend the line that threw; code at the top of a module should only declare.',
  ),
  'extension.import-slow': entry<{ spec: string; ms: number; limit: number }>(
    'warning',
    'plugin',
    'The code of an extension has been loading for a while.',
    (d) => `The extension ${quoted(d.spec)} has not been imported after ${seconds(d.ms)}; it fails at ${seconds(d.limit)}.`,
    () => 'Leave waiting to start(): a module should only declare, and await nothing at its top.',
  ),
  'extension.import-timeout': entry<{ spec: string; ms: number }>(
    'error',
    'plugin',
    'The code of an extension did not finish loading in time.',
    (d) => `The extension ${quoted(d.spec)} was not imported within ${seconds(d.ms)}.`,
    () => 'Leave waiting to start(): a module should only declare, and await nothing at its top.',
  ),
  'extension.no-compiler': entry<{ file: string; why: string }>(
    'error',
    'host',
    'Code is TypeScript, or is loaded again, and the packages that compile it are not installed. Node keeps whatever it imports, so without them what has changed can only be loaded as long as it is one file; a plugin is never made of two edits.',
    (d) => `The code of '${d.file}' can't be loaded without a compiler: ${d.why}.`,
    (d) =>
      `Run \`npm install oxc-transform@^0.151.0 @oxc-project/runtime@^0.151.0 @jridgewell/remapping@^2.3.5\`, or ${d.why.startsWith("this Node can't run it") ? 'list the JavaScript that tsc makes of it' : 'start the process again'}.`,
  ),
  'extension.edited': entry<{ file: string; changed: string; tried: number }>(
    'error',
    'plugin',
    'The files of a plugin changed while they were read, again and again; or the plugin came to import a further file after others had changed. Code of two edits is never mixed.',
    (d) =>
      d.tried > 0
        ? `The code of '${d.file}' was not loaded: its files were saved during each of ${d.tried} attempts to read them, the last one '${d.changed}'.`
        : `The file '${d.file}' was not imported: the plugin was read without it, and '${d.changed}' has changed since.`,
    (d) =>
      d.tried > 0
        ? 'Load it when nothing writes there any more.'
        : 'Reload the plugin; an import with a literal name is read with the rest.',
  ),
  'extension.not-recognised': entry<{ spec: string; seen: string; dialects: readonly string[]; is?: string; fix?: string }>(
    'error',
    'plugin',
    'What is listed, or what its module exports, is no plugin in any dialect of this host.',
    (d) =>
      d.is === undefined
        ? `The extension ${quoted(d.spec)} exports ${d.seen}, and nothing of it is a plugin for this host.`
        : `The extension ${quoted(d.spec)} ${d.is}, so it is no plugin.`,
    (d) =>
      d.fix ??
      `Export a class with @Plugin, an object with name and attach, or a definition with id; the dialects here are ${quotedList(d.dialects)}.`,
  ),
  'extension.other-copy': entry<{ what: string; version: string; from: string; own: string; ownFrom: string }>(
    'error',
    'host',
    'A plugin was made with another copy of mortise than the one that runs the host, so neither knows what the other one means.',
    (d) => `${d.what} comes from mortise ${d.version} in ${d.from}, but this host is mortise ${d.own} in ${d.ownFrom}.`,
    () => 'Let both use one copy: a plugin lists mortise under peerDependencies. `npm ls mortise` shows who brings another one.',
  ),
  'extension.factory-threw': entry<{ spec: string; why: string; isRead?: boolean }>(
    'error',
    'plugin',
    'An extension given as a function threw instead of returning the extension, or a getter of what is given did.',
    (d) =>
      d.isRead === true
        ? `The extension ${quoted(d.spec)} threw when it was looked at: ${d.why}`
        : `The function of the extension ${quoted(d.spec)} threw: ${d.why}`,
    (d) =>
      d.isRead === true
        ? 'Write plain fields, or a function that returns { name, attach }: what is exported is read before anything of it runs.'
        : 'Return { name, attach } from it and leave work to attach or start.',
  ),
  'extension.bad-field': entry<{ spec: string; expected: string; seen: string }>(
    'error',
    'plugin',
    'A field of an extension object has the wrong type.',
    (d) => `The extension ${quoted(d.spec)} wants ${d.expected}, but has ${d.seen}.`,
    () => 'Correct the field of the exported extension.',
  ),
  'extension.bad-version': entry<{ extension: string; seen: string }>(
    'warning',
    'plugin',
    'The version of an extension is missing or is not a version; its values get 0.0.0.',
    (d) => `The extension ${quoted(d.extension)} has the version ${d.seen}, which is not one; it counts as 0.0.0.`,
    () => "Give it a version like '1.0.0'.",
  ),
  'extension.directory-unreadable': entry<{ directory: string; why: string }>(
    'error',
    'host',
    'A directory in which plugins should be discovered cannot be read.',
    (d) => `The plugin directory ${quoted(d.directory)} can't be read: ${d.why}`,
    () => 'Create it, or take it out of directories.',
  ),
  'attach.threw': entry<{ extension: string; why: string }>(
    'error',
    'plugin',
    'The attach of an extension threw.',
    (d) => `The attach of ${quoted(d.extension)} threw: ${d.why}`,
    () => 'Mend the attach at the line that threw. Nothing of it was loaded.',
  ),
  'attach.rejected': entry<{ extension: string; why: string }>(
    'error',
    'plugin',
    'The promise that an attach returned was rejected.',
    (d) => `The attach of ${quoted(d.extension)} was rejected: ${d.why}`,
    () => 'Mend the attach at the line that threw. Nothing of it was loaded.',
  ),
  'attach.called-back-error': entry<{ extension: string; why: string }>(
    'error',
    'plugin',
    'An attach called back with an error.',
    (d) => `The attach of ${quoted(d.extension)} called back with an error: ${d.why}`,
    () => 'Nothing of it was loaded. The extension says why.',
  ),
  'attach.slow': entry<{ extension: string; ms: number; limit: number }>(
    'warning',
    'plugin',
    'An attach has not called back for a while.',
    (d) => `The attach of ${quoted(d.extension)} has not called back after ${seconds(d.ms)}; it fails at ${seconds(d.limit)}.`,
    () => 'Call the callback, or return a promise; leave slow work to start.',
  ),
  'attach.never-called': entry<{ extension: string; ms: number }>(
    'error',
    'plugin',
    'An attach neither called back nor settled its promise in time.',
    (d) => `The attach of ${quoted(d.extension)} did not call back within ${seconds(d.ms)}.`,
    () => 'Call the callback on every path, or return a promise. A callback that comes later is ignored.',
  ),
  'attach.called-twice': entry<{ extension: string; how: string }>(
    'warning',
    'plugin',
    'An attach reported its end more than once; the first report counts.',
    (d) => `The attach of ${quoted(d.extension)} ended more than once (${d.how}); the first end counts.`,
    () => 'Call the callback once, and do not also return a promise that rejects.',
  ),
  'attach.threw-after-callback': entry<{ extension: string; why: string }>(
    'warning',
    'plugin',
    'An attach threw or rejected after it had called back; it stays attached.',
    (d) => `The attach of ${quoted(d.extension)} failed after it had called back: ${d.why}`,
    () => 'It stays attached. Call the callback as the last thing.',
  ),
  'attach.late-registration': entry<{ extension: string; what: string }>(
    'warning',
    'plugin',
    'Something was registered after the attach had ended; it is ignored.',
    (d) => `The extension ${quoted(d.extension)} registered ${d.what} after its attach had ended; it is ignored.`,
    () => 'Register everything before the callback, or wait for it in the promise that attach returns.',
  ),
  'attach.duplicate-namespace': entry<{ extension: string; namespace: string }>(
    'error',
    'plugin',
    'An attach registered two plugins under one namespace.',
    (d) => `The attach of ${quoted(d.extension)} registered the namespace ${quoted(d.namespace)} twice.`,
    () => 'Give the second one a name of its own. The first stays.',
  ),
  'attach.bad-namespace': entry<{ extension: string; namespace: string; why: string }>(
    'error',
    'plugin',
    'A namespace that an attach registered is not one.',
    (d) => `The attach of ${quoted(d.extension)} registered ${d.namespace}, which is not a namespace: ${d.why}.`,
    () => "Use 1 to 16 segments of letters, digits, '_', '.', '-', each at most 64 long: 'billing/tax' or ['billing', 'tax'].",
  ),
  'attach.bad-plugin': entry<{ extension: string; namespace: string | undefined; seen: string }>(
    'error',
    'plugin',
    'What an attach registered is neither an object nor a function.',
    (d) =>
      `The attach of ${quoted(d.extension)} registered ${d.seen} ${d.namespace === undefined ? 'as a plugin' : `under ${quoted(d.namespace)}`}.`,
    () => 'Write registerPlugin(namespace, plugin); a plugin is a decorated class, a definition, or any object or function.',
  ),
  'attach.bad-kind': entry<{ extension: string; why: string }>(
    'error',
    'plugin',
    'What an attach registered as a kind is not one.',
    (d) => `The attach of ${quoted(d.extension)} registered a kind that ${d.why}.`,
    () => "A kind is { key, bind(instance, fact, context) }; the keys that begin with 'mortise.' are taken.",
  ),
};

/** What is to be done about code that can't be imported, where it is known; `spec` is what leads to it. */
function mendImport(why: string, what: string, spec = ''): string | undefined {
  if (/before initialization/.test(why))
    return 'Modules that import each other in a circle are not ready when the first of them runs: move what both need into a third one, or ask for a namespace instead of the class.';
  if (why.startsWith('SyntaxError'))
    return (
      asCommonJs(spec, why) ?? elsewhere(why) ?? `Mend that line; nothing of ${what} has run.${UNREADABLE.test(why) ? DECORATORS : ''}`
    );
  if (/^Cannot find (module|package)/.test(why)) return 'Correct that import, add the file, or install the package.';
  return NOT_PERMITTED.test(why) ? 'Let the user that runs the host read the file, or take it out.' : inModule(why);
}

function asCommonJs(spec: string, why: string): string | undefined {
  return MODULE.test(why) || (EXPORT.test(why) && /\.c[jt]s$/.test(spec))
    ? 'This file is CommonJS, by its name or its package.json: name it .mjs, or write require and module.exports.'
    : undefined;
}

function elsewhere(why: string): string | undefined {
  const name = NOT_EXPORTED.exec(why)?.[1];
  return name !== undefined && OF_DECORATORS.has(name) ? `Import ${name} from 'mortise/decorators'.` : undefined;
}

function inModule(why: string): string | undefined {
  const [found, name] = COMMONJS.exec(why) ?? [];
  if (found === undefined) return undefined;
  return name === undefined
    ? 'This file is an ES module, by its name or its package.json: name it .cjs, or write import and export.'
    : `This file is an ES module, which has import.meta.${name} instead.`;
}
