/** Open this to see the commands by which people look at an agent, check it, and run what it has. */
import type { PermissionLevel, PluginContextView } from 'mortise';
import type { AgentCheck } from './check.js';
import { AgentError, textOf } from './errors.js';
import type { World } from './world.js';

/** Registers the commands; they go with the plugin. */
export function registerCommands(
  { commands }: PluginContextView,
  { jobs, pipelines, sources, counters }: World,
  { permission, check }: { readonly permission: PermissionLevel; readonly check: () => Promise<AgentCheck> },
): void {
  const named = (argument: string, list: () => readonly { readonly name: string }[]) => ({
    permission,
    suggest: { [argument]: () => list().map(({ name }) => name) },
  });
  const ofJob = named('job', () => jobs.list());
  const ofPipeline = named('pipeline', () => pipelines.list());
  const ofSource = named('source', () => sources.list());
  commands.register('check-config|check', check, { permission, doc: 'Loads everything anew beside what runs, and starts nothing' });
  commands.register('list-jobs', () => jobs.list(), { permission, doc: 'The jobs: when they run, and how they ran last' });
  commands.register('run-job <job>', ({ job }) => jobs.run(job), { ...ofJob, doc: 'Runs a job now' });
  commands.register('list-pipelines', () => pipelines.list(), { permission, doc: 'The pipelines, and how often they ran' });
  commands.register('run-pipeline <pipeline>', ({ pipeline }) => pipelines.run(pipeline), {
    ...ofPipeline,
    doc: 'Runs a pipeline, with {} or JSON',
  });
  commands.register('run-pipeline <pipeline> <input:greedy>', ({ pipeline, input }) => pipelines.run(pipeline, parsed(input)), ofPipeline);
  commands.register('cancel-pipeline <pipeline>', ({ pipeline }) => pipelines.cancel(pipeline), {
    ...ofPipeline,
    doc: 'Ends what runs of a pipeline',
  });
  commands.register('list-sources', () => sources.list(), { permission, doc: 'The sources, and where each stands' });
  commands.register('check-connection <source>', ({ source }) => sources.checkConnection(source), {
    ...ofSource,
    doc: 'Whether a source reaches its other side',
  });
  commands.register('check-route <source>', ({ source }) => sources.checkRoute(source), {
    ...ofSource,
    doc: 'How far the way to a source is open: parse, DNS, TCP, GET',
  });
  commands.register('list-counters', () => counters.list(), { permission, doc: 'The counters of events' });
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input) as unknown;
  } catch (cause) {
    throw new AgentError('agent.bad-input', {
      message: `The input is no JSON: ${textOf(cause)}.`,
      hint: 'Write it as {"sku":"tea"}.',
      cause,
    });
  }
}
