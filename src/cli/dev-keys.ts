/** Open this to see the keys of `mortise dev`: one press each, while a terminal listens. */
import { printPlan } from '../plan/print.js';
import type { Host } from '../host.js';
import type { DevLoop } from '../dev/loop.js';
import type { Undo } from '../model/ports.js';
import type { Output } from './output.js';

export const KEYS = ['h help', 'r reload', 'a reload all', 'p plan of reload all', 'q quit'].join('   ');

export interface KeysPorts {
  readonly host: Host;
  readonly loop: DevLoop;
  readonly out: Output;
}

/** What each key does. Whoever presses r before anything was edited picks by number. */
export function keysOf({ host, loop, out }: KeysPorts): (key: string) => void {
  let offered: readonly string[] = [];
  const failed = (error: unknown): void => out.talk(String(error));
  const reload = (names: readonly string[]): void => void loop.reload(names).catch(failed);
  const pick = (): void => {
    offered = loop.names().slice(0, 9);
    out.talk(`reload which?  ${offered.map((name, index) => `${index + 1} ${name}`).join('   ')}`);
  };
  const showPlan = async (): Promise<void> => {
    const plan = await host.plan({ reload: loop.names() });
    out.talk(printPlan(plan));
    await host.discard(plan);
  };
  const keys: Readonly<Record<string, () => void>> = {
    h: () => out.talk(KEYS),
    r: () => (loop.last.length > 0 ? reload(loop.last) : loop.names().length === 1 ? reload(loop.names()) : pick()),
    a: () => reload(loop.names()),
    p: () => void showPlan().catch(failed),
    q: () => void host.stop().catch(() => undefined),
    // In raw mode the terminal sends no signal.
    '\u0003': () => process.kill(process.pid, 'SIGINT'),
  };
  return (key) => {
    const chosen = offered[Number(key) - 1];
    offered = [];
    if (chosen !== undefined) reload([chosen]);
    else keys[key]?.();
  };
}

/** Hears single keys; the undo gives the terminal back. */
export function onKeys(press: (key: string) => void): Undo {
  const { stdin } = process;
  const hear = (text: Buffer): void => {
    for (const key of String(text)) press(key);
  };
  stdin.setRawMode(true);
  stdin.on('data', hear);
  stdin.resume();
  return () => {
    stdin.off('data', hear);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
