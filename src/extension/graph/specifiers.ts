/** Open this to see how the imports of a file are found without a compiler: what a `require` names is known before it runs, as a rule. */

/** What a file asks for, and in which way. */
export interface Wanted {
  readonly specifier: string;
  readonly by: 'import' | 'require';
  /** The file can't run without it; of what is found by looking nobody knows. */
  readonly isStatic: boolean;
}

/** Comments, strings and templates are passed over, apart from the strings that name a module. */
const WORDS =
  /\/\*[\s\S]*?\*\/|\/\/.*|(?<![.\w$#])(require|import)\s*\(\s*(["'])((?:(?!\2)[^\\\n])+)\2|(?<![.\w$#])(?:from|import)\s*(["'])((?:(?!\4)[^\\\n])+)\4|`(?:\\[\s\S]|[^`\\])*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;

/** What is written down in a file. It may miss something (then that is read when it is asked for), but seldom makes something up. */
export function specifiersIn(text: string): Wanted[] {
  const found: Wanted[] = [];
  for (const [, call, , called, , stated] of text.matchAll(WORDS)) {
    if (stated !== undefined) found.push({ specifier: stated, by: 'import', isStatic: false });
    else if (called !== undefined) found.push({ specifier: called, by: call as 'import' | 'require', isStatic: false });
  }
  return found;
}
