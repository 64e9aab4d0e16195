/** A problem that the person at the terminal can solve; scripts print its text without a stack. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** One progress line. Goes to stderr, so that what a script returns on stdout stays clean. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Runs a script's main function; a failure becomes one line (SetupError) or a stack, and exit code 1. */
export async function runMain(main: () => Promise<number | void>): Promise<void> {
  try {
    const code = await main();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    const text =
      error instanceof SetupError
        ? error.message
        : ((error instanceof Error ? error.stack : undefined) ?? String(error));
    say(text);
    process.exitCode = 1;
  }
}
