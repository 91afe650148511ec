/** Open this to see how a plugin tells of a problem that stops nothing. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, type PluginContextView, type ReportedProblem } from 'mortise';
import { PluginContext } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';

function telling(told: ReportedProblem) {
  return definePlugin({
    id: 'reader',
    version: '1.0.0',
    inject: [PluginContext],
    setup: (context: PluginContextView) => ({ start: () => context.report(told) }),
  });
}

describe('context.report', () => {
  it('is in the report of the operation, among the problems of the host, and in the log', async () => {
    const cause = Object.assign(new RangeError('odd'), { code: 'E_ODD' });
    const told = {
      code: 'reader.bad-file',
      message: "The file '/x/y' has\u001b no head.",
      hint: 'Give it one.',
      place: '/x/y',
      details: { file: '/x/y' },
    };
    const test = createTestHost({ plugins: [telling({ ...told, cause })] });
    const report = await test.start();
    const found = {
      ...told,
      message: expect.stringMatching(/^The file '\/x\/y' has.* no head\.$/),
      severity: 'warning',
      blame: 'plugin',
      plugin: 'reader',
      cause: expect.objectContaining({ name: 'RangeError', message: 'odd', code: 'E_ODD' }),
    };
    expect(report.problems).toEqual([found]);
    expect(test.host.problems).toEqual([found]);
    expect(report.problems[0]!.message).not.toContain('\u001b');
    expect(test.log.filter(({ fields }) => fields?.['code'] === 'reader.bad-file').map(({ level, plugin }) => [level, plugin])).toEqual([
      ['warn', 'reader'],
    ]);
    expect(report.plugins.map(({ state }) => state)).toEqual(['running']);
    await test.stop();
  });

  it.each([
    [{ code: 'bad', message: 'm', hint: 'h' }, "report() wants a code like 'my-plugin.what-is-wrong', and not 'bad'."],
    [{ code: 'a.b', message: 'm' }, "report() wants a text for 'hint', and not undefined."],
    [{ code: 'a.b', message: 5, hint: 'h' }, "report() wants a text for 'message', and not the number 5."],
  ])('wants a code, a sentence and what to do: %j', async (told, why) => {
    const test = createTestHost({ plugins: [telling(told as never)] });
    const { problems } = await test.start();
    expect(problems).toMatchObject([{ code: 'lifecycle.failed', message: expect.stringContaining(why) }]);
    await test.stop();
  });
});
