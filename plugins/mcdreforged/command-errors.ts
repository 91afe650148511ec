/** Open this for the errors of MCDReforged's commands, by their names: what each of them is here. */

/** What `on_error` and `on_child_error` of a node are told to handle: codes of mortise, or all of an area. */
export type CommandErrorType = readonly string[];

/** Whatever is wrong with a command, and whatever its callback throws. From MCDReforged, like those below. */
export const CommandError: CommandErrorType = ['command.*', 'permission.*'];
/** The line ends before a command does. */
export const UnknownCommand: CommandErrorType = ['command.incomplete', 'command.unknown'];
/** A word that nothing takes. */
export const UnknownArgument: CommandErrorType = ['command.unknown-argument'];
/** Whoever typed it may not. */
export const RequirementNotMet: CommandErrorType = ['permission.denied'];
/** A number below or above what is allowed. */
export const NumberOutOfRange: CommandErrorType = ['command.out-of-range'];
/** A text that is too short or too long. */
export const TextLengthOutOfRange: CommandErrorType = ['command.bad-length'];
/** A backslash in front of something else than a quote or a backslash. */
export const IllegalEscapesUsage: CommandErrorType = ['command.bad-escape'];
/** A quote without its end. */
export const UnclosedQuotedString: CommandErrorType = ['command.unclosed-quote'];
/** What an argument does not take; which one it is, says the node. */
export const IllegalArgument: CommandErrorType = ['command.bad-value', 'command.out-of-range', 'command.bad-length', 'command.bad-escape', 'command.unclosed-quote']; // prettier-ignore
/** What is no number. */
export const InvalidNumber: CommandErrorType = ['command.bad-value'];
/** What is no integer. */
export const InvalidInteger: CommandErrorType = [...InvalidNumber];
/** What is no number. */
export const InvalidFloat: CommandErrorType = [...InvalidNumber];
/** Neither `true` nor `false`. */
export const InvalidBoolean: CommandErrorType = [...InvalidNumber];
/** None of the words there are. */
export const InvalidEnumeration: CommandErrorType = [...InvalidNumber];
