/** Open this to see how mortise is used where others are measured beside it: plugins with a component that handles an event. */
import { createHost, definePlugin } from '../built.mjs';
import { ownPlaces, PAYLOADS } from '../harness/handlers.mjs';

/** A host with a plugin for each listener. */
export async function started(extensions, options = {}) {
  const host = createHost({ log: { level: 'silent' }, ...options, extensions });
  const report = await host.start();
  if (!report.ok || report.problems.length > 0) throw new Error(String(report).slice(0, 2000));
  return host;
}

export const listening = (listeners) =>
  listeners.map(({ event, target }, index) =>
    definePlugin({
      id: `listener-${index}`,
      version: '1.0.0',
      components: [{ name: 'listener', instance: target, on: { [event]: 'on' } }],
    }),
  );

/** By name. */
export async function byName(listeners) {
  const host = await started(listening(listeners));
  const { events } = host;
  const loop = (event, n) => {
    for (let i = 0; i < n; i++) events.emit(event, PAYLOADS[i & 15]);
  };
  return { host, loop, close: () => host.stop() };
}

/** By name, while one rxjs subscriber observes the stream of each event. */
export async function observed(listeners) {
  const bus = await byName(listeners);
  let seen = 0;
  for (const event of new Set(listeners.map((listener) => listener.event))) bus.host.events.on(event).subscribe(() => void seen++);
  return { ...bus, seen: () => seen };
}

const handlesOf = (events, listeners) => new Map(listeners.map(({ event }) => [event, events.event(event)]));

/** Through a handle of the event that was taken once, each in code of its own. */
export async function byHandle(listeners) {
  const bus = await byName(listeners);
  return { ...bus, loop: await ownPlaces(handlesOf(bus.host.events, listeners), 'emit') };
}

/** The same in code that emits all events. */
export async function byHandleInOnePlace(listeners) {
  const bus = await byName(listeners);
  const handles = handlesOf(bus.host.events, listeners);
  const loop = (event, n) => {
    const handle = handles.get(event);
    for (let i = 0; i < n; i++) handle.emit(PAYLOADS[i & 15]);
  };
  return { ...bus, loop };
}

/** Awaited: one handler after the other, or all at once. */
export const awaited = (isParallel) => async (listeners) => {
  const { host, close } = await byName(listeners);
  const { events } = host;
  const series = async (event, n) => {
    for (let i = 0; i < n; i++) await events.emitAsync(event, PAYLOADS[i & 15]);
  };
  const options = { parallel: true };
  const parallel = async (event, n) => {
    for (let i = 0; i < n; i++) await events.emitAsync(event, PAYLOADS[i & 15], options);
  };
  return { loop: isParallel ? parallel : series, close };
};
