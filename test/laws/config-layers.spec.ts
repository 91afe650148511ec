/** Open this to see the law of configurations: whoever speaks last in the documented order counts, and it makes no difference how layers are grouped. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { mergeLayers } from '../../src/config/layers.js';
import { configured, layersOfField, type Configurable, type Said } from '../../src/kernel/config-layers.js';
import { Environment } from '../../src/kernel/environment.js';
import type { ConfigSchema, Manifest } from '../../src/model/manifest.js';
import { nodeFiles } from '../../src/platform/files.js';
import { readYaml, type YamlText } from '../../src/platform/yaml.js';

/** The weakest first, as documented; the default is the schema's own. */
const ORDER = ['extension', 'settings', 'file', 'parameters', 'environment', 'live'] as const;
type Values = { readonly a?: string; readonly n?: number; readonly o?: { readonly x?: string; readonly y?: boolean } };

const schema: ConfigSchema = {
  a: { type: 'string', default: 'default' },
  n: { type: 'integer', default: 0 },
  o: { type: 'object', fields: { x: { type: 'string', default: 'default' }, y: { type: 'boolean', default: false } } },
};
const text = fc.constantFrom('one', 'two', 'yes', '5', '#', 'a: b');
const values: fc.Arbitrary<Values> = fc.record(
  { a: text, n: fc.integer(), o: fc.record({ x: text, y: fc.boolean() }, { requiredKeys: [], noNullPrototype: true }) },
  { requiredKeys: [], noNullPrototype: true },
);
const layers = fc.tuple(values, values, values, values, values, values);

const yaml = (given: object): YamlText => readYaml(stringify(given), 'file.yaml');

/** The variables that say these values. */
function variables({ a, n, o = {} }: Values): Record<string, string> {
  const said = { A: a, N: n?.toString(), O__X: o.x, O__Y: o.y?.toString() };
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[`MORTISE__TAX__${name}`, value]])),
  );
}

function of([extension, settings, file, parameters, environment, live]: readonly Values[]): readonly [Configurable, Said] {
  const manifest = { id: 'tax', dialect: 'class', config: schema } as Manifest;
  const folder = { file: 'tax.yaml', text: yaml(settings!), problems: [] };
  return [
    { app: undefined, manifest, parts: { options: extension } },
    {
      folder,
      file: yaml({ plugins: { tax: { config: file } } }),
      code: parameters,
      codeAt: () => undefined,
      environment: new Environment({ variables: variables(environment!) }, '/', nodeFiles),
      live,
      path: ['plugins', 'tax', 'config'],
    },
  ];
}

describe('the layers of a configuration', () => {
  it('count in their documented order, value by value, and each says where it stands', () => {
    fc.assert(
      fc.property(layers, (given) => {
        const [plugin, said] = of(given);
        const { config, problems } = configured(plugin, said);
        const last = <V>(read: (from: Values) => V | undefined, otherwise: V): V =>
          given.reduce<V>((before, each) => read(each) ?? before, otherwise);
        expect(problems).toEqual([]);
        expect(config).toEqual({
          a: last(({ a }) => a, 'default'),
          n: last(({ n }) => n, 0),
          o: { x: last(({ o }) => o?.x, 'default'), y: last(({ o }) => o?.y, false) },
        });
        const told = layersOfField(plugin, said, 'a').map(({ layer }) => layer);
        expect(told).toEqual(['default', ...ORDER.filter((_, index) => given[index]!.a !== undefined)]);
      }),
    );
  });

  it('are associative: two that stand beside each other say the same as one', () => {
    fc.assert(
      fc.property(layers, fc.integer({ min: 0, max: 4 }), fc.boolean(), (given, at, isUp) => {
        const together = mergeLayers([given[at], given[at + 1]]) as Values;
        const grouped = given.map((each, index) =>
          index === (isUp ? at + 1 : at) ? together : index === (isUp ? at : at + 1) ? {} : each,
        );
        expect(configured(...of(grouped)).config).toEqual(configured(...of(given)).config);
      }),
    );
  });
});
