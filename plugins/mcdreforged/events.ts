/** Open this for the events of MCDReforged: their ids, what each carries, and the function of a plugin that is called for it. */
import type { HandlerOptions } from 'mortise';
import type { Info } from './info.js';

/** What the events carry; a listener gets its server interface before it. Extend it, as `Events` of mortise, for your own. */
declare module 'mortise' {
  interface Events {
    'mcdr.general_info': readonly [info: Info];
    'mcdr.user_info': readonly [info: Info];
    'mcdr.server_start_pre': readonly [];
    'mcdr.server_start': readonly [];
    'mcdr.server_startup': readonly [];
    /** The exit code; null if a signal ended the process. */
    'mcdr.server_stop': readonly [serverReturnCode: number | null];
    'mcdr.mcdr_start': readonly [];
    'mcdr.mcdr_stop': readonly [];
    'mcdr.player_joined': readonly [player: string, info: Info];
    'mcdr.player_left': readonly [player: string];
  }
}

/** The ids of all events. The last three are about one plugin, and only that plugin hears them. */
export const MCDRPluginEvents = {
  GENERAL_INFO: 'mcdr.general_info',
  USER_INFO: 'mcdr.user_info',
  SERVER_START_PRE: 'mcdr.server_start_pre',
  SERVER_START: 'mcdr.server_start',
  SERVER_STARTUP: 'mcdr.server_startup',
  SERVER_STOP: 'mcdr.server_stop',
  MCDR_START: 'mcdr.mcdr_start',
  MCDR_STOP: 'mcdr.mcdr_stop',
  PLAYER_JOINED: 'mcdr.player_joined',
  PLAYER_LEFT: 'mcdr.player_left',
  PLUGIN_LOADED: 'mcdr.plugin_loaded',
  PLUGIN_UNLOADED: 'mcdr.plugin_unloaded',
  PLUGIN_REMOVED: 'mcdr.plugin_removed',
} as const;

/** The function of a module that listens by its name; its camelCase form does as well. */
export const DEFAULT_LISTENERS: Readonly<Record<string, string>> = {
  [MCDRPluginEvents.GENERAL_INFO]: 'on_info',
  [MCDRPluginEvents.USER_INFO]: 'on_user_info',
  [MCDRPluginEvents.SERVER_START_PRE]: 'on_server_start_pre',
  [MCDRPluginEvents.SERVER_START]: 'on_server_start',
  [MCDRPluginEvents.SERVER_STARTUP]: 'on_server_startup',
  [MCDRPluginEvents.SERVER_STOP]: 'on_server_stop',
  [MCDRPluginEvents.MCDR_START]: 'on_mcdr_start',
  [MCDRPluginEvents.MCDR_STOP]: 'on_mcdr_stop',
  [MCDRPluginEvents.PLAYER_JOINED]: 'on_player_joined',
  [MCDRPluginEvents.PLAYER_LEFT]: 'on_player_left',
  [MCDRPluginEvents.PLUGIN_LOADED]: 'on_load',
  [MCDRPluginEvents.PLUGIN_UNLOADED]: 'on_unload',
  [MCDRPluginEvents.PLUGIN_REMOVED]: 'on_removed',
};

const DIRECTED: ReadonlySet<string> = new Set([
  MCDRPluginEvents.PLUGIN_LOADED,
  MCDRPluginEvents.PLUGIN_UNLOADED,
  MCDRPluginEvents.PLUGIN_REMOVED,
]);

const MINUTE = 60_000;

/** Milliseconds that those who dispatch it wait for one listener; who is late is named. At its end the host has little time left itself. */
const WAITED: Readonly<Record<string, number>> = {
  [MCDRPluginEvents.SERVER_START_PRE]: MINUTE,
  [MCDRPluginEvents.SERVER_START]: MINUTE,
  [MCDRPluginEvents.SERVER_STOP]: MINUTE,
  [MCDRPluginEvents.MCDR_STOP]: 4000,
};

/** How a listener stands among the handlers of the host. */
export function placeOf(event: string, priority: number): HandlerOptions {
  const deadline = Object.hasOwn(WAITED, event) ? WAITED[event] : undefined;
  return { priority, ...(deadline === undefined ? {} : { deadline }) };
}

/** Whether only the plugin that it is about hears it. */
export const isDirected = (event: string): boolean => DIRECTED.has(event);

/** Whether only MCDReforged itself dispatches it. */
export const isBuiltIn = (event: string): boolean => Object.hasOwn(DEFAULT_LISTENERS, event);

/** Events of other styles may carry anything; ours carry a list. */
export function argumentsOf(payload: unknown): readonly unknown[] {
  if (Array.isArray(payload)) return payload;
  return payload === undefined ? [] : [payload];
}
