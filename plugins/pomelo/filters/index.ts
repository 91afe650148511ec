/** Open this for the filters that come with Pomelo: `app.filter(filters.serial())`, `app.rpcFilter(rpcFilters.rpcLog())`. */
import { serial } from './serial.js';
import { rpcLog, time } from './time.js';
import { timeout } from './timeout.js';
import { rpcToobusy, toobusy } from './toobusy.js';

/** Filters of requests. */
export const filters = { serial, time, timeout, toobusy } as const;

/** Filters of calls of other servers. */
export const rpcFilters = { rpcLog, toobusy: rpcToobusy } as const;
