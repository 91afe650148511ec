/** Open this to see how a process that does nothing is watched from within: imported before its program, it writes what the processor did, and ends it. */
import { writeSync } from 'node:fs';

const { SETTLE, WINDOW } = process.env;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Until what a start leaves behind is done: compiling, and collecting garbage.
void sleep(Number(SETTLE)).then(async () => {
  const before = process.cpuUsage();
  await sleep(Number(WINDOW));
  const { user, system } = process.cpuUsage(before);
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate').length;
  writeSync(1, `\nidle ${JSON.stringify({ ms: (user + system) / 1000, timers })}\n`);
  process.kill(process.pid, 'SIGKILL');
});
