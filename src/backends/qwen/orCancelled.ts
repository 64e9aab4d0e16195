import { BooError } from '../../protocol/errors.ts';

/**
 * Waits for work that others share and that therefore must not be cancelled itself. Throws BooError('cancelled') as soon
 * as `signal` aborts; a result that comes later is handed to `late`, a late failure is dropped.
 */
export async function orCancelled<T>(
  work: Promise<T>,
  signal: AbortSignal,
  late: (value: T) => void = () => {},
): Promise<T> {
  let abandoned = false;
  work.then(
    (value) => {
      if (abandoned) late(value);
    },
    () => {},
  );
  let stop = (): void => {};
  const cancelled = new Promise<never>((_, reject) => {
    const onAbort = (): void => {
      abandoned = true;
      reject(new BooError('cancelled', 'The step was cancelled.'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => signal.removeEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    stop();
  }
}
