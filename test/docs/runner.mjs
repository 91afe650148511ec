/** Open this to see the Node in which the examples of the documentation run, one after the other. */
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const home = process.cwd();
let current;

function answer(error) {
  if (current === undefined) return;
  current = undefined;
  process.chdir(home);
  process.send({ failure: error === undefined ? undefined : `${error?.stack ?? error}` });
}

// What a program leaves behind fails it, while it is the current one.
process.on('uncaughtException', (error) => answer(error ?? 'undefined was thrown'));
process.on('disconnect', () => process.exit());
process.on('message', async ({ module, cwd }) => {
  current = module;
  process.chdir(cwd);
  try {
    await import(pathToFileURL(module).href);
    await setTimeout(1);
    answer();
  } catch (error) {
    answer(error ?? 'undefined was thrown');
  }
});
