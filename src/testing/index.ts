/** Open this for what plugin authors import to test their plugins. */
export { matchers, type Matched, type MortiseMatchers } from './matchers.js';
export { createTestHost, type RecordedEvent, type TestHost, type TestHostOptions } from './test-host.js';
export { settle, VirtualClock } from './virtual-clock.js';
