/** Open this to see how it is explained where a value of a configuration comes from. */
import type { FieldSchema } from '../model/manifest.js';
import { didYouMean, kindOf, near, quoted } from '../problem/text.js';
import { link, problemLink } from './link.js';
import { tellPlugin } from './plugin.js';
import type { Told, Walk } from './walk.js';

/** The layers of one value, the one that counts first. */
export function tellConfig(plugin: string, field: string, walk: Walk): Told {
  const { evidence, fixes } = walk;
  const node = evidence.resolution.nodes.get(plugin);
  if (node === undefined) return tellPlugin(plugin, walk);
  const schema = node.plugin.manifest.config;
  const own: FieldSchema | undefined = schema !== undefined && Object.hasOwn(schema, field) ? schema[field] : undefined;
  const layers = [...evidence.layers(plugin, field)].reverse();
  const name = quoted(`${plugin}.${field}`);
  const isForeign = schema !== undefined && own === undefined;
  if (own === undefined && (isForeign || layers.length === 0)) {
    fixes.push(
      schema === undefined
        ? DECLARE
        : `Set one that it has: ${Object.keys(schema).join(', ')}.${didYouMean(near(field, Object.keys(schema)))}`,
    );
    const why = isForeign
      ? `the configuration of ${quoted(plugin)} has no field ${quoted(field)}`
      : `${quoted(plugin)} declares no configuration`;
    return {
      says: layers.length === 0 ? `${name} has no value.` : `${name} is set, and ignored.`,
      state: layers.length === 0 ? 'unknown' : 'ignored',
      because: [
        link(why, { plugin, place: evidence.declaredAt(plugin) }),
        // What nobody knows may be a secret with a typing error in its name.
        ...layers.map(({ from, value, place }) =>
          link(`${from} says ${hasSecret(schema) ? 'a value that is not shown' : sayValue(value, undefined)}`, { plugin, place }),
        ),
      ],
    };
  }
  const problems = evidence.problems.filter(
    (found) => found.plugin === plugin && found.severity === 'error' && isAbout(found.field, field),
  );
  const wrong = problems.slice(-1).map((found) => {
    fixes.push(found.hint);
    return problemLink(found, evidence);
  });
  const shown = (value: unknown): string => (own?.secret === true ? 'a secret' : sayValue(value, own?.unit));
  const [first, ...others] = layers;
  const because = [
    ...wrong,
    ...(first === undefined ? [] : [link(`${first.from} says ${shown(first.value)}`, { plugin, place: first.place })]),
    ...others.map(({ from, value, place }) => link(`${from} says ${shown(value)}, which gives way`, { plugin, place })),
    ...(own?.doc === undefined ? [] : [link(`it means: ${own.doc}`, { plugin, place: evidence.decoratedAt(plugin, `config.${field}`) })]),
  ];
  if (first === undefined) {
    const none = own?.required === false ? 'nobody sets it, and it may be missing' : 'nobody sets it, and it has no default';
    return { says: `${name} has no value.`, state: 'absent', because: [...because, link(none, { plugin })] };
  }
  if (wrong.length > 0) return { says: `${name} is set to ${shown(first.value)}, which is refused.`, state: 'refused', because };
  return { says: `${name} is ${shown(first.value)}.`, state: first.isDefault === true ? 'default' : 'set', because };
}

function hasSecret(schema: Readonly<Record<string, FieldSchema>> | undefined): boolean {
  return Object.values(schema ?? {}).some(({ secret }) => secret === true);
}

const DECLARE = 'Declare a class with @Config and name it in @Plugin({ config }).';

/** Whether a problem is about a field, or about something in it. */
function isAbout(path: string | undefined, field: string): boolean {
  const at = path?.indexOf(`.config.${field}`) ?? -1;
  const rest = at < 0 ? undefined : path!.slice(at + `.config.${field}`.length);
  return rest === '' || rest?.startsWith('.') === true || rest?.startsWith('[') === true;
}

function sayValue(value: unknown, unit: string | undefined): string {
  const said = typeof value === 'string' ? quoted(value) : sayOther(value);
  return unit === undefined || typeof value !== 'number' ? said : `${said} ${unit}`;
}

/** Code may give what no JSON can hold. */
function sayOther(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' || typeof value === 'boolean' || value === null ? String(value) : kindOf(value);
  try {
    const json = JSON.stringify(value);
    return json.length > MOST_JSON ? `${json.slice(0, MOST_JSON)}…` : json;
  } catch {
    return kindOf(value);
  }
}

const MOST_JSON = 200;
