import type { Confidence } from '../../../protocol/finding.ts';
import type { ReportFinding } from '../../../protocol/report.ts';
import { caveatMark, isCaveat } from '../../evidence/fold/caveats.ts';
import { gapCategory, type GapCategory } from '../../evidence/fold/gapSides.ts';
import type { Validation } from '../../evidence/fold/model.ts';
import type { DocumentContext } from '../documentContext.ts';

export interface Gap {
  readonly finding: ReportFinding;
  readonly category: GapCategory | 'Other';
  readonly confirmed: readonly Validation[];
  readonly contradicted: readonly Validation[];
  /** Neither: added to, or nothing that settles it. */
  readonly open: readonly Validation[];
  readonly confidence: Confidence;
  /** Why the confidence is what it is, as the merge noted it. */
  readonly why: string;
}

/** The gaps with what others said about them. Their confidence was computed when the findings were merged. */
export function gapsOf(context: DocumentContext): Gap[] {
  const { findings, validation } = context.fold;
  return findings.filter((finding) => finding.id.startsWith('G-')).map((finding) => gapOf(finding, validation));
}

function gapOf(finding: ReportFinding, rows: readonly Validation[]): Gap {
  const own = rows.filter((row) => row.target === finding.id && !row.effect.startsWith('Ignored'));
  const note = finding.notes
    .map((text) => /^Confidence (?:high|medium|low): (.*?)\.?$/.exec(text)?.[1])
    .find((why) => why !== undefined);
  return {
    finding,
    category: gapCategory(finding) ?? 'Other',
    confirmed: own.filter((row) => row.verdict === 'confirmed'),
    contradicted: own.filter((row) => row.verdict === 'refuted'),
    open: own.filter((row) => row.verdict === 'partial' || row.verdict === 'inconclusive'),
    confidence: finding.confidence,
    why: note ?? 'nobody challenged it',
  };
}

export function names(rows: readonly Validation[]): string {
  return [...new Set(rows.map((row) => row.persona))].join(', ');
}

/** Doubts about the material as a whole: each once, whoever raised it. */
export function caveatsOf({ fold }: DocumentContext): string[] {
  const noted = fold.notes.filter((note) => note.startsWith(caveatMark)).map((note) => note.slice(caveatMark.length));
  const said = fold.validation.filter((row) => isCaveat(row.target)).map((row) => row.investigation || row.hypothesis);
  const seen = new Map<string, string>();
  for (const text of [...noted, ...said]) {
    const key = text.toLowerCase().replace(/\W+/g, ' ').trim();
    if (key !== '' && !seen.has(key)) seen.set(key, text);
  }
  return [...seen.values()];
}
