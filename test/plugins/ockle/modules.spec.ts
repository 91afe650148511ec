/** Open this to see plugins in Ockle's form: classes that extend ModuleTemplate, with the configuration of their template. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createOckle, formOf, ModuleTemplate, type MainDaemon, type OckleError } from 'mortise/ockle';
import { createTestHost, settle, type TestHostOptions } from 'mortise/testing';

const folder = mkdtempSync(join(tmpdir(), 'ockle-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'Watcher.ini'), '# Looks at outlets\n[plugins.Watcher]\nWAIT_TIME=["int",2]\nNAME=["string","w"]\n');
writeFileSync(join(folder, 'Broken.ini'), '[plugins.Broken]\nWAIT_TIME=["int","no"]\n');

const made: string[] = [];

class Watcher extends ModuleTemplate {
  constructor(mainDaemon: MainDaemon) {
    super(mainDaemon);
    made.push(`wait ${this.getConfigInt('WAIT_TIME')}`);
    this.mainDaemon.communicationHandler.addCommandToList('look', () => ({ name: this.getConfigVar('NAME') }), { doc: 'Looks' });
  }
}
class Broken extends ModuleTemplate {}
class Plain extends ModuleTemplate {}

async function started(options: TestHostOptions = {}) {
  made.length = 0;
  const ockle = createOckle({ templates: folder });
  const test = createTestHost({ plugins: [ockle, Watcher], dialects: [ockle.dialect], log: { level: 'debug' }, ...options });
  const report = await test.start();
  return { ockle, test, report };
}

describe('a class that extends ModuleTemplate', () => {
  it('is a plugin with the configuration of its template, and says that it was loaded', async () => {
    const { test, ockle } = await started({ config: { watcher: { WAIT_TIME: 5 } } });
    expect(made).toEqual(['wait 5']);
    expect(test.log.filter(({ plugin, level }) => plugin === 'watcher' && level === 'debug').map(({ message }) => message)).toContain(
      'Loaded: Watcher',
    );
    expect(test.host.info('watcher')).toMatchObject({ name: 'Watcher', manifest: { description: 'Looks at outlets', dialect: 'ockle' } });
    expect(await ockle.commands.call('look')).toEqual({ name: 'w' });
    await test.stop();
    await expect(ockle.commands.call('look')).rejects.toMatchObject({ code: 'ockle.unknown-command' });
    test.expectClean();
  });

  it('has another generation take its place when its configuration changes, with its commands', async () => {
    const { test, ockle } = await started();
    const { receipt } = await test.host.configure('watcher', { WAIT_TIME: 9, NAME: 'x' });
    expect([receipt!.outcome, made]).toEqual(['done', ['wait 2', 'wait 9']]);
    expect(await ockle.commands.call('look')).toEqual({ name: 'x' });
    await test.stop();
  });

  it('with a wrong value does not start, and the value is never replaced by the default', async () => {
    const { test, report } = await started({ config: { watcher: { WAIT_TIME: 'soon' } } });
    expect(report.problems.map(({ message }) => message)).toEqual([
      "'plugins.watcher.config.WAIT_TIME' wants an integer, but is the string 'soon'.",
    ]);
    expect(made).toEqual([]);
    await test.stop();
  });

  it('whose template does not parse is told with file and line, and the others run', async () => {
    const ockle = createOckle({ templates: folder });
    const { test, report } = await started({ plugins: [ockle, Broken, Watcher], dialects: [ockle.dialect] });
    expect(report.problems[0]!.message).toMatch(/Broken\.ini:2: 'plugins\.Broken\.WAIT_TIME' has a default that is wrong/);
    expect(test.host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['ockle running', 'watcher running']);
    await test.stop();
  });

  it('may be without a template, and asks in vain for a value', async () => {
    class Asks extends ModuleTemplate {
      constructor(mainDaemon: MainDaemon) {
        super(mainDaemon);
        this.getConfigVar('NOTHING');
      }
    }
    class AsksInt extends ModuleTemplate {
      static override readonly template = formOf('[plugins.AsksInt]\nNAME=["string","x"]\n');
      constructor(mainDaemon: MainDaemon) {
        super(mainDaemon);
        this.getConfigInt('NAME');
      }
    }
    const ockle = createOckle();
    const { test, report } = await started({ plugins: [ockle, Plain, Asks, AsksInt], dialects: [ockle.dialect] });
    expect(report.problems.map(({ plugin, cause }) => `${plugin} ${cause?.code}`)).toEqual([
      'asks ockle.unknown-variable',
      'asks-int ockle.not-an-int',
    ]);
    expect(test.host.list().map(({ key, state }) => `${key} ${state}`)).toEqual([
      'ockle running',
      'plain running',
      'asks failed',
      'asks-int failed',
    ]);
    await test.stop();
  });

  it('asks for its values whatever the capitals, as ConfigParser does, and for one that may be missing', async () => {
    const asked: unknown[] = [];
    class Asks extends ModuleTemplate {
      static override readonly template =
        '[plugins.Asks]\nWAIT_TIME=["int",3]\nKEY=["secret",null,{"required":false}]\ntoString=["int",null,{"required":false}]\n';
      constructor(mainDaemon: MainDaemon) {
        super(mainDaemon);
        asked.push(
          this.getConfigInt('wait_time'),
          this.getConfigVar('Wait_Time'),
          this.getConfigVar('KEY'),
          this.getConfigVar('key'),
          this.getConfigVar('toString'),
        );
        for (const name of ['KEYS', 'constructor'])
          try {
            this.getConfigVar(name);
          } catch (error) {
            asked.push((error as OckleError).problem.hint);
          }
      }
    }
    class Untold extends ModuleTemplate {
      constructor(mainDaemon: MainDaemon) {
        super(mainDaemon);
        asked.push(this.getConfigVar('FREE'));
      }
    }
    const ockle = createOckle();
    const { test, report } = await started({
      plugins: [ockle, Asks, Untold],
      dialects: [ockle.dialect],
      config: { untold: { FREE: 'as it is' } },
    });
    expect(report.problems).toEqual([]);
    expect(asked).toEqual([
      3,
      3,
      undefined,
      undefined,
      undefined,
      "Did you mean 'KEY'?",
      "There are 'WAIT_TIME', 'KEY', 'toString'.",
      'as it is',
    ]);
    await test.stop();
  });

  it('whose constructor throws fails alone', async () => {
    class Throws extends ModuleTemplate {
      constructor(mainDaemon: MainDaemon) {
        super(mainDaemon);
        throw new Error('no daemon');
      }
    }
    const ockle = createOckle({ templates: folder });
    const { test } = await started({ plugins: [ockle, Throws, Watcher], dialects: [ockle.dialect] });
    expect(test.host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['ockle running', 'throws failed', 'watcher running']);
    await test.stop();
  });

  it('that sleeps wakes at once when it stops', async () => {
    const told: string[] = [];
    class Sleeps extends ModuleTemplate {
      override async run() {
        while (this.mainDaemon.running) {
          told.push('awake');
          await this.mainDaemon.sleep(3_600);
        }
        told.push('ended');
        await this.mainDaemon.sleep(1);
      }
      override stop() {
        told.push('stopped');
      }
    }
    const ockle = createOckle();
    const { test } = await started({ plugins: [ockle, Sleeps], dialects: [ockle.dialect] });
    await settle();
    await test.clock.advance(3_600_000);
    await settle();
    await test.stop();
    expect(told).toEqual(['awake', 'awake', 'ended', 'stopped']);
    test.expectClean();
  });

  it('needs a folder that is there', async () => {
    const ockle = createOckle({ templates: join(folder, 'none') });
    const { test, report } = await started({ plugins: [ockle, Plain], dialects: [ockle.dialect] });
    expect(report.problems[0]).toMatchObject({ severity: 'error', message: expect.stringContaining('There is no folder of templates') });
    await test.stop();
  });
});

it('an Ockle is refused with options that mean nothing, or values that are none', () => {
  expect(() => createOckle({ template: folder } as never)).toThrow(
    "createOckle can't make a daemon: 'options.template' is not a known key. Did you mean 'templates'? Correct them; its options are templates and permission. [ockle.bad-options]",
  );
  expect(() => createOckle({ templates: 5 } as never)).toThrow(
    expect.objectContaining({ code: 'ockle.bad-options', problem: expect.objectContaining({ field: 'options.templates' }) }),
  );
});
