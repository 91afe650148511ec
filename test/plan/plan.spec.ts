/** Open this to see plans: what they do, in which order, why, and how they read. */
import { describe, expect, it } from '@jest/globals';
import { applied, nothing, planned, plugin, running, states, steps, wanted } from './worlds.js';

const store = plugin('store', { provides: ['acme/store'], lifecycle: ['start', 'afterStart', 'beforeStop'] });
const api = plugin('api', { uses: ['acme/store'], lifecycle: ['afterStart'] });
const web = plugin('web', { needs: { api: '*' }, lifecycle: ['beforeStop', 'stop'] });
const other = plugin('other');
const world = wanted([web, other, api, store]);

describe('a start', () => {
  it('wires and starts by levels, and then tells everybody who listens that all have started', () => {
    expect(steps(planned(world))).toEqual([
      'wire other',
      'start other',
      'wire store',
      'start store',
      'wire api',
      'start api',
      'wire web',
      'start web',
      'afterStart store',
      'afterStart api',
    ]);
    expect(planned(world).steps.map(({ level }) => level)).toEqual([0, 0, 0, 0, 1, 1, 2, 2, 0, 1]);
  });

  it('starts equals in the order in which they are listed', () => {
    expect(steps(planned(wanted([plugin('zebra'), plugin('ape')])))).toEqual(['wire zebra', 'start zebra', 'wire ape', 'start ape']);
  });

  it('planned again, after it is done, is empty', () => {
    const made = planned(world, running(world), {});
    expect([made.steps, made.problems]).toEqual([[], []]);
    expect(String(made)).toBe('plan from revision 1: no change\n  nothing to do');
  });
});

describe('a stop', () => {
  const stopped = () => planned({ ...world, up: false }, running(world), { stop: true });

  it('is the exact reverse of the start, after everybody who listens was told', () => {
    const down = stopped();
    const started = steps(planned(world)).flatMap((step) => (step.startsWith('start') ? [step.slice('start '.length)] : []));
    expect(steps(down)).toEqual(['beforeStop web', 'beforeStop store', ...started.reverse().map((key) => `stop ${key}`)]);
    expect(new Set(down.steps.map(({ because }) => because[0]!.text))).toEqual(new Set(['the host stops']));
  });

  it('leaves nothing to do, and can be started from again', () => {
    const after = applied(stopped(), { ...world, up: false }, running(world));
    expect(new Set(Object.values(states(after)))).toEqual(new Set(['stopped']));
    expect(planned({ ...world, up: false }, after, { stop: true }).steps).toEqual([]);
    expect(steps(planned(world, after))).toEqual(steps(planned(world)));
  });

  it('goes by when they started, not by what is listed', () => {
    const early = running(wanted([web, api, store]));
    const late = applied(planned(world, early, { load: ['other'] }), world, early);
    expect(steps(planned({ ...world, up: false }, late, { stop: true })).filter((step) => step.startsWith('stop'))).toEqual([
      'stop other',
      'stop web',
      'stop api',
      'stop store',
    ]);
  });
});

describe('an unload', () => {
  it('stops who holds it first, takes it away, and lets the others wait', () => {
    const made = planned(wanted([web, other, api]), running(world), { unload: ['store'] });
    expect(steps(made)).toEqual([
      'beforeStop web',
      'beforeStop store',
      'stop web',
      'stop api',
      'stop store',
      'unload store',
      'wait api',
      'wait web',
    ]);
    expect(made.steps.map(({ because }) => because[0]!.code)).toEqual([
      'requirement-gone',
      'not-wanted',
      'requirement-gone',
      'requirement-gone',
      'not-wanted',
      'not-wanted',
      'refused',
      'refused',
    ]);
  });

  it('of what nobody holds touches nobody else', () => {
    expect(steps(planned(wanted([web, api, store]), running(world), { unload: ['other'] }))).toEqual([
      'beforeStop other',
      'stop other',
      'unload other',
    ]);
  });

  it('of what somebody holds optionally restarts the holder without it', () => {
    const [mail, news] = [plugin('mail', { provides: ['acme/mail'] }), plugin('news', { uses: ['acme/mail?'] })];
    const both = running(wanted([mail, news, other]));
    const made = planned(wanted([news, other]), both, { unload: ['mail'] });
    expect(steps(made)).toEqual(['beforeStop mail', 'stop news', 'stop mail', 'unload mail', 'wire news', 'start news']);
    expect(made.steps[1]!.because).toEqual([{ code: 'requirement-gone', text: "it holds 'mail', which stops", plugin: 'mail' }]);
    expect(made.steps[4]!.because).toEqual([{ code: 'wanted', text: 'it starts again' }]);
    expect(states(applied(made, wanted([news, other]), both))).toEqual({ news: 'running', other: 'running' });
  });

  it('of what never ran takes it away', () => {
    const waiting = running(wanted([web, api]));
    expect(steps(planned(wanted([web]), waiting, { unload: ['api'] }))).toEqual(['unload api', 'wait web']);
  });

  it('takes several away in the order in which they stop', () => {
    expect(
      steps(planned(wanted([other]), running(world), { unload: ['web', 'api', 'store'] })).filter((step) => step.startsWith('unload')),
    ).toEqual(['unload web', 'unload api', 'unload store']);
  });
});

