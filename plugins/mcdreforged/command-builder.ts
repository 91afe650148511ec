/** Open this to see MCDReforged's way to write commands, by nodes or by lines: both become a tree of the host. */
import { argument, literal, type ArgumentType, type CommandArgumentsLike, type CommandNode, type CommandRequirement, type LiteralNode } from 'mortise';
import { type BothNames, bothNames } from './both-names.js';
