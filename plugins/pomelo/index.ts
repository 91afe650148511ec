/** Open this for the names of `mortise/pomelo`: Pomelo's app, its start and stop, its filters, and the dialect by which a host loads Pomelo plugins. */
export * from './contract.js';
export type * from './pomelo-app.js';
export type { After, Before, Filter, FilteredSession, RequestMessage, RpcAfter, RpcBefore, RpcFilter } from './filters/chain.js';
export type { BackendSession, BackendSessionService } from './services/backend-sessions.js';
export type { Channel } from './services/channel.js';
export type { ChannelStorage } from './services/channel-store.js';
export type { ChannelService } from './services/channels.js';
export type { Connector } from './services/connector.js';
export type { CronInfo } from './services/crons.js';
export type { Callback, ClientMessage, RpcMessage } from './services/ports.js';
export type { RpcTransport } from './services/rpc.js';
export type { FrontendSession, Session, SessionSocket } from './services/session.js';
export type { SessionService } from './services/sessions.js';
export type { TransactionStep, TransactionSteps } from './transaction.js';
export { createApp, startAll, stopAll } from './start-all.js';
export { pomeloDialect } from './dialect.js';
export { events } from './event-view.js';
export { filters, rpcFilters } from './filters/index.js';
