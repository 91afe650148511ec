/** Open this to see how the lines of a mistake are found and shown. */
import { expect, it } from '@jest/globals';
import { codeFrameOf } from '../../src/cli/code-frame.js';
import type { Problem } from '../../src/model/problem.js';

const files = {
  kind: (path: string) => (path === '/a.ts' ? 'file' : 'absent') as 'file' | 'absent',
  read: () => 'one\ntwo\nthrow it;\nfour\nfive\nsix',
};
const at = (given: Partial<Problem>): string | undefined => codeFrameOf(given as Problem, files);
const THIRD = ['  /a.ts:3:1', '  1 | one', '  2 | two', '  3 | throw it;', '    | ^', '  4 | four', '  5 | five'].join('\n');

it.each<[string, Partial<Problem>, string | undefined]>([
  [
    'what a compiler says, as it is',
    { cause: { name: 'SyntaxError', message: 'wrong (/a.ts:1:1)\n1 | one\n  | ^' } },
    '  1 | one\n    | ^',
  ],
  ['the place of a problem', { place: '/a.ts:3:1' }, THIRD],
  ['the first line of a stack', { cause: { name: 'Error', message: 'no', stack: 'Error: no\n    at start (/a.ts?1f:3:1)' } }, THIRD],
  [
    'the place, where what is thrown has more lines than one',
    { place: '/a.ts:3:1', cause: { name: 'Error', message: 'no such file\nRequire stack:\n- /b.ts' } },
    THIRD,
  ],
  [
    'nothing of mortise itself',
    {
      cause: {
        name: 'Error',
        message: 'no',
        stack: `Error: no\n    at real (${import.meta.filename.replace('test/cli/code-frame.spec', 'src/cli/code-frame')}:3:1)`,
      },
    },
    undefined,
  ],
  ['nothing of a file that is gone', { place: '/b.ts:3:1' }, undefined],
  ['nothing of a line that is gone', { place: '/a.ts:9:1' }, undefined],
  ['nothing where no place is known', { message: 'no' }, undefined],
])('shows %s', (_, problem, frame) => {
  expect(at(problem)).toBe(frame);
});
