/**
 * Writes a result to stdout and waits until a slow pipe has taken it, so that nothing is cut when the process ends. A
 * reader that has gone away (`| head`) is no failure of ours.
 */
export function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, (error) => {
      if (error instanceof Error && !isClosedPipe(error)) reject(error);
      else resolve();
    });
  });
}

/** Node reports a closed pipe also as an event, and ends the process when nobody listens. Call once at the start. */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: Error) => {
      if (!isClosedPipe(error)) throw error;
    });
  }
}

function isClosedPipe(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE';
}
