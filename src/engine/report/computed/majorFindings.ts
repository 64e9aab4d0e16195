import type { DocumentContext } from '../documentContext.ts';
import { weighedFindings } from './weighedFindings.ts';

/** Findings that change behaviour, flow, failure handling or security: one block each. */
export function majorFindings(context: DocumentContext): string {
  return weighedFindings(context, 'major');
}
