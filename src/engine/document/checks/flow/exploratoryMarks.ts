import { idsIn, isExploratory, isWeak } from '../../citations.ts';
import type { Check, KnownFinding } from '../../draft.ts';
import { wordCount } from '../../measure.ts';
import { mapOutsideFences } from '../../prose.ts';

const marked = /\[(?:single-source|reasoning)\]/i;
/** Shorter lines are labels, not claims. */
const minWords = 6;

/**
 * Claims show how weak their ground is: one that cites only single sources of the web gets `[single-source]`; in exploratory research
 * one that cites nothing gets `[reasoning]`. Leaves plain sections, summaries, headings and tables alone. Action: fix.
 */
export const exploratoryMarks: Check = (draft, { spec, findings, brief }) => {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const exploratory = isExploratory(brief);
  const sections = draft.sections.map((section) => {
    const plain = spec.sections.find((candidate) => candidate.heading === section.heading)?.plain === true;
    if (plain || /summary|how to read/i.test(section.heading)) return section;
    return { ...section, markdown: mapOutsideFences(section.markdown, (text) => markClaims(text, byId, exploratory)) };
  });
  const conclusion = exploratory ? mark(draft.conclusion, byId, true) : draft.conclusion;
  return { draft: { ...draft, sections, conclusion } };
};

/** Claims are paragraphs and list items; a paragraph may run over several lines. */
function markClaims(text: string, byId: ReadonlyMap<string, KnownFinding>, exploratory: boolean): string {
  const blocks: string[][] = [];
  for (const line of text.split('\n')) {
    const starts =
      line.trim() === '' || /^\s{0,9}(?:[-*+]|\d{1,3}[.)])\s/.test(line) || blocks.at(-1)?.[0]?.trim() === '';
    if (starts || blocks.length === 0) blocks.push([line]);
    else blocks.at(-1)?.push(line);
  }
  return blocks.map((block) => mark(block.join('\n'), byId, exploratory)).join('\n');
}

function mark(claim: string, byId: ReadonlyMap<string, KnownFinding>, exploratory: boolean): string {
  if (marked.test(claim) || /^\s{0,9}(?:#|\||>|---)/.test(claim) || wordCount(claim) < minWords) return claim;
  const cited = [...idsIn(claim)].flatMap((id) => byId.get(id) ?? []);
  if (cited.length > 0) return cited.every(isWeak) ? `${claim.trimEnd()} [single-source]` : claim;
  return exploratory ? `${claim.trimEnd()} [reasoning]` : claim;
}
