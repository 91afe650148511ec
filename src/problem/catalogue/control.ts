/** Open this to read what can go wrong between a command and a running host. */
import { entry } from '../entry.js';
import { quoted, seconds } from '../text.js';

export const controlProblems = {
  'control.bad-request': entry<{ why: string }>(
    'error',
    'host',
    'What came over the control socket is not a request.',
    (d) => `What came over the control socket is not a request: ${d.why}.`,
    () => 'Send one JSON text a line: { "id": 1, "op": "list", "arguments": [] }.',
  ),
  'control.unknown-op': entry<{ op: string }>(
    'error',
    'host',
    'A running host was asked something it does not know, perhaps by another version of the command.',
    (d) => `The running host does not know ${quoted(d.op)}.`,
    () => 'Use the command of the version of mortise that the host runs.',
  ),
  'control.read-only': entry<{ op: string }>(
    'error',
    'host',
    'A running host lets itself be asked from outside, and not changed.',
    (d) => `The running host answers questions only, so ${quoted(d.op)} is refused.`,
    () => "Its owner says control: 'read'; control: true lets commands change it as well.",
  ),
  'control.unknown-plan': entry<{ token: string }>(
    'error',
    'host',
    'What was to be applied is no plan that the running host has made, or one that was applied already.',
    (d) => `The running host has no plan ${quoted(d.token)}, or has applied it already.`,
    () => 'Ask for the plan again; a token is good for one of the last 16 plans, once.',
  ),
  'control.not-set': entry<{ plugin: string; field: string; known: readonly string[] }>(
    'error',
    'host',
    'A value was to be taken back that nobody has set while the host runs.',
    (d) => `Nobody has set ${quoted(`${d.plugin}.${d.field}`)} while the host runs, so it can't be taken back.`,
    (d) =>
      d.known.length === 0
        ? `What files and code say of ${quoted(d.plugin)} is changed there; mortise why ${d.plugin}.${d.field} tells where.`
        : `These are set: ${d.known.join(', ')}.`,
  ),
  'control.no-host': entry<{ config: string; isChange: boolean }>(
    'error',
    'host',
    'A running host was to be asked or changed, and none runs.',
    (d) => `No host runs with ${quoted(d.config)}, so ${d.isChange ? 'nothing was changed' : 'nobody answers'}.`,
    (d) =>
      `Start it: mortise run.${d.isChange ? ' With --dry-run you see what the change would do after a start.' : ''} A host of your own needs control: true.`,
  ),
  'control.failed': entry<{ op: string; why: string }>(
    'error',
    'framework',
    'A running host could not answer because of a mistake in mortise.',
    (d) => `The running host could not answer ${quoted(d.op)}: ${d.why}`,
    () => 'Please report it with the stack in the cause.',
  ),
  'control.no-answer': entry<{ op: string; ms: number }>(
    'error',
    'host',
    'A running host took the question and did not answer.',
    (d) => `The running host did not answer ${quoted(d.op)}${d.ms === 0 ? '' : ` within ${seconds(d.ms)}`}.`,
    () => 'Its main loop may be blocked, or it has just stopped.',
  ),
  'control.unreachable': entry<{ path: string; why: string; isForbidden: boolean }>(
    'error',
    'host',
    'The control socket of a host cannot be opened.',
    (d) => `The control socket ${quoted(d.path)} can't be opened: ${d.why}`,
    (d) =>
      d.isForbidden
        ? 'Only the user who runs the host can open it.'
        : 'No host can be asked there. Set XDG_RUNTIME_DIR to a folder of your own with a short path, for the host and for the command.',
  ),
  'control.not-opened': entry<{ path: string; why: string }>(
    'error',
    'host',
    'The control socket of a host cannot be made, so commands do not reach that host.',
    (d) => `The control socket ${quoted(d.path)} can't be made: ${d.why}`,
    () =>
      'Set XDG_RUNTIME_DIR to a folder of your own with a short path, for the host and for the command; until then no command reaches the host.',
  ),
  'control.not-private': entry<{ folder: string }>(
    'error',
    'host',
    'The folder for control sockets is not private, so the socket was not made.',
    (d) => `The folder ${quoted(d.folder)} belongs to somebody else, or others may enter it.`,
    () => 'Remove it, or set XDG_RUNTIME_DIR to a folder of your own.',
  ),
  'control.taken': entry<{ path: string }>(
    'warning',
    'host',
    'Another host serves the control socket of this configuration.',
    (d) => `Another host already serves the control socket ${quoted(d.path)} of this configuration.`,
    () => 'This host runs, but commands will ask the other one; give it a configuration of its own to tell them apart.',
  ),
};
