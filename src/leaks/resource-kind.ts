/** Open this to see what has to be known of a type of resource before it can be followed. */
import type { EscapeKind } from './escape.js';
import type { Maker } from './maker.js';

/** What is known of one type of resource. Each is asked for as late as possible: a resource is made before it knows its port. */
export interface ResourceKind {
  kind(resource: object): EscapeKind;
  /** False for what Node makes for its own use, or for something that is followed itself. */
  wanted(maker: Maker): boolean;
  alive(resource: object): boolean;
  what(resource: object): string;
  release(resource: object): void;
  /** What an author has in hands, if that is something else. */
  owner?(resource: object): object | undefined;
  /** Many of these are one to whoever asked for them. */
  parts?(maker: Maker): boolean;
}
