/** Open this to see Ockle's decorators under the rules of standard decorators. */
import { Config, Plugin } from 'mortise/decorators';
import { DaemonCommand, Field } from 'mortise/ockle';

@Config()
export class PowerConfig {
  @Field.int({ default: 1, min: 1 }) WAIT!: number;
  @Field.intrange({ default: 1, range: '1-8' }) SOCKET!: number;
  @Field.bool({ default: false }) ON!: boolean;
  @Field.select({ choices: ['on', 'off'], default: 'on' }) STATE!: string;
  @Field.multilist({ ordered: true, choices: ['db', 'web'] }) SERVERS!: readonly string[];
  @Field.secret({ required: false }) KEY?: string;
}

@Plugin({ id: 'power', version: '1.0.0', config: PowerConfig, inject: [PowerConfig] })
export class Power {
  constructor(public config: PowerConfig) {}

  onConfig(next: PowerConfig) {
    this.config = next;
  }

  @DaemonCommand('getPower', { doc: 'What is on' }) power() {
    return { on: this.config.ON, socket: this.config.SOCKET };
  }
}
