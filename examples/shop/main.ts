/** Open this first: the whole shop, put together. `npm start` runs it; README.md says what to try. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHost, definePlugin, printTable, type MortiseHost } from 'mortise';
import { createAgent } from 'mortise/agent';
import { createOckle } from 'mortise/ockle';
import { createApp, pomeloDialect, type PomeloPlugin } from 'mortise/pomelo';
import { createZerePy } from 'mortise/zerepy';
import { audit } from './audit.js';
import { Gateway } from './gateway.js';
import { Orders } from './orders.js';
import { freePort } from './ports.js';
import { Restock, Takings } from './restock.js';
import { Sessions } from './sessions.js';
import { Storefront, storefrontTax } from './storefront.js';
import { Supplier } from './supplier.js';

// The compiled code is in dist/examples/shop; YAML and plain JavaScript stay where they were written.
const home = fileURLToPath(new URL('../../../examples/shop', import.meta.url));
const port = await freePort(Number(process.env['PORT'] ?? 3000), 'the API');
const pomeloPort = await freePort(Number(process.env['POMELO_PORT'] ?? 3001), 'the Pomelo route');

// Pomelo's own world: one plugin of ours, used as Pomelo says. Its factories run here and now.
const app = createApp({ id: 'web-1', serverType: 'web', base: join(home, 'pomelo') });
const stock = createRequire(import.meta.url)(join(home, 'pomelo/stock')) as PomeloPlugin;
app.use(stock, { stock: { tea: { price: 450, left: 20 }, book: { price: 1200, left: 3 } } });

// Commands for other processes of this machine, and the forms of what an operator may set.
const ockle = createOckle();

const host: MortiseHost = createHost({
  home,
  config: './mortise.yaml', // two more extensions, and what an operator may set
  dialects: [pomeloDialect(app)],
  extensions: [
    ...app.extensions,
    ockle,
    // From npm, unmodified. The dialect knows what it is.
    { module: 'pomelo-http-plugin', options: { http: { port: pomeloPort, logger: { debug() {}, info() {}, warn() {}, error() {} } } } },
    createZerePy(), // connections and actions
    createAgent(), // pipelines and jobs
    Sessions,
    Orders,
    audit,
    Gateway,
    Supplier,
    Restock,
    Takings,
    // The owner decides what plugins may see of the host.
    definePlugin({ id: 'operations', version: '1.0.0', provides: { 'shop/plugins': { list: () => host.list() } } }),
  ],
  apps: { storefront: { extensions: [storefrontTax, Storefront] } },
  plugins: { gateway: { required: true, config: { port } } },
  control: true, // `mortise list --config examples/shop` and its like ask this host, and `mortise reload billing` changes it
  live: true, // so that the code of billing and loyalty can be read anew, and the old one goes
  escapes: 'report', // and what a plugin leaves behind is told when it goes
  signals: true, // the first SIGTERM or Ctrl+C stops in reverse order, a second one leaves at once
});
app.join(host);
ockle.serveForms(host);
host.events.handle('plugin.stopped', ({ plugin }) => console.log(`stopped ${plugin}`));

const report = await host.start();
console.log(printTable(report.plugins)); // the log has told the problems

const api = host.lookup('shop/gateway').url;
const tries: [command: string, what: string][] = [
  [`${api}/sessions -d uid=ada`, 'a session; plugins of three styles hear of it'],
  [`${api}/orders -d uid=ada -d sku=tea -d quantity=2`, 'an order'],
  [`${api}/orders -d uid=ada -d sku=tea -d card=declined`, 'one that is refused'],
  [`${api}/orders -d uid=ada -d sku=book -d card=slow`, 'one that takes three seconds: press Ctrl+C meanwhile'],
  [`${api}/orders -d uid=ada -d sku=book -d quantity=2`, 'the last but one: a pipeline buys new ones'],
  [`${api}/audit`, 'what has happened so far'],
  [`${api}/prices/tea`, 'a price, with the tax of the host'],
  [`${api}/storefront/prices/tea`, 'the same in the app, with its own tax'],
  [`http://127.0.0.1:${pomeloPort}/stock/tea`, 'a route of pomelo-http-plugin'],
  [`${api}/plugins`, 'every plugin and its state'],
  [`${api}/health`, 'whether all that is required runs'],
];
const widest = Math.max(...tries.map(([command]) => command.length));
console.log(`\nThe shop is open at ${api}. That 'loyalty' failed and 'rewards' waits for it is on purpose. Try:\n`);
for (const [command, what] of tries) console.log(`  curl ${command.padEnd(widest)}  # ${what}`);
console.log("\nFrom another terminal: npx mortise exec 'run-job takings' --config examples/shop");
console.log('\nCtrl+C closes it.');

const { ms } = await host.untilStopped();
console.log(`The shop closed in ${Math.round(ms)} ms.`);
