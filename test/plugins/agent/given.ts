/** Open this to see how the specs of agents make a host: from a definition, on a clock of their own. */
import { createAgent, type Agent, type AgentDefinition, type AgentOptions } from 'mortise/agent';
import { createTestHost, type TestHost, type TestHostOptions } from 'mortise/testing';

/** A host of a definition that has started. */
export async function running(
  definition: string | AgentDefinition,
  options: AgentOptions = {},
  more: TestHostOptions = {},
): Promise<{ readonly agent: Agent; readonly test: TestHost }> {
  const agent = createAgent(options);
  const test = createTestHost({ ...(await agent.hostOptions(definition)), ...more });
  await test.start();
  return { agent, test };
}

/** What each plugin that does not run says of it, by key. */
export function reasons({ host }: TestHost): Record<string, string> {
  return Object.fromEntries(
    host.list().flatMap(({ key, state, reason }) => (state === 'running' ? [] : [[key, `${state}: ${reason ?? ''}`]])),
  );
}
