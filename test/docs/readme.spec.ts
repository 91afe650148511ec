/** Open this to see that the ratios in README's table are those of docs/performance/figures.json. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

interface Figure {
  readonly metric: string;
  readonly case: string;
  readonly size: number;
  readonly lacks: readonly string[];
  readonly ratio?: { readonly median: number };
}

const { results } = JSON.parse(readFileSync(join(root, 'docs/performance/figures.json'), 'utf8')) as {
  readonly results: Readonly<Record<string, { readonly figures: readonly Figure[] }>>;
};

function figureOf(item: string, metric: string, size: number, name: string): Figure {
  const all = results[item]!.figures.filter((figure) => figure.metric === metric && figure.size === size);
  const found = all.find((figure) => figure.case === name);
  if (found === undefined)
    throw new Error(`${item}, ${metric}, ${size} has no '${name}' but ${all.map((figure) => figure.case).join('; ')}`);
  return found;
}

/** Two digits that carry a meaning, or whole numbers: 0.28, 3.7, 28, 705. */
function digits(value: number): string {
  return value >= 10 ? String(Math.round(value)) : value.toFixed(value >= 1 ? 1 : 2);
}

/** What gives the ratio of a case in one metric, at one size, as README has it. */
const ratioOf = (item: string, metric: string, size: number) => (name: string) => digits(figureOf(item, metric, size, name).ratio!.median);

const emit = ratioOf('A1', 'emit', 10);
const lookUp = ratioOf('D1', 'look-up', 10_000);
const boot = ratioOf('C', 'boot', 5000);

/** What stands in the columns of each row. A new measurement is copied from what this spec then says. */
const ROWS = {
  A1: {
    own: emit('mortise: events.emit'),
    others: `with a try around each: tapable ${emit('tapable SyncHook, try by hand')}, eventemitter3 ${emit('eventemitter3, try by hand')}, EventEmitter ${emit('Node EventEmitter, try by hand')}, rxjs ${emit('rxjs Subject, try by hand')}; Nest ${emit('@nestjs/event-emitter')}`,
  },
  D1: {
    own: `${lookUp('mortise: lookup(text)')}; ${lookUp('mortise: a held reference')}`,
    others: `inversify ${lookUp('inversify get')}, awilix ${lookUp('awilix resolve')}, Nest ${lookUp('@nestjs/core get')}`,
  },
  C: {
    own: `${boot('mortise: namespaces injected')}; bound in inversify ${boot('mortise: namespaces injected, bound in inversify')}`,
    others: `Pomelo ${boot('Pomelo, components')}, tsyringe ${boot('tsyringe, by hand')}, awilix ${boot('awilix, by hand')}, avvio ${boot('avvio')}, inversify alone ${boot('inversify alone, by hand')}, Fastify ${boot('Fastify, fastify-plugin')}; Nest ${boot('Nest, one module, event-emitter')} with one module for all, ${boot('Nest, a module each, event-emitter')} with one for each; Moleculer ${boot('moleculer, a service each')}, Backstage ${boot('Backstage, a plugin and a service each')}`,
  },
};

const cells = readFileSync(join(root, 'README.md'), 'utf8')
  .split('\n')
  .filter((line) => line.includes('`npm run bench -- '))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the table of README', () => {
  it('has a row for each item that it quotes', () => {
    expect(cells.map((row) => row[4])).toEqual(Object.keys(ROWS).map((item) => `\`npm run bench -- ${item}\``));
  });

  it.each(Object.entries(ROWS))('has the ratios of %s that were measured', (item, { own, others }) => {
    const row = cells.find((found) => found[4]!.endsWith(` ${item}\``))!;
    expect({ own: row[2], others: row[3] }).toEqual({ own, others });
  });

  it('says of those who are faster what they do not do', () => {
    const unordered = [
      'Pomelo, components',
      'tsyringe, by hand',
      'awilix, by hand',
      'avvio',
      'inversify alone, by hand',
      'Fastify, fastify-plugin',
    ];
    const lacking = (name: string) => figureOf('C', 'boot', 5000, name).lacks;
    for (const name of unordered) expect(lacking(name)).toEqual(['order', 'containment', 'versions', 'unload']);
    expect(lacking('Nest, one module, event-emitter')).toEqual(['containment', 'versions', 'unload']);
    expect(figureOf('A1', 'emit', 10, 'tapable SyncHook, try by hand').lacks).toEqual(['unload']);
  });
});
