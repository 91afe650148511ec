/** Open this for the list of all problems: every code there is, in one object. `docs/errors.md` is generated from it. */
import { attachProblems } from './catalogue/attach.js';
import { changeProblems } from './catalogue/change.js';
import { commandProblems } from './catalogue/command.js';
import { configProblems } from './catalogue/config.js';
import { controlProblems } from './catalogue/control.js';
import { devProblems } from './catalogue/dev.js';
import { eventProblems } from './catalogue/events.js';
import { kernelProblems } from './catalogue/kernel.js';
import { manifestProblems } from './catalogue/manifest.js';
import { planProblems } from './catalogue/plan.js';
import { stateProblems } from './catalogue/state.js';
import { watchingProblems } from './catalogue/watching.js';

export const catalogue = {
  ...attachProblems,
  ...manifestProblems,
  ...planProblems,
  ...kernelProblems,
  ...eventProblems,
  ...configProblems,
  ...controlProblems,
  ...changeProblems,
  ...stateProblems,
  ...devProblems,
  ...commandProblems,
  ...watchingProblems,
};
