/** Open this for a component with @Around under standard decorators; around.spec.ts runs it. */
import { Around, OnEvent, Plugin } from 'mortise/decorators';

@Plugin({ id: 'standard', version: '1.0.0' })
export class Standard {
  readonly #rate = 2;

  @Around('standard.twice')
  @OnEvent('standard.count')
  twice(n: unknown): number {
    return Number(n) * this.#rate;
  }
}
