/** Open this to see how a plugin whose factories have run is handed to a host. */
import type { Extension, ExtensionContext, MortiseHost, PluginDefinition } from 'mortise';

/** What came of one plugin: ready to be registered. */
export interface Brought {
  readonly definition: PluginDefinition & { readonly id: string };
  /** Takes back what the plugin did to the app while it was made. */
  readonly undo: () => void;
  /** For messages: how it is made once more. */
  readonly anew: string;
  /** That of the app, if it has one. */
  readonly host: () => MortiseHost | undefined;
}

/** How far the extension of a used plugin got: a host has seen it, and it is gone again. */
export interface Progress {
  seen(): void;
  gone(): void;
}

/** The extension of one used plugin: attaching it only hands over what its factories made. */
export function extensionOf(brought: Brought, progress: Progress): Extension<ExtensionContext> {
  const { id, version, description } = brought.definition;
  let attached = false;
  return {
    name: id,
    ...(version === undefined ? {} : { version }),
    ...(typeof description === 'string' ? { description } : {}),
    attach(_options, callback) {
      progress.seen();
      if (attached) {
        const again = `The plugin "${id}" was used once and is listed twice, reloaded or loaded again; its components can run only once.`;
        return callback(new Error(`${again} ${brought.anew}`));
      }
      attached = true;
      this.own(() => progress.gone());
      register(this, brought);
      callback();
    },
  };
}

/** Registers what was made; when the plugin is unloaded, the app is as it was before. */
export function register(context: ExtensionContext, { definition, undo, host }: Brought): void {
  context.own(undo);
  if (host() === undefined) throw new Error('Its app belongs to no host: call app.join(host) before host.start().');
  context.registerPlugin(definition);
}