describe('a load', () => {
  it('starts what is new, and touches nobody else', () => {
    const before = running(wanted([store, other]));
    expect(steps(planned(wanted([store, other, api]), before, { load: ['api'] }))).toEqual(['wire api', 'start api', 'afterStart api']);
  });

  it('of another generation replaces the one that runs, and restarts who holds it', () => {
    const next = plugin('store', { provides: ['acme/store'], version: '1.1.0', generation: 2 });
    const made = planned(wanted([web, other, api, next]), running(world), { load: ['store'] });
    expect(steps(made)).toEqual([
      'wire store',
      'start store',
      'swap store',
      'drain store',
      'beforeStop web',
      'beforeStop store',
      'stop web',
      'stop api',
      'stop store',
      'unload store',
      'wire api',
      'start api',
      'wire web',
      'start web',
      'afterStart api',
    ]);
    expect(made.steps.find(({ action }) => action === 'unload')!.because[0]).toEqual({
      code: 'replaced',
      text: 'another generation takes its place',
    });
  });
});

describe('a plan', () => {
  const waiting = () => planned(wanted([web, plugin('api', { needs: { store: '^2' }, uses: ['acme/store'] }), store]));

  it('reads as one line for each step, with its reason where it is new, and the problems below', () => {
    expect(String(planned(world))).toBe(
      [
        'plan from revision 0: start',
        "   1. wire       other  'other' is listed (other)",
        '   2. start      other',
        "   3. wire       store  'store' is listed (store)",
        '   4. start      store',
        "   5. wire       api    'api' is listed (api); uses 'acme/store' of 'store'",
        '   6. start      api',
        "   7. wire       web    'web' is listed (web); needs 'api' * (1.0.0)",
        '   8. start      web',
        '   9. afterStart store',
        '  10. afterStart api',
      ].join('\n'),
    );
    expect(String(waiting())).toBe(
      [
        'plan from revision 0: start',
        "  1. wait       api    'api' needs 'store' ^2, but 1.0.0 is loaded (web -> api -> store).",
        "  2. wait       web    'web' waits for 'api', which is waiting itself.",
        "  3. wire       store  'store' is listed (store)",
        '  4. start      store',
        '  5. afterStart store',
        "  error plan.version-mismatch: 'api' needs 'store' ^2, but 1.0.0 is loaded (web -> api -> store).",
        "    so 'web' waits for 'api'",
        "    Load a version of 'store' in ^2, or widen the range of 'api' (npm rules).",
      ].join('\n'),
    );
  });

  it('tells of a plugin why once, and again where it is for another reason', () => {
    const [mail, news] = [plugin('mail', { provides: ['acme/mail'] }), plugin('news', { uses: ['acme/mail?'] })];
    expect(String(planned(wanted([news]), running(wanted([mail, news])), { unload: ['mail'] }))).toBe(
      [
        'plan from revision 1: unload mail',
        '  1. beforeStop mail  it is no longer wanted',
        "  2. stop       news  it holds 'mail', which stops",
        '  3. stop       mail',
        '  4. unload     mail',
        '  5. wire       news  it starts again',
        '  6. start      news',
      ].join('\n'),
    );
  });

  it('has problems to tell even where there is nothing to do', () => {
    const made = planned(wanted([store, plugin('store', { generation: 2 })]), running(wanted([store])), { load: ['store'] });
    expect(String(made)).toMatch(/^plan from revision 1: load store\n  error plan\.duplicate-id: The id 'store' /);
  });

  it.each([
    [{}, 'no change'],
    [{ unload: [], reload: [], load: ['./x'] }, 'load ./x'],
    [{ reload: [] }, 'reload'],
    [{ start: true }, 'start'],
    [{ load: ['a', './b'], unload: ['c'] }, 'load a, ./b; unload c'],
    [{ enable: ['a'], disable: ['b'], startApp: ['c'], stopApp: ['d'] }, 'enable a; disable b; startApp c; stopApp d'],
    [{ settle: true }, 'settle'],
    [{ undo: 3 }, 'undo 3'],
  ] as const)('for %j says so in its first line', (change, says) => {
    expect(String(planned(wanted([]), { revision: 7, plugins: [] }, change))).toBe(`plan from revision 7: ${says}\n  nothing to do`);
  });

  it('is frozen JSON, and keeps its text', () => {
    const made = waiting();
    expect(JSON.parse(JSON.stringify(made))).toStrictEqual({ ...made });
    expect(Object.keys(made)).toEqual(['revision', 'change', 'steps', 'problems']);
    const deep = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(deep));
    expect(deep(made)).toBe(true);
  });

  it('of nothing is empty', () => {
    expect(planned(wanted([]), nothing).steps).toEqual([]);
  });
});
