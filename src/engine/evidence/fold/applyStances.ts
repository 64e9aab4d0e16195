import type { Excluded } from '../../../protocol/finding.ts';
import { isFound } from '../found.ts';
import { accountingOf } from './accounting.ts';
import { weighGaps } from './gapConfidence.ts';
import { gapCategory } from './gapSides.ts';
import { type Stance, stanceOf } from './gapStance.ts';
import { caveatMark } from './caveats.ts';
import { type FoldItem, type FoldResult, personas, type Placement, type Validation } from './model.ts';
import { reportId } from './order.ts';

/**
 * Applies what later agents said about numbered gaps. Each stance becomes a row of the validation and a note on its gap, and counts as
 * merged into it. What it says of the whole is a caveat: noted once, it moves no confidence. One that names no gap that is
 * there is excluded (rule `upstream`).
 */
export function applyStances(fold: FoldResult, stances: readonly FoldItem[]): FoldResult {
  return stances.length === 0 ? fold : weighGaps(stances.reduce(applyOne, fold));
}

function applyOne(fold: FoldResult, item: FoldItem): FoldResult {
  const { finding } = item;
  const said = stanceOf(finding);
  const gap = fold.findings.find((other) => other.id === said?.gap);
  if (said === null || gap === undefined) {
    const whole = said?.whole === true;
    const out: Excluded = {
      key: finding.key,
      title: finding.title,
      persona: finding.persona,
      rule: whole ? 'caveat' : 'upstream',
      reason: whole
        ? 'It is about the whole, not about one gap: shown once as a caveat.'
        : `It speaks of ${said?.gap === '' || said === null ? 'no gap by its id' : `${said.gap}, which is not there`}.`,
    };
    const caveat = `${caveatMark}${finding.claim.trim()}`;
    return placed(
      {
        ...fold,
        excluded: [...fold.excluded, out],
        notes: whole && !fold.notes.includes(caveat) ? [...fold.notes, caveat] : fold.notes,
      },
      { key: finding.key, place: 'excluded', to: out.rule },
    );
  }
  const gapKey = fold.placement.find((entry) => entry.place === 'body' && entry.to === gap.id)?.key ?? gap.id;
  const merged = placed(fold, { key: finding.key, place: 'merged', to: gapKey });
  const effect = effectOf(item, said.stance);
  const row: Validation = {
    id: reportId('V', fold.validation.length + 1),
    step: finding.step,
    persona: finding.persona,
    target: gap.id,
    verdict: verdictOf[effect.counts],
    strategy: 'evidence',
    hypothesis: finding.title,
    investigation: finding.claim,
    citations: finding.citations,
    effect: effect.text,
  };
  const noted = { ...merged, validation: [...merged.validation, row] };
  if (effect.counts === 'withdrawn') return withdraw(noted, gap.id, gapKey, row);
  const category =
    effect.counts === 'recategorised' ? gapCategory({ category: finding.category, extra: finding.extra }) : null;
  return {
    ...noted,
    findings: noted.findings.map((other) =>
      other.id === gap.id
        ? {
            ...other,
            category: category ?? other.category,
            notes: [
              ...other.notes,
              `${effect.text} (${row.id}, ${finding.persona}): ${finding.claim.trim().slice(0, 400)}`,
            ],
          }
        : other,
    ),
  };
}

const verdictOf = {
  confirmed: 'confirmed',
  contradicted: 'refuted',
  inconclusive: 'inconclusive',
  augments: 'partial',
  recategorised: 'partial',
  withdrawn: 'refuted',
} as const satisfies Record<Stance, Validation['verdict']>;

/** Only the agent that raises gaps may withdraw or sort them anew; a contradiction needs a quote that was found. */
function effectOf(item: FoldItem, stance: Stance): { readonly counts: Stance; readonly text: string } {
  const proven = item.finding.citations.some((citation) => citation.trust !== 'web' && isFound(citation));
  const own = item.finding.persona === personas.gaps;
  switch (stance) {
    case 'confirmed':
      return { counts: 'confirmed', text: 'Confirmed' };
    case 'augments':
      return { counts: 'augments', text: 'Added to' };
    case 'inconclusive':
      return { counts: 'inconclusive', text: 'Could not be settled' };
    case 'recategorised':
      return own ? { counts: 'recategorised', text: 'Sorted anew' } : { counts: 'augments', text: 'Added to' };
    case 'withdrawn':
      if (own && proven) return { counts: 'withdrawn', text: 'Withdrawn' };
      return proven
        ? { counts: 'contradicted', text: 'Contradicted' }
        : { counts: 'inconclusive', text: 'Doubted without proof' };
    case 'contradicted':
      return proven
        ? { counts: 'contradicted', text: 'Contradicted' }
        : { counts: 'inconclusive', text: 'Doubted without proof' };
  }
}

function withdraw(fold: FoldResult, id: string, key: string, row: Validation): FoldResult {
  const gap = fold.findings.find((finding) => finding.id === id);
  if (gap === undefined) return fold;
  const out: Excluded = {
    key,
    title: `${id} ${gap.title}`,
    persona: gap.persona,
    rule: 'withdrawn',
    reason: `Withdrawn by the second pass (${row.id}): ${row.investigation.trim().slice(0, 400)}`,
  };
  const placement = fold.placement.map((entry): Placement =>
    entry.place === 'body' && entry.key === key ? { key, place: 'excluded', to: 'withdrawn' } : entry,
  );
  return {
    ...fold,
    findings: fold.findings.filter((finding) => finding.id !== id),
    excluded: [...fold.excluded, out],
    placement,
    accounting: accountingOf(placement),
  };
}

function placed(fold: FoldResult, entry: Placement): FoldResult {
  const placement = [...fold.placement, entry];
  return { ...fold, placement, accounting: accountingOf(placement) };
}
