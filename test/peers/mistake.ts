/**
 * Open this to see how the catalogue of mistakes is held: each program is run on a real host, and both the report and `why` have to name the
 * cause (who, with which name, version or line) and the remedy. The issues are those of peers whose users were left without one of the two.
 */
import { expect, it } from '@jest/globals';
import type { Subject } from '../../src/model/explanation.js';
import type { ExtensionSpec } from '../../src/model/extension.js';
import { printProblems } from '../../src/problem/proof.js';
import { readable } from '../explain/readable.js';
import { createTestHost, settle, type TestHost, type TestHostOptions } from '../../src/testing/index.js';

export interface Mistake {
  /** Where somebody was left alone with it. */
  readonly issue: string;
  /** What they had in front of them, or what had happened to them. */
  readonly confusion: string;
  /** The program that makes the mistake. */
  readonly program: () => readonly ExtensionSpec[];
  readonly options?: TestHostOptions;
  /** Milliseconds that pass while it starts. Default 0. */
  readonly ms?: number;
  /** What somebody would ask `why` about. */
  readonly ask: string | Subject;
  /** What is to blame: in the report and in `why`. */
  readonly cause: readonly string[];
  /** What to do: in the report and in `why`. */
  readonly remedy: readonly string[];
  /** What only `why` tells, since it knows what lies behind. */
  readonly behind?: readonly string[];
  /** Who runs all the same. */
  readonly running?: readonly string[];
}

export interface Tried extends TestHost {
  /** Every problem so far, as a report prints them. */
  readonly report: string;
  /** `String(host.why(subject))`. */
  why(subject: string | Subject): string;
  /** Keys of the plugins that run. */
  running(): string[];
}

/** Starts a program; places are shown without their folder and column. */
export async function tried(program: readonly ExtensionSpec[], options: TestHostOptions = {}, ms = 0): Promise<Tried> {
  const test = createTestHost({ ...options, plugins: program });
  const starting = test.start();
  await test.clock.advance(ms);
  await starting;
  await settle();
  return {
    ...test,
    report: readable(printProblems(test.host.problems.filter(({ severity }) => severity !== 'note')).join('\n')),
    why: (subject) => readable(String(test.host.why(subject))),
    running: () => test.host.list().flatMap(({ key, state }) => (state === 'running' ? [key] : [])),
  };
}

/** One test for each, named after the confusion. */
export function mistakes(all: readonly Mistake[]): void {
  it.each(all.map((mistake) => [mistake.issue, mistake.confusion, mistake] as const))('%s: %s', async (_, _confusion, mistake) => {
    const { program, options, ms, ask, cause, remedy, behind = [], running = [] } = mistake;
    const test = await tried(program(), options, ms);
    const told = test.why(ask);
    for (const part of [...cause, ...remedy]) {
      expect(test.report).toContain(part);
      expect(told).toContain(part);
    }
    for (const part of behind) expect(told).toContain(part);
    expect(test.running()).toEqual(expect.arrayContaining([...running]));
    await test.stop();
    test.expectClean();
  });
}
