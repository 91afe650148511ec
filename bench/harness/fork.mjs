/** Open this to see in which kind of process everything is measured. */
import { fork } from 'node:child_process';

/** Collections can be forced, and forced ones do not shrink the young generation: else whoever allocates looks six times slower than they are. */
export const FLAGS = ['--expose-gc', '--min-semi-space-size=16', '--no-flush-bytecode', '--disable-warning=ExperimentalWarning'];
/** Milliseconds after which a measurement is taken to hang. */
const PATIENCE = 900_000;

/** Runs a part of an item in a process of its own and gives what it answers, and how long it kept processors busy; without `flags` it is one as services have. */
export function measured(order, flags, say) {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('child.mjs', import.meta.url), {
      execArgv: flags === undefined ? [] : [...FLAGS, ...flags],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let heard = '';
    const failed = (why) =>
      reject(new Error(`${order.item}${order.name === undefined ? '' : `, ${order.name}`}, ${order.size}: ${why}\n${heard}`));
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    // Some peers greet on stdout; it is shown only when something went wrong.
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (heard = (heard + text).slice(-4000)));
    child.on('message', ({ answer, busy, error, where }) => {
      if (where !== undefined) say(where);
      else if (error === undefined) resolve({ answer, busy });
      else failed(error);
    });
    child.on('error', (error) => failed(error.message));
    child.on('close', (code, signal) => {
      clearTimeout(late);
      failed(`the process ended with ${signal ?? code}`);
    });
    child.send(order);
  });
}
