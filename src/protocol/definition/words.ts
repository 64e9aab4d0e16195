import { z } from 'zod';
import { lineSchema } from './personaFile.ts';
import { signalIds } from './signals.ts';

export const wordsSchema = z
  .array(lineSchema.max(80))
  .max(60)
  .describe(
    'Words or phrases, matched without case at word borders; a trailing * matches any ending. A negated one does not count.',
  );
// A plain string for the loader, which checks it against the catalogue with a better message; a closed list for editors.
const signalSchema = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'A signal of the workspace scan.', enum: [...signalIds] });
export const signalsSchema = z.array(signalSchema).max(20);
