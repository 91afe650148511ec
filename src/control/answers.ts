/** Open this to see what can be asked of a host from outside, and how questions are put: those that change nothing. */
import type { Explanation, Subject } from '../model/explanation.js';
import type { HostState, MortiseHost } from '../model/host.js';
import type { PluginInfo } from '../model/report.js';
import { failure } from '../problem/problem.js';
import type { Answerer } from './protocol.js';

/** What a host shows of itself. */
export type Asked = Pick<MortiseHost, 'name' | 'state' | 'list' | 'info' | 'why' | 'graph' | 'history' | 'doctor' | 'dump'>;

/** The answer to `list`. */
export interface HostList {
  readonly host: string;
  readonly state: HostState;
  readonly pid: number;
  readonly plugins: readonly PluginInfo[];
}

/** Answers `list`, `info <key>`, `why <words>`, `graph`, `history`, `doctor` and `dump`. Throws `control.unknown-op`, `control.bad-request` and what the host throws. */
export function answersOf(host: Asked, pid: number): Answerer {
  return ({ op, arguments: words }) => {
    switch (op) {
      case 'list':
        return { host: host.name, state: host.state, pid, plugins: host.list() } satisfies HostList;
      case 'info':
        return host.info(words[0] ?? missing('info wants the key of a plugin'));
      case 'why':
        return whyOf(host, words);
      case 'graph':
        return host.graph();
      case 'history':
        return host.history();
      case 'doctor':
        return host.doctor({ holders: words.includes('holders') });
      case 'dump':
        return host.dump();
      default:
        throw failure('control.unknown-op', { op });
    }
  };
}

/** One word is found out by itself; two are a kind and a name; `order` has two names. */
function whyOf(host: Asked, words: readonly string[]): Explanation {
  const [first, second, third] = words;
  if (first === undefined) return missing('why wants to know what about');
  if (second === undefined) return host.why(first);
  if (first === 'order' && third !== undefined) return host.why({ order: [second, third] });
  if (third === undefined && isKind(first)) return host.why({ [first]: second } as unknown as Subject);
  return host.why(words.join(' '));
}

const KINDS = ['plugin', 'namespace', 'event', 'handler', 'config'] as const;

function isKind(word: string): word is (typeof KINDS)[number] {
  return (KINDS as readonly string[]).includes(word);
}

function missing(why: string): never {
  throw failure('control.bad-request', { why });
}
