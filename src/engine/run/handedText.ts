import type { DocumentSpec } from '../../protocol/document.ts';
import type { AgentOutput } from '../../protocol/events.ts';
import { documentText } from '../document/documentText.ts';
import { readDocument } from '../evidence/judgement.ts';

/**
 * What a later step is handed of an agent's answer: its Markdown; of a document what the engine made of it, with the ids that it gave
 * to the records, because verdicts name these.
 */
export function handedText(output: AgentOutput, spec: DocumentSpec | null): string {
  const document = spec === null ? null : readDocument(output);
  return spec === null || document === null ? output.markdown : documentText(document, spec);
}
