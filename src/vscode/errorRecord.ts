import { asBooError, type ErrorRecord } from '../protocol/errors.ts';

/** Any thrown value as an error record, bounded. Anything that is not an error of the catalogue becomes `internal`. */
export function errorRecordOf(error: unknown): ErrorRecord {
  return asBooError(error).toRecord();
}
