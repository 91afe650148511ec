/** Open this to see how somebody at a terminal is asked whether to go on. */

/** Asks; only a y or a yes is one. */
export function askAtTerminal(question: string): Promise<boolean> {
  const { stdin, stderr } = process;
  return new Promise((resolve) => {
    const end = (text: string): void => {
      stdin.off('data', hear);
      stdin.off('end', give);
      stdin.pause();
      resolve(/^y(?:es)?$/i.test(text.trim()));
    };
    const hear = (text: Buffer): void => end(String(text));
    const give = (): void => end('');
    stdin.on('data', hear);
    stdin.on('end', give);
    stderr.write(question);
  });
}
