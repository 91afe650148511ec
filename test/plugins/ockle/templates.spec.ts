/** Open this to see what Ockle's templates say: each type, comments, percent signs, and every line that does not parse. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { formOf, readTemplate, readTemplates } from 'mortise/ockle';

const folder = mkdtempSync(join(tmpdir(), 'ockle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fields = (lines: string) => formOf(`[plugins.X]\n${lines}\n`).schema;

describe('an item', () => {
  it.each<[string, object]>([
    ['["string","yay"]', { type: 'string', default: 'yay' }],
    ['["string"]', { type: 'string' }],
    ['["int",1]', { type: 'integer', default: 1 }],
    ['["float",0.5]', { type: 'number', default: 0.5 }],
    ['["bool",true]', { type: 'boolean', default: true }],
    ['["bool",false]', { type: 'boolean', default: false }],
    ['["intrange",1,"1-8"]', { type: 'integer', default: 1, min: 1, max: 8 }],
    ['["intrange",-1,"-3--1"]', { type: 'integer', default: -1, min: -3, max: -1 }],
    ['["select",false]', { type: 'string', multichoice: 'V' }],
    ['["select",true]', { type: 'string', multichoice: 'V', disabled: true }],
    ['["select",false,{"choices":["a","b"],"default":"a"}]', { type: 'select', choices: ['a', 'b'], default: 'a' }],
    ['["multilist"]', { type: 'list', unique: true, of: { type: 'string' }, multichoice: 'V', default: [] }],
    [
      '["multilist",true,"~~name~~"]',
      { type: 'list', unique: true, ordered: true, link: '~~name~~', of: { type: 'string' }, multichoice: 'V', default: [] },
    ],
    [
      '["multilist",false,true,{"choices":["b","a"]}]',
      { type: 'list', unique: true, ordered: false, of: { type: 'select', choices: ['a', 'b'] }, default: [] },
    ],
    ['["name","db"]', { type: 'string', isName: true, default: 'db' }],
    ['["secret",null,{"required":false}]', { type: 'string', secret: true, required: false }],
    ['["map",{"a":1},"int"]', { type: 'map', of: { type: 'integer' }, default: { a: 1 } }],
    ['["map"]', { type: 'map', of: { type: 'string' } }],
    ['["int",5,{"min":1,"unit":"s"}]', { type: 'integer', default: 5, min: 1, unit: 's' }],
  ])('%s is a field', (item, field) => {
    expect(fields(`V=${item}`)).toEqual({ V: field });
  });

  it('has the comments above it as its documentation, and a percent sign is written twice', () => {
    expect(
      fields('#Alchemy style path\n# to the database\nLOG_DB=["string","sqlite:////%%HOME%%logger.db"]\n; seconds\nN: ["int",\n  10]'),
    ).toEqual({
      LOG_DB: { type: 'string', default: 'sqlite:////%HOME%logger.db', doc: 'Alchemy style path\nto the database' },
      N: { type: 'integer', default: 10, doc: 'seconds' },
    });
  });
});

describe('a line that does not parse', () => {
  it.each([
    ['WAIT', '', 4, "'WAIT' is neither a [section] nor"],
    ['WAIT=int', 'plugins.X.WAIT', 4, 'is no JSON list'],
    ['WAIT={"int": 1}', 'plugins.X.WAIT', 4, 'is no list like ["int", 1]'],
    ['WAIT=["integer",1]', 'plugins.X.WAIT', 4, 'has the type "integer", but there are string, int'],
    ['WAIT=["int","1"]', 'plugins.X.WAIT', 4, 'has a default that is wrong'],
    ['WAIT=["int",1,2]', 'plugins.X.WAIT', 4, 'has 2 elements behind its type'],
    ['WAIT=["intrange",1]', 'plugins.X.WAIT', 4, 'has the range nothing instead of one like "1-8"'],
    ['WAIT=["intrange",1,"8-1"]', 'plugins.X.WAIT', 4, 'ends before it begins'],
    ['WAIT=["intrange",9,"1-8"]', 'plugins.X.WAIT', 4, 'has a default that is wrong'],
    ['WAIT=["select","maybe"]', 'plugins.X.WAIT', 4, 'true or false for disabled'],
    ['WAIT=["select",false,{"choices":[]}]', 'plugins.X.WAIT', 4, 'choices'],
    ['WAIT=["select",false,{"choices":["a"],"default":"b"}]', 'plugins.X.WAIT', 4, 'has a default that is wrong'],
    ['WAIT=["multilist",1]', 'plugins.X.WAIT', 4, 'true or false for ordered'],
    ['WAIT=["string","a",{"colour":1}]', 'plugins.X.WAIT', 4, "says 'colour', but may say"],
    ['WAIT=["string","50%"]', 'plugins.X.WAIT', 4, 'a % that stands alone'],
    ['OK=["int",2]', 'OK', 4, 'is there already, in line 3'],
    ['ok=["int",2]', 'ok', 4, 'capitals make no difference'],
    ['__proto__=["int",2]', 'plugins.X.__proto__', 4, 'never taken from outside'],
    ['[plugins.X]', '', 4, "the section 'plugins.X' is there already, in line 1"],
    ['[]', '', 4, 'a section has no name'],
  ])('%s is told with file, line and field, and the others are there', (line, field, at, why) => {
    const { forms, problems } = readTemplate(`[plugins.X]\n# one\nOK=["int",1]\n${line}\n`, 'X.ini');
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'ockle.bad-template',
        place: `X.ini:${at}`,
        message: expect.stringContaining(why),
        ...(field === '' ? {} : { field }),
      }),
    ]);
    expect(forms.get('plugins.X')!.schema).toEqual({ OK: { type: 'integer', default: 1, doc: 'one' } });
  });

  it('before every section is told', () => {
    expect(readTemplate('A=["int",1]\n').problems[0]).toMatchObject({
      place: 'template:1',
      message: expect.stringContaining('before the first [section]'),
    });
  });

  it('makes formOf throw with all of them', () => {
    expect(() => formOf('[a]\nX=1\nY=["no"]\n', { file: 'a.ini' })).toThrow(/a\.ini:2.*a\.ini:3/);
    expect(() => formOf('[a]\n[b]\n')).toThrow(/has 2 sections/);
    expect(() => formOf('[a]\n', { section: 'b' })).toThrow(/no section \[b\]/);
  });
});

describe('a folder of templates', () => {
  it('is read as one, and a section that is in two files is told', () => {
    mkdirSync(join(folder, 'plugins'));
    writeFileSync(join(folder, 'plugins/A.ini'), '[plugins.A]\nX=["int",1]\n');
    writeFileSync(join(folder, 'plugins/B.ini'), '#This is B\n[plugins.B]\nY=["bool",true]\n[plugins.A]\nZ=["int",2]\n');
    writeFileSync(join(folder, 'plugins/notes.txt'), 'no template');
    const { forms, problems } = readTemplates(join(folder, 'plugins'));
    expect([...forms].map(([name, { schema }]) => [name, Object.keys(schema)])).toEqual([
      ['plugins.A', ['X']],
      ['plugins.B', ['Y']],
    ]);
    expect(forms.get('plugins.B')!.doc).toBe('This is B');
    expect(problems.map(({ code, field }) => `${code} ${field}`)).toEqual(['ockle.bad-template plugins.A']);
  });
});
