import type { DocumentContext } from '../documentContext.ts';
import { weighedFindings } from './weighedFindings.ts';

/** Edits that change no behaviour: one row each. */
export function minorFindings(context: DocumentContext): string {
  return weighedFindings(context, 'minor');
}
