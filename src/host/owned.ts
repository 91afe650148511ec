/** Open this to see how what the owner wrote is read: the options, the file, the apps, and what each of them lists. */
import { resolve as resolvePath } from 'node:path';
import { Apps, type App } from '../kernel/apps.js';
import type { HostPorts, KernelSetup } from '../kernel/create-kernel.js';
import { checkPermissions } from '../kernel/check-options.js';
import { homeOf, listingOf, type Listing } from '../kernel/listing.js';
import { readSettings, timeoutsOf, type Settings } from '../kernel/settings.js';
import { callSite } from '../facts/place.js';
import type { Intent } from '../kernel/intent.js';
import type { AppOptions, HostOptions } from '../model/options.js';
import { workingDirectory } from '../platform/runtime.js';
import { MortiseError } from '../problem/error.js';

/** Where something was written in code; asked for when it is told. */
export type Site = () => string | undefined;

export class Owned {
  #settings: Settings | undefined;
  /** Apps that code has made; those of the configuration file are its own to say. */
  readonly #made = new Map<string, AppOptions>();

  constructor(
    readonly options: HostOptions,
    readonly ports: HostPorts,
    readonly setup: KernelSetup,
    readonly apps: Apps,
    readonly madeAt: Site,
  ) {
    for (const [name, app] of Object.entries(options.apps ?? {})) this.addApp(name, app);
  }

  /** What was read by now. */
  get known(): Settings | undefined {
    return this.#settings;
  }

  get home(): string {
    return this.options.home === undefined ? workingDirectory() : resolvePath(this.options.home);
  }

  /** The configuration file is read once, at the start; what is wrong with it as a whole ends the start. */
  settings(): Settings {
    if (this.#settings !== undefined) return this.#settings;
    const { kernel } = this.setup;
    const { settings, problems } = readSettings(
      { ...this.options, apps: Object.fromEntries(this.#made) },
      this.home,
      this.ports.files,
      this.madeAt,
    );
    for (const found of problems) kernel.report(found);
    const unreadable = problems.find((found) => found.code === 'config.not-yaml' || found.code === 'config.not-readable');
    if (unreadable !== undefined) throw new MortiseError(unreadable, { problems });
    this.#settings = settings;
    kernel.name = settings.host.name ?? kernel.name;
    kernel.timeouts = timeoutsOf(settings.host);
    kernel.parallel = settings.host.parallel === true;
    const { permissions } = settings.host;
    if (permissions !== undefined && permissions !== this.options.permissions) {
      checkPermissions(permissions);
      kernel.permissions.use(permissions);
    }
    // One that can't be read is told now, and not when somebody gives a command; then it is none of an operation.
    kernel.permissions.look((found) => {
      kernel.report(found);
      this.setup.collect?.push(found);
    });
    kernel.bus.declare(settings.host.events ?? []);
    this.setup.setLogLevels(settings.host.log?.level, settings.host.log?.plugins ?? {});
    for (const [name, app] of settings.apps) if (!this.apps.has(name)) this.apps.add(name, app, callSite());
    return settings;
  }

  /** What files say by now; what is wrong with them as a whole stands in the way, and what they said before counts on. */
  readAgain(): Pick<Intent, 'settings' | 'missing'> {
    const { settings, problems } = readSettings(
      { ...this.options, apps: Object.fromEntries(this.#made) },
      this.home,
      this.ports.files,
      this.madeAt,
    );
    for (const found of problems) this.setup.kernel.report(found);
    return { settings, missing: problems.filter(({ severity }) => severity === 'error') };
  }

  adopt(settings: Settings): void {
    this.#settings = settings;
  }

  addApp(name: string, options: AppOptions): App {
    const app = this.apps.add(name, options, callSite());
    this.#made.set(name, options);
    // One that is made after the start brings its settings along.
    if (this.#settings?.apps.has(name) === false) this.#settings.apps.set(name, options);
    return app;
  }

  /** Names of the apps that start with the host. */
  enabledApps(): string[] {
    const { apps } = this.settings();
    return this.apps.names().filter((name) => apps.get(name)?.enabled !== false);
  }

  /** Everything that is listed when the host starts: the host's own, then that of each app. */
  listings(kernel = this.setup.kernel): Listing[] {
    const { host, apps, entryAt } = this.settings();
    const listing = (app: string | undefined, options: AppOptions): Listing =>
      listingOf(app, options, host.home, kernel, this.ports.files, (index) => entryAt(app, index) ?? this.madeAt());
    return [listing(undefined, host), ...this.apps.all().map(({ name, options }) => listing(name, apps.get(name) ?? options))];
  }

  /** What an app lists and has not been loaded by now: it was made after the start of the host, or something could not be read then. */
  listingsOf({ name, options, madeAt, came }: App): Listing[] {
    const { host, apps, entryAt } = this.settings();
    const at = (index: number): string | undefined => entryAt(name, index) ?? madeAt();
    const listing = listingOf(name, apps.get(name) ?? options, host.home, this.setup.kernel, this.ports.files, at);
    return [{ ...listing, specs: listing.specs.filter(({ source }) => !came.has(source.spec)) }];
  }

  /** Where plugins are discovered, absolute. */
  directories(): readonly string[] {
    const { host, apps } = this.settings();
    return [host, ...apps.values()].flatMap((options) => {
      const { home } = homeOf(options, host.home);
      return (options.directories ?? []).map((folder) => resolvePath(home, folder));
    });
  }
}
