/** Open this to see what `why` says of a value of a configuration: which place gives it, and what gives way. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { Config, definePlugin, Field, Plugin } from '../../decorators/index.js';
import { createHost } from '../../src/index.js';
import type { ExtensionSpec } from '../../src/model/extension.js';
import type { MortiseHost } from '../../src/model/host.js';
import type { HostOptions } from '../../src/model/options.js';
import { folder } from '../extension/folder.js';
import { lines, readable } from './readable.js';

@Config()
class PresenceConfig {
  @Field.integer({ default: 60, min: 1, unit: 's', doc: 'How long a silent user counts as present' }) ttl!: number;
  @Field.string({ required: false }) region?: string;
  @Field.string({ required: false, secret: true }) key?: string;
  @Field.list({ default: ['a'] }) rooms!: string[];
}

@Plugin({ id: 'presence', version: '1.0.0', config: PresenceConfig })
class Presence {}

const made: MortiseHost[] = [];
afterEach(async () => {
  for (const host of made.splice(0)) await host.stop();
});

async function started(extensions: readonly ExtensionSpec[], plugins: HostOptions['plugins'] = {}, yaml?: string): Promise<MortiseHost> {
  const files = folder(yaml === undefined ? {} : { 'shop.yaml': yaml });
  const config = yaml === undefined ? {} : { config: './shop.yaml' };
  const host = createHost({ home: files.path, ...config, extensions, plugins, log: { level: 'silent' } });
  made.push(host);
  await host.start();
  return host;
}

describe('a value of a configuration', () => {
  it('is the default, until somebody says something else', async () => {
    const host = await started([Presence]);
    expect(readable(host.why('presence.ttl'))).toBe(
      lines(
        "'presence.ttl' is 60 s.",
        '  because the default of the field says 60 s',
        '  and it means: How long a silent user counts as present (values.spec.ts)',
      ),
    );
    expect(host.why('presence.ttl')).toMatchObject({ state: 'default', about: { config: 'presence.ttl' }, fixes: [] });
    expect(host.why('presence.config.ttl').about).toEqual({ config: 'presence.ttl' });
    expect(host.why('presence.rooms').says).toBe('\'presence.rooms\' is ["a"].');
  });

  it('is what the strongest place says; the others give way', async () => {
    const yaml = 'plugins:\n  presence:\n    config:\n      ttl: 30\n      region: eu\n';
    const host = await started([{ extension: Presence, options: { ttl: 45 } }], { presence: { config: { ttl: 20 } } }, yaml);
    expect(readable(host.why('presence.ttl'))).toBe(
      lines(
        "'presence.ttl' is 20 s.",
        '  because plugins.presence.config.ttl in code says 20 s (values.spec.ts)',
        '  and plugins.presence.config.ttl in the configuration file says 30 s, which gives way (shop.yaml:4)',
        '  and its entry in the list says 45 s, which gives way (values.spec.ts)',
        '  and the default of the field says 60 s, which gives way',
        '  and it means: How long a silent user counts as present (values.spec.ts)',
      ),
    );
    expect(readable(host.why('presence.region'))).toBe(
      lines("'presence.region' is 'eu'.", "  because plugins.presence.config.region in the configuration file says 'eu' (shop.yaml:5)"),
    );
  });

  it('that is secret is never shown, not even a wrong one', async () => {
    const host = await started([Presence], { presence: { config: { key: 'hunter2' } } });
    const explained = host.why('presence.key');
    expect(explained.says).toBe("'presence.key' is a secret.");
    expect(JSON.stringify(explained)).not.toContain('hunter2');
    const wrong = await started([Presence], { presence: { config: { key: ['hunter2'] } } });
    expect(JSON.stringify(wrong.why('presence.key'))).not.toContain('hunter2');
    expect(wrong.why('presence.key').state).toBe('refused');
  });

  it('that is wrong is refused, with its line and what it should be', async () => {
    const host = await started([Presence], {}, 'plugins:\n  presence:\n    config:\n      ttl: soon\n');
    expect(readable(host.why('presence.ttl'))).toBe(
      lines(
        "'presence.ttl' is set to 'soon', which is refused.",
        "  because 'plugins.presence.config.ttl' wants an integer of at least 1, but is the string 'soon' (shop.yaml:4) [config.wrong-type]",
        "  and plugins.presence.config.ttl in the configuration file says 'soon' (shop.yaml:4)",
        '  and the default of the field says 60 s, which gives way',
        '  and it means: How long a silent user counts as present (values.spec.ts)',
        '  to do: Correct the value; nothing else of this configuration is affected.',
      ),
    );
  });

  it('that nobody gives has none', async () => {
    const host = await started([Presence]);
    expect(readable(host.why('presence.region'))).toBe(
      lines("'presence.region' has no value.", '  because nobody sets it, and it may be missing'),
    );
  });

  it('of a field that is none is ignored, with near names', async () => {
    const host = await started([Presence], {}, 'plugins:\n  presence:\n    config: { ttll: 30 }\n');
    expect(readable(host.why('presence.ttll'))).toBe(
      lines(
        "'presence.ttll' is set, and ignored.",
        "  because the configuration of 'presence' has no field 'ttll' (values.spec.ts)",
        '  and plugins.presence.config.ttll in the configuration file says a value that is not shown (shop.yaml:3)',
        "  to do: Set one that it has: ttl, region, key, rooms. Did you mean 'ttl'?",
      ),
    );
    expect(host.why('presence.colour')).toMatchObject({ says: "'presence.colour' has no value.", state: 'unknown' });
  });

  it('of a plugin without a class for it is as it is given', async () => {
    const host = await started([definePlugin({ id: 'loose', version: '1.0.0' })], { loose: { config: { size: 3 } } });
    expect(readable(host.why('loose.size'))).toBe(
      lines("'loose.size' is 3.", '  because plugins.loose.config.size in code says 3 (values.spec.ts)'),
    );
    expect(readable(host.why({ config: 'loose.other' }))).toBe(
      lines(
        "'loose.other' has no value.",
        "  because 'loose' declares no configuration (values.spec.ts)",
        '  to do: Declare a class with @Config and name it in @Plugin({ config }).',
      ),
    );
    expect(host.why({ config: 'nobody.size' }).says).toBe("There is no plugin 'nobody'.");
  });
});
