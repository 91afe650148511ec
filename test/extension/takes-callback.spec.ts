import { runInThisContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { takesCallback } from '../../src/extension/takes-callback.js';

/** From text, so that no compiler changes what is read. */
function attachOf(text: string): () => unknown {
  return runInThisContext(`(${text})`) as () => unknown;
}

describe('an attach', () => {
  it.each([
    'function (options, callback) {}',
    '(options = {}, callback) => {}',
    "({ region = 'eu', sizes = [1, 2] } = {}, callback = undefined) => {}",
    "(options = { text: ',)', other: '\\'' }, callback) => {}",
    'function (options = (1, 2), callback) {}',
    '(...given) => {}',
    'function (options, ...rest) {}',
    'function () { return arguments[1]; }',
    'async (options = {}, callback) => {}',
    "(options = '/*', callback) => { return '*/'; }",
    "function () { return 'it\\'s' + arguments[1]; }",
    'function () { return `${arguments[1]}`; }',
    '({ attach(options = {}, callback) {} }).attach',
    'function () { return Math.max(...arguments); }',
    'function () { const given = this.isReady ? arguments : []; return given; }',
    'function () { [].forEach(() => { arguments[1](); }); }',
    'function () { setTimeout(function () {}); return `to ${{ a: `the ${arguments[1]}` }.a}`; }',
    "function () { const brace = '{' + /[{]/.source /* { */; return () => arguments[1]; }",
    'function () { const half = 4 / 2; return arguments[half] / 1; }',
    'function () { const quote = /["\'`]/; return arguments[1]; }',
    'function () { return `function x() { ${arguments[1]} }`; }',
    'function () { const run = (make = function () {}) => { make(); return arguments[1]; }; run(); }',
    'function () { const run = function (a = () => { a(); }) { if (a) { return arguments; } }; run(...arguments); }',
  ])('takes a callback as %s', (text) => {
    expect(takesCallback(attachOf(text))).toBe(true);
  });

  it.each([
    'function () {}',
    'function (options) {}',
    'options => {}',
    'options => options.register(1, 2)',
    '(options = {}) => {}',
    "({ region = 'eu', size = Math.max(1, 2) }) => {}",
    '([first, second] = [1, 2]) => {}',
    "(options = { text: 'a, b' }) => {}",
    'async function attach(options) { await Promise.all([1, 2]); }',
    '({ attach(options) { this.register(1, 2); } }).attach',
    'Math.max.bind(undefined, 1, 2)',
    "function () { this.log.info('no arguments'); }",
    'function () { /* takes no arguments */ return `of arguments`; // none of the arguments\n }',
    'function attach(options /* region, size */) {}',
    'function () { return (call) => JSON.parse(call.arguments, call?.arguments); }',
    'function () { return { arguments: 1, other: { name: 1, arguments: 2 } }; }',
    'function () { const { arguments: given } = this.call; }',
    'function () { const run = function named({ a = {} } = {}, b) { if (a) { b(); } return arguments; }; run(); }',
    'function () { return /arguments|[/]arguments/.test(String(this)); }',
    "function () { return `no arguments ${this.name} or arguments ${{ a: `arguments ${1}` }.a} arguments '`; }",
    'function attach(options, // what is said, by whom\n) {}',
    'function () { const run = function (make = function () {}) { make(); return arguments; }; run(); }',
    'function () { const run = function (make = function ({ a } = {}) { if (a) { return {}; } }) { make(); return arguments; }; run(); }',
  ])('takes none as %s', (text) => {
    expect(takesCallback(attachOf(text))).toBe(false);
  });

  it('of any length is looked at once: whoever writes thousands of blocks does not wait for it', () => {
    const blocks = Array.from({ length: 20_000 }, (_, index) => `if (options.a${index}) { this.a${index} = { a: function () {} }; }`).join(
      '\n',
    );
    const deep = `${'{'.repeat(2000)} arguments ${'}'.repeat(2000)}`;
    expect(takesCallback(attachOf(`function (options) { ${blocks} function inner() { return arguments.length; } }`))).toBe(false);
    expect(takesCallback(attachOf(`function (options) { ${blocks} return arguments.length; }`))).toBe(true);
    expect(takesCallback(attachOf(`function (options) { ${deep} }`))).toBe(true);
    expect(takesCallback(attachOf(`function (options) { function inner() { ${deep} } }`))).toBe(false);
  });
});
