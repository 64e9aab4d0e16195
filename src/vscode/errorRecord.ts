import { type ErrorRecord, errorRecordSchema } from '../protocol/errors.ts';

/**
 * Any thrown value as an error record. Goes by shape and not by `instanceof`: the application is a bundle of its own, so
 * its BooError is another class than ours. Anything that is not an error of the catalogue becomes `internal`.
 */
export function errorRecordOf(error: unknown): ErrorRecord {
  if (error instanceof Error) {
    const { code, where } = error as { code?: unknown; where?: unknown }; // Widens only: both are checked by the schema below.
    const parsed = errorRecordSchema.safeParse({
      code,
      message: error.message.slice(0, 4000),
      ...(typeof where === 'string' ? { where: where.slice(0, 1000) } : {}),
    });
    if (parsed.success) return parsed.data;
    return { code: 'internal', message: error.message.slice(0, 4000) };
  }
  return { code: 'internal', message: String(error).slice(0, 4000) };
}
