/** Open this to see what an author is told who decorates for a plugin that comes with mortise, and does not list it. */
import { expect, it } from '@jest/globals';
import type { Class } from 'mortise';
import { Component, Plugin } from 'mortise/decorators';
import { Counter, Handler, Job, Pipeline, Service, Source, Step } from 'mortise/agent';
import { event_listener } from 'mortise/mcdreforged';
import { DaemonCommand } from 'mortise/ockle';
import { createTestHost } from 'mortise/testing';
import { Action, Connection, HealthCheck } from 'mortise/zerepy';

type OnClass = (target: Class) => unknown;
type OnMember = (target: object, key: string) => unknown;

const AGENT = 'createAgent() of mortise/agent';
const ZEREPY = 'createZerePy() of mortise/zerepy';

it.each<[string, { onClass: unknown } | { onMember: unknown }]>([
  [AGENT, { onClass: Service('prices') }],
  [AGENT, { onClass: Source('ticks', {} as never) }],
  [AGENT, { onMember: Handler('ticks.came') }],
  [AGENT, { onClass: Pipeline('report') }],
  [AGENT, { onMember: Step() }],
  [AGENT, { onMember: Job('nightly') }],
  [AGENT, { onClass: Counter('orders') }],
  [ZEREPY, { onClass: Connection('echo') }],
  [ZEREPY, { onMember: Action('say') }],
  [ZEREPY, { onMember: HealthCheck('alive') }],
  ['createOckle() of mortise/ockle', { onMember: DaemonCommand('list') }],
  ['the extensions of createMcdr() of mortise/mcdreforged', { onMember: event_listener('test.x') }],
])('whoever decorates for %s is told once to list it, case %#', async (what, decorate) => {
  class Part {
    run() {}
  }
  if ('onClass' in decorate) (decorate.onClass as OnClass)(Part);
  else (decorate.onMember as OnMember)(Part.prototype, 'run');
  Component('part')(Part);
  class Sample {}
  Plugin({ id: 'sample', version: '1.0.0', components: [Part] })(Sample);
  const test = createTestHost({ extensions: [Sample] });
  const { problems } = await test.start();
  const hint = `List ${what} in createHost({ extensions }): it registers the kind.`;
  expect(problems.map((each) => [each.code, each.plugin, each.hint])).toEqual([['manifest.unknown-kind', 'sample', hint]]);
  await test.stop();
});
