import { assertNever } from '../../../base/assertNever.ts';
import type { ReportKind } from '../../../protocol/plan.ts';
import type { ReportFinding } from '../../../protocol/report.ts';
import { onlyDispatched } from './authors.ts';
import { boundaries } from './boundary.ts';
import { caps } from './caps.ts';
import { contradictions } from './contradiction.ts';
import { dedupe } from './dedupe.ts';
import type { FoldContext, FoldInput, FoldItem, FoldResult, FoldRule, FoldState, Placement } from './model.ts';
import { numberItems, type Numbered } from './order.ts';
import { reachability } from './reachability.ts';
import { rubric } from './rubric.ts';
import { separateSecurity } from './security.ts';
import { sizeGate } from './sizeGate.ts';
import { separateYagni } from './yagni.ts';

/** The rules of each kind of report, in the order in which they apply. */
function rulesOf(kind: ReportKind): readonly FoldRule[] {
  switch (kind) {
    case 'code-review':
      return [
        onlyDispatched,
        separateYagni,
        separateSecurity,
        boundaries,
        reachability,
        rubric,
        sizeGate,
        dedupe,
        caps,
        contradictions,
      ];
    case 'investigate':
      return [onlyDispatched, dedupe];
    case 'generic':
      return [onlyDispatched, separateSecurity, dedupe, contradictions];
    default:
      return assertNever(kind);
  }
}

/**
 * Merges the judged findings of a run into what the report shows. Pure and deterministic. Every finding key of the input ends in
 * exactly one place: the body, merged into another, or excluded with the rule that did it; `placement` says which.
 */
export function foldFindings(kind: ReportKind, input: FoldInput): FoldResult {
  const state = applyRules(kind, input);
  const { numbered, crossReferences } = numberItems(kind, state.items);
  const findings = numbered.map((entry) => toReportFinding(entry, numbered, crossReferences));
  const placement = placementOf(state, numbered);
  return {
    kind,
    findings,
    excluded: [...state.excluded],
    placement,
    crossReferences: [...crossReferences],
    notes: [...state.notes],
    accounting: accountingOf(placement),
    validation: [],
  };
}

/** Runs the rules of a kind over judged findings. */
export function applyRules(kind: ReportKind, input: FoldInput): FoldState {
  const { scope } = input;
  const context: FoldContext = { input, hasBase: scope.kind === 'diff' || scope.kind === 'uncommitted' };
  const notes = new Map(input.findingNotes.map((entry) => [entry.key, entry.notes]));
  const start: FoldState = {
    items: input.findings.map((finding): FoldItem => ({
      finding,
      severity: finding.severity,
      section: finding.kind === 'lead' ? 'lead' : 'main',
      alsoRaisedBy: [],
      notes: notes.get(finding.key) ?? [],
      tensions: [],
    })),
    excluded: input.excluded,
    merged: [],
    notes: [],
  };
  return rulesOf(kind).reduce((state, rule) => rule(state, context), start);
}

type CrossReferences = readonly { readonly id: string; readonly target: string }[];

/** The report form of a numbered item. Tensions to findings that are not shown are left out. */
export function toReportFinding(
  { item, id }: Numbered,
  all: readonly Numbered[],
  crossReferences: CrossReferences,
): ReportFinding {
  const { finding } = item;
  const idOf = new Map(item.tensions.length === 0 ? [] : all.map((other) => [other.item.finding.key, other.id]));
  const tensions = item.tensions.flatMap((key) => idOf.get(key) ?? []);
  const also = crossReferences.find((reference) => reference.target === id);
  return {
    id,
    kind: finding.kind,
    title: finding.title,
    severity: item.severity,
    category: finding.category,
    persona: finding.persona,
    step: finding.step,
    claim: finding.claim,
    recommendation: finding.recommendation,
    confidence: finding.confidence,
    citations: finding.citations,
    alsoRaisedBy: [...item.alsoRaisedBy],
    notes: [
      ...item.notes,
      ...(also === undefined ? [] : [`Also listed among the criticals as ${also.id}.`]),
      ...tensions.map((other) => `Tension with ${other}: the two advise the opposite.`),
    ],
  };
}

export function placementOf(state: FoldState, numbered: readonly Numbered[]): Placement[] {
  return [
    ...numbered.map(({ item, id }): Placement => ({ key: item.finding.key, place: 'body', to: id })),
    ...state.merged.map(({ key, into }): Placement => ({ key, place: 'merged', to: into })),
    ...state.excluded.map((entry): Placement => ({ key: entry.key, place: 'excluded', to: entry.rule })),
  ];
}

export function accountingOf(placement: readonly Placement[]): FoldResult['accounting'] {
  const count = (place: Placement['place']): number => placement.filter((entry) => entry.place === place).length;
  return { raised: placement.length, body: count('body'), merged: count('merged'), excluded: count('excluded') };
}
