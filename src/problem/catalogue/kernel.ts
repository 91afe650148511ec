/** Open this to read what can go wrong while plugins are wired, started, stopped and looked up. */
import { entry } from '../entry.js';
import { didYouMean, quoted, quotedList, seconds } from '../text.js';

export const kernelProblems = {
  'wire.unresolved': entry<{ what: string; where: string; why: string; fix?: string }>(
    'error',
    'plugin',
    'Neither the plugin nor any container has what a constructor or field asks for.',
    (d) => `${d.where} asks for ${d.what}, which nobody provides: ${d.why}`,
    (d) => d.fix ?? 'Bind it (context.container, a module of the plugin, or host.container), or use a namespace that a plugin provides.',
  ),
  'wire.container-too-early': entry<Record<string, never>>(
    'error',
    'host',
    'A container was asked for while an import() of inversify was on its way. Until it has ended, Node can give inversify to nobody else.',
    () => 'A container was asked for while inversify is being loaded by an import() that has not ended.',
    () => 'Await that import() first, import what it brings statically, or ask for the container after host.start().',
  ),
  'wire.absent': entry<{ namespace: string; where: string }>(
    'note',
    'plugin',
    'A plugin declares that it publishes a namespace and runs, but its code has not published it yet. Whoever uses it waits.',
    (d) => `${d.where} asks for ${quoted(d.namespace)}, which was declared and has not been published yet.`,
    () => 'Call context.provide in start, so that it is there when users start; they start by themselves as soon as it is.',
  ),
  'wire.component-cycle': entry<{ path: readonly string[]; asks: readonly string[] }>(
    'error',
    'plugin',
    'Components of a plugin need each other in a circle.',
    (d) => `These components need each other in a circle: ${d.path.join(' -> ')}.`,
    () => 'Move what both need into a third component, or let one look the other up later.',
  ),
  'wire.construct-failed': entry<{ what: string; why: string }>(
    'error',
    'plugin',
    'A component could not be made: its constructor, its setup or its @postConstruct method threw.',
    (d) => `${d.what} failed: ${d.why}`,
    () => 'Mend the line that threw, or leave work that may fail to start(). Nothing of the plugin was started.',
  ),
  'wire.module-failed': entry<{ why: string }>(
    'error',
    'plugin',
    'An inversify module of a plugin could not be loaded.',
    (d) => `An inversify module of the plugin could not be loaded: ${d.why}`,
    () => 'Correct the module; asynchronous ones are not possible here.',
  ),
  'wire.bind-failed': entry<{ kind: string; where: string; why: string }>(
    'error',
    'plugin',
    'A kind could not bind one of its facts.',
    (d) => `${d.kind} on ${d.where} could not be bound: ${d.why}`,
    (d) => `Mend bind of ${d.kind} at the line that threw.`,
  ),
  'lifecycle.failed': entry<{ component: string; method: string; why: string }>(
    'error',
    'plugin',
    'A lifecycle method threw, rejected, or called back with an error.',
    (d) => `${d.method} of ${quoted(d.component)} failed: ${d.why}`,
    (d) => `Mend ${d.method} of ${quoted(d.component)} at the line that threw. What the plugin had started was stopped again, in reverse.`,
  ),
  'lifecycle.slow': entry<{ component: string; method: string; ms: number; limit: number }>(
    'warning',
    'plugin',
    'A lifecycle method has been running for a while.',
    (d) => `${d.method} of ${quoted(d.component)} has not finished after ${seconds(d.ms)}; it fails at ${seconds(d.limit)}.`,
    () => 'Call the callback, or settle the promise; leave long work to the time after start.',
  ),
  'lifecycle.timeout': entry<{ component: string; method: string; ms: number; awaits: readonly string[] }>(
    'error',
    'plugin',
    'A lifecycle method did not finish in time.',
    (d) =>
      `${d.method} of ${quoted(d.component)} did not finish within ${seconds(d.ms)}${d.awaits.length === 0 ? '' : `, while it listened to ${quotedList(d.awaits)}, which nobody publishes`}.`,
    (d) =>
      d.awaits.length === 0
        ? 'Call the callback or settle the promise on every path, or raise timeouts. A success that comes later is undone.'
        : `Let others start while it waits: use the name, @Use(${quoted(d.awaits[0]!)}), which starts the plugin after it; or listen without awaiting it in ${d.method}.`,
  ),
  'lifecycle.restless': entry<{ plugins: readonly string[]; rounds: number }>(
    'error',
    'plugin',
    'Plugins start and stop each other for ever, since starting one takes away what another one needs.',
    (d) => `${quotedList(d.plugins)} started again and again, ${d.rounds} times, because starting changes what is needed.`,
    () => 'Publish a name once, in start, and leave it until stop; do not withdraw in start what a plugin that starts needs.',
  ),
  'lifecycle.late': entry<{ component: string; method: string }>(
    'note',
    'plugin',
    'A lifecycle method succeeded after it had been given up; what it did was undone.',
    (d) => `${d.method} of ${quoted(d.component)} succeeded after its time was up; it was stopped again.`,
    () => 'Make it faster, or raise timeouts.',
  ),
  'lifecycle.ended-twice': entry<{ component: string; method: string; how: string }>(
    'warning',
    'plugin',
    'A lifecycle method called back twice, or failed after it had succeeded. The first end counts.',
    (d) => `${d.method} of ${quoted(d.component)} had ended already when it ${d.how}.`,
    () => 'Call the callback once on every path, and return right after it.',
  ),
  'lifecycle.timer-failed': entry<{ owner: string; timer: 'A timer' | 'An interval'; ms: number; why: string }>(
    'warning',
    'plugin',
    'What a timer of a plugin called threw, or its promise was rejected. Nobody else noticed; an interval goes on.',
    (d) => `${d.timer} of ${quoted(d.owner)} (${seconds(d.ms)}) failed: ${d.why}`,
    (d) => `Mend the line that threw.${d.timer === 'An interval' ? ' The interval goes on.' : ''}`,
  ),
  'lifecycle.run-failed': entry<{ component: string; why: string }>(
    'error',
    'plugin',
    'What a plugin does in the background has ended with an error. The plugin runs on without it.',
    (d) => `run of ${quoted(d.component)} failed: ${d.why}`,
    () => 'Mend the line that threw and reload the plugin; catch in run what it can go on after.',
  ),
  'lifecycle.undo-failed': entry<{ effect: string; why: string }>(
    'warning',
    'plugin',
    'Taking back an effect of a plugin failed; the others were taken back all the same.',
    (d) => `Taking back ${d.effect} failed: ${d.why}`,
    () => 'Mend the line that threw. The rest was taken back all the same.',
  ),
  'lifecycle.undo-timeout': entry<{ effect: string; ms: number }>(
    'warning',
    'plugin',
    'Taking back an effect of a plugin took too long; mortise went on without waiting.',
    (d) => `Taking back ${d.effect} did not finish within ${seconds(d.ms)}; mortise went on.`,
    () => 'Settle the promise or call the callback of stop on every path.',
  ),
  'lookup.absent': entry<{ namespace: string; near: readonly string[]; why: string; fix: string }>(
    'error',
    'host',
    'No plugin that the asker can see publishes the namespace now.',
    (d) => `Nothing is published under ${quoted(d.namespace)}${d.why === '' ? '' : `: ${d.why}`}.${didYouMean(d.near)}`,
    (d) => `${d.fix === '' ? '' : `${d.fix} `}Use find() or lookup$() where absence is normal.`,
  ),
  'lookup.bad-namespace': entry<{ namespace: string; why: string }>(
    'error',
    'host',
    'What was looked up is not a namespace.',
    (d) => `${d.namespace} is not a namespace: ${d.why}.`,
    () => "Use segments of letters, digits, '_', '.', '-' joined by '/'; in lookupAll also '*', and '**' as the last.",
  ),
  'lookup.subscriber-failed': entry<{ namespace: string; why: string }>(
    'warning',
    'plugin',
    'A subscriber of lookup$ threw. The others were told all the same.',
    (d) => `A subscriber of lookup$(${quoted(d.namespace)}) failed: ${d.why}`,
    () => 'Mend the subscriber at the line that threw. The others were told all the same.',
  ),
  'host.bad-options': entry<{ field: string; expected: string; seen: string }>(
    'error',
    'host',
    'An option of createHost or createApp is wrong.',
    (d) => `The option ${quoted(d.field)} wants ${d.expected}, but is ${d.seen}.`,
    () => 'Correct the option.',
  ),
  'host.unknown-option': entry<{ field: string; near: readonly string[] }>(
    'error',
    'host',
    'An option of createHost or createApp means nothing, perhaps by a typing error.',
    (d) => `The option ${quoted(d.field)} means nothing.${didYouMean(d.near)}`,
    () => 'Correct its name, or take it out.',
  ),
  'host.started-twice': entry<{ host: string; state: string }>(
    'error',
    'host',
    'start was called on a host that is not new.',
    (d) => `The host ${quoted(d.host)} can't be started: it is ${d.state}.`,
    () => 'A host starts once; make a new one with createHost to start again.',
  ),
  'host.not-running': entry<{ host: string; state: string; action: string }>(
    'error',
    'host',
    'A change was asked of a host that is not running.',
    (d) => `The host ${quoted(d.host)} can't ${d.action}: it is ${d.state}.`,
    () => 'Await host.start() first; a stopped host stays stopped.',
  ),
  'host.waits-for-itself': entry<{ plugin: string; phase: string }>(
    'error',
    'plugin',
    'A plugin awaited a change of its host in a phase of its own, and that change can only come to its end when the phase has. Only the wait is refused.',
    (d) =>
      `${d.phase} of ${quoted(d.plugin)} awaits a change of its own host, which ends only after ${d.phase} has ended; the wait is refused.`,
    () =>
      'The change was asked for and takes its turn. Do not await it there: ask without await; events of the host (plugin.started, plugin.replaced) tell when it is done.',
  ),
  'host.required-missing': entry<{ host: string; missing: readonly string[]; why: string; rehearsed?: boolean }>(
    'error',
    'host',
    'A plugin that the owner requires is not running at the end of start, so everything was stopped again.',
    (d) =>
      `The host ${quoted(d.host)} ${d.rehearsed === true ? 'would not' : 'did not'} start, because ${quotedList(d.missing)} is required: ${d.why}`,
    (d) => `${d.rehearsed === true ? '' : 'Everything that had started was stopped in reverse. '}Mend the plugin, or take required away.`,
  ),
  'host.aborted': entry<{ host: string }>(
    'error',
    'host',
    'A start or a change was interrupted by stop, a signal, or the AbortSignal of the owner.',
    (d) => `The host ${quoted(d.host)} was stopped meanwhile, so this was interrupted; what had begun was stopped in reverse.`,
    () => 'Nothing to do if that was meant.',
  ),
  'host.process-ended': entry<{ host: string; code: number; phase: string | undefined; plugin: string | undefined }>(
    'error',
    'plugin',
    'Some code called process.exit under a running host that looks after the signals of its process. Nothing is stopped, and nothing can be.',
    (d) =>
      `The process of the host ${quoted(d.host)} is ended with code ${d.code} by ${
        d.phase !== undefined ? `${d.phase} of ${quoted(d.plugin!)}` : d.plugin !== undefined ? quoted(d.plugin) : 'a call of process.exit'
      }; nothing is stopped.`,
    () => 'Throw instead: then only the plugin fails. To end the service call host.stop(), and let the process end by itself.',
  ),
  'host.duplicate-app': entry<{ app: string }>(
    'error',
    'host',
    'An app of that name exists.',
    (d) => `There is an app ${quoted(d.app)} already.`,
    () => 'Choose another name; an app that has stopped keeps its name, and start() brings it back.',
  ),
  'host.unknown-app': entry<{ app: string; near: readonly string[] }>(
    'error',
    'host',
    'There is no app of that name.',
    (d) => `There is no app ${quoted(d.app)}.${didYouMean(d.near)}`,
    () => 'Make it with createApp, or list it under apps; those of a configuration file are there when the host has started.',
  ),
  'context.gone': entry<{ plugin: string; what: string }>(
    'error',
    'plugin',
    'A plugin used its context after it had stopped.',
    (d) => `${quoted(d.plugin)} called ${d.what} after it had stopped; it was refused.`,
    () => 'Something of the plugin survived its stop: end it in stop(), or make it through the context so that mortise does.',
  ),
};
