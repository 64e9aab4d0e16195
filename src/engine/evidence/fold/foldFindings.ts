import { assertNever } from '../../../base/assertNever.ts';
import type { FoldRules } from '../../../protocol/plan.ts';
import type { ReportFinding } from '../../../protocol/report.ts';
import { accountingOf, placementOf } from './accounting.ts';
import { applyStances } from './applyStances.ts';
import { onlyDispatched } from './authors.ts';
import { boundaries, fieldBoundaries } from './boundary.ts';
import { caps } from './caps.ts';
import { contradictions } from './contradiction.ts';
import { dedupe } from './dedupe.ts';
import { bothSides, discoveryOrder, gapCategoryNames, implicitShare, mergeGaps, stancesApart } from './gapRules.ts';
import { detailNotes } from './details.ts';
import type { FoldContext, FoldInput, FoldItem, FoldResult, FoldRule, FoldState } from './model.ts';
import { numberItems, type Numbered } from './order.ts';
import { reachability } from './reachability.ts';
import { rubric } from './rubric.ts';
import { separateSecurity } from './security.ts';
import { sizeGate } from './sizeGate.ts';
import { capTests, mergeTests, tiers } from './testRules.ts';
import { upstreamOnly } from './upstreamIds.ts';
import { deferYagni, raiseCandidates, separateYagni } from './yagni.ts';

/** The rules of each set, in the order in which they apply. */
function rulesOf(kind: FoldRules): readonly FoldRule[] {
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
        raiseCandidates,
      ];
    case 'investigate':
      return [onlyDispatched, upstreamOnly, fieldBoundaries, dedupe, raiseCandidates];
    case 'generic':
      return [onlyDispatched, upstreamOnly, separateSecurity, fieldBoundaries, dedupe, contradictions, raiseCandidates];
    case 'gaps':
      return [
        onlyDispatched,
        stancesApart,
        fieldBoundaries,
        bothSides,
        gapCategoryNames,
        discoveryOrder,
        mergeGaps,
        implicitShare,
      ];
    case 'tests':
      return [onlyDispatched, deferYagni, fieldBoundaries, tiers, mergeTests, capTests, raiseCandidates];
    default:
      return assertNever(kind);
  }
}

/**
 * Merges the judged findings of a run into what the report shows. Pure and deterministic. Every finding key of the input ends in
 * exactly one place: the body, merged into another, or excluded with the rule that did it; `placement` says which.
 */
export function foldFindings(kind: FoldRules, input: FoldInput): FoldResult {
  const state = applyRules(kind, input);
  const { numbered, crossReferences } = numberItems(kind, state.items);
  const findings = numbered.map((entry) => toReportFinding(entry, numbered, crossReferences));
  const placement = placementOf(state, numbered);
  const fold: FoldResult = {
    kind,
    findings,
    excluded: [...state.excluded],
    placement,
    crossReferences: [...crossReferences],
    notes: [...state.notes],
    accounting: accountingOf(placement),
    validation: [],
  };
  return applyStances(fold, state.stances);
}

/** Runs rules over judged findings. `known`: the ids of a fold that they continue. */
export function applyRules(
  rules: FoldRules | readonly FoldRule[],
  input: FoldInput,
  known: readonly string[] = [],
): FoldState {
  const hasBase = input.scope.kind === 'diff' || input.scope.kind === 'uncommitted';
  const context: FoldContext = { input, hasBase, known: new Set(known) };
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
    stances: [],
    notes: [],
  };
  const ordered = typeof rules === 'string' ? rulesOf(rules) : rules;
  return ordered.reduce((state, rule) => rule(state, context), start);
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
      ...detailNotes(finding).filter((note) => !isNoted(item, note)),
    ],
  };
}

/** Some rules note a field themselves. */
function isNoted({ notes }: FoldItem, detail: string): boolean {
  const label = detail.slice(0, detail.indexOf(':') + 1);
  return notes.some((note) => note.startsWith(label));
}
