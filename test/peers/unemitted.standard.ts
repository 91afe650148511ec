/** A plugin as esbuild and tsx compile it: standard decorators, and no types of parameters. */
import { Plugin } from '../../decorators/index.js';

class Mail {}

@Plugin({ id: 'unemitted', version: '1.0.0' })
export class Unemitted {
  constructor(readonly mail: Mail) {}
}
