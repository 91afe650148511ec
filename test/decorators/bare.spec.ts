/** Open this to see that a decorator written without its call, as plain JavaScript lets one, is told and takes nothing away. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { isDecorated } from '../../src/manifest/describe.js';
import { described } from '../manifest/described.js';
import * as legacy from './bare.legacy.js';
import * as standard from './bare.standard.js';

const modes = [
  ['legacy', legacy],
  ['standard', standard],
] as const;

function textOf(mode: string): string {
  const text = readFileSync(new URL(`./bare.${mode}.ts`, import.meta.url), 'utf8');
  return text.slice(text.indexOf('\n'));
}

describe('a decorator without its call', () => {
  it('stands in the same text in both modes', () => {
    expect(textOf('standard')).toBe(textOf('legacy'));
  });

  it.each(modes)('is told with what to write, at its line (%s)', (mode, { Shop }) => {
    const { problems } = described(Shop);
    expect(problems.map(({ code, message, hint }) => `${code}: ${message} ${hint}`).sort()).toEqual([
      "manifest.bare-decorator: @Command on Store.list is written without its call. Write @Command('name').",
      "manifest.bare-decorator: @Component on class Store is written without its call. Write @Component('name').",
      'manifest.bare-decorator: @Config on class Settings is written without its call. Write @Config().',
      'manifest.bare-decorator: @Field on Settings.choice is written without its call. Write @Field.string().',
      'manifest.bare-decorator: @Field on Settings.text is written without its call. Write @Field.string().',
      "manifest.bare-decorator: @OnEvent on Store.bound is written without its call. Write @OnEvent('name').",
      "manifest.bare-decorator: @OnEvent on Store.shared is written without its call. Write @OnEvent('name').",
      "manifest.bare-decorator: @Provide on class Store is written without its call. Write @Provide('acme/name').",
      "manifest.bare-decorator: @Use on Store.mail is written without its call. Write @Use('acme/name').",
      'manifest.bare-decorator: the decorator of acme.every on Store.sweep is written without its call. Write it with its parentheses.',
    ]);
    for (const { place } of problems) expect(place).toMatch(new RegExp(`/test/decorators/bare\\.${mode}\\.ts:\\d+:\\d+$`));
  });

  it.each(modes)('takes the place of nothing (%s)', (_, { Bare, Shop, Store }) => {
    expect([Bare.name, Shop.name, Store.name]).toEqual(['Bare', 'Shop', 'Store']);
    expect(new Store().bound()).toBe('bound');
    expect(described(Shop).manifest).toMatchObject({ id: 'shop', handlers: [], uses: [], provides: [], config: { fine: {} } });
  });

  it.each(modes)('of a plugin is all that is told of it (%s)', (_, { Bare }) => {
    expect(isDecorated(Bare)).toBe(true);
    expect(described(Bare).problems.map(({ code, message, hint }) => `${code}: ${message} ${hint}`)).toEqual([
      "manifest.bare-decorator: @Plugin on class Bare is written without its call. Write @Plugin({ id: 'name', version: '1.0.0' }).",
    ]);
  });
});
