/** Open this to see where the time comes from, and what happens with a wait that is longer than Node can count. */
import type { ClockPort, Undo } from '../model/ports.js';

/** Node runs a longer timer at once instead: 2,147,483,647 ms, almost 25 days. */
const LONGEST = 2 ** 31 - 1;

/** The clock of the machine. A timer keeps the process alive, however long it is; its undo lets go of it. */
export const systemClock: ClockPort = { now: () => Date.now(), precise: () => performance.now(), setTimeout: after, setInterval: every };

function after(run: () => void, ms: number): Undo {
  let timer: NodeJS.Timeout;
  const wait = (rest: number): void => {
    timer = rest > LONGEST ? setTimeout(() => wait(rest - LONGEST), LONGEST) : setTimeout(run, rest);
  };
  wait(ms);
  return () => clearTimeout(timer);
}

function every(run: () => void, ms: number): Undo {
  if (ms <= LONGEST) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  }
  let undo: Undo;
  const wait = (): void => {
    undo = after(() => {
      wait();
      run();
    }, ms);
  };
  wait();
  return () => undo();
}
