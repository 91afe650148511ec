/** Open this for the errors of MCDReforged's commands, by their names: what each of them is here. */

/** What `on_error` and `on_child_error` of a node are told to handle: codes of mortise, or all of an area. */
export type CommandErrorType = readonly string[];

/** Whatever is wrong with a command, and whatever its callback throws. From MCDReforged, like those below. */
export const CommandError: CommandErrorType = ['command.*', 'permission.*'];
/** The line ends before a command does. */
export const UnknownCommand: CommandErrorType = ['command.incomplete', 'command.unknown'];
/** A word that nothing takes. */
export const UnknownArgument: CommandErrorType = ['command.unknown-argument'];
export const RequirementNotMet: CommandErrorType = ['permission.denied'];
export const NumberOutOfRange: CommandErrorType = ['command.out-of-range'];
export const TextLengthOutOfRange: CommandErrorType = ['command.bad-length'];
export const IllegalEscapesUsage: CommandErrorType = ['command.bad-escape'];
export const UnclosedQuotedString: CommandErrorType = ['command.unclosed-quote'];
/** What an argument does not take; which one it is, says the node. */
export const IllegalArgument: CommandErrorType = ['command.bad-value', 'command.out-of-range', 'command.bad-length', 'command.bad-escape', 'command.unclosed-quote']; // prettier-ignore
export const InvalidNumber: CommandErrorType = ['command.bad-value'];
export const InvalidInteger: CommandErrorType = [...InvalidNumber];
export const InvalidFloat: CommandErrorType = [...InvalidNumber];
export const InvalidBoolean: CommandErrorType = [...InvalidNumber];
export const InvalidEnumeration: CommandErrorType = [...InvalidNumber];
