/** Open this to see the functions that a bus is given for its handlers: with code of their own, as those of different plugins have, with a try and without. */
import { written } from '../harness/handlers.mjs';

const errors = [];

/** `[{ event, handler }]` of listeners `[{ event, target }]`. `body` makes the code of a function from the name of its target. */
const each = (body) => async (listeners) => {
  const names = listeners.map((_, index) => `h${index}`);
  const { make } = await written(`export const make = (errors, [${names.join(', ')}]) => [\n${names.map(body).join(',\n')}\n];`);
  const all = make(
    errors,
    listeners.map(({ target }) => target),
  );
  return listeners.map(({ event }, index) => ({ event, handler: all[index] }));
};

/** Nothing but the call. */
export const plain = each((name) => `(payload) => ${name}.on(payload)`);

/** All that a user of a bus without containment can do: a try, written in each handler. */
export const contained = each((name) => `(payload) => { try { ${name}.on(payload); } catch (error) { errors.push(error); } }`);

/** As that, for handlers that are waited for. */
export const awaitedContained = each(
  (name) => `async (payload) => { try { await ${name}.on(payload); } catch (error) { errors.push(error); } }`,
);

/** Less to write: one function that wraps any handler in a try. All its wrappers have the same code, which V8 takes well or badly, as it comes. */
export const wrapped = async (listeners) => (await plain(listeners)).map(({ event, handler }) => ({ event, handler: inTry(handler) }));

const inTry = (handler) => (payload) => {
  try {
    handler(payload);
  } catch (error) {
    errors.push(error);
  }
};

/** By event the function that calls all of its handlers, written by hand for just these. */
export async function writtenOut(listeners) {
  const events = [...new Set(listeners.map(({ event }) => event))];
  const callsOf = (name) => listeners.map(({ event }, index) => (event === name ? `h${index}.on(payload);` : '')).join(' ');
  const names = listeners.map((_, index) => `h${index}`);
  const functions = events.map((event) => `[${JSON.stringify(event)}, (payload) => { ${callsOf(event)} }]`);
  const { make } = await written(`export const make = ([${names.join(', ')}]) => new Map([\n${functions.join(',\n')}\n]);`);
  return make(listeners.map(({ target }) => target));
}

let made = 0;

/**
 * The argument of a hook. V8 takes generated code of equal text for the same code, as long as it still has it: then hooks with as many handlers share
 * what it has learnt, and are slower. Those of a service have arguments of different names, so those of no two hooks are the same here.
 */
export const argument = () => `payload${made++}`;
