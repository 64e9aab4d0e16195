import { compareText } from '../../flow/canonical.ts';
import type { ReportFinding } from '../../../protocol/report.ts';
import { accountingOf, placementOf } from './accounting.ts';
import { applyStances } from './applyStances.ts';
import { applyRules, toReportFinding } from './foldFindings.ts';
import { compareIds, idClass } from './ids.ts';
import { mainPlace, overlaps, placesOf } from './items.ts';
import { laneOf } from './lanes.ts';
import type { FoldInput, FoldItem, FoldResult, FoldState, Placement } from './model.ts';
import { numberItems } from './order.ts';
import { remarkRules } from './remarks.ts';
import { sameTitle, similarity, titleWords } from './titles.ts';

/**
 * Adds findings of steps that ran after the fold (second wave, synthesizer, validators). They go through the same rules;
 * what is already in the body is merged into it, the rest is numbered on from there. Ids given before never change.
 */
export function addLateFindings(fold: FoldResult, input: FoldInput): FoldResult {
  if (input.findings.length + input.excluded.length === 0) return fold;
  const taken = takenIds(fold);
  const state = applyRules(fold.kind, input, taken);
  const homes = new Map<FoldItem, ReportFinding>();
  for (const item of state.items) {
    const lane = laneOf(item.finding.step, input.steps);
    const home = fold.findings.find(
      (finding) => laneOf(finding.step, input.steps) === lane && sameThing(fold.kind, finding, item),
    );
    if (home !== undefined) homes.set(item, home);
  }
  return joined(fold, state, homes, fold.kind);
}

/**
 * Adds what readers remarked on the written draft. A remark is none of the findings of the run: it is merged into none, takes the next
 * free evidence id whatever the rules of the run are, and no verdict is asked on it.
 */
export function addRemarks(fold: FoldResult, input: FoldInput): FoldResult {
  if (input.findings.length + input.excluded.length === 0) return fold;
  return joined(fold, applyRules(remarkRules, input, takenIds(fold)), new Map(), 'investigate');
}

function takenIds(fold: FoldResult): string[] {
  return [
    ...fold.placement.filter((entry) => entry.place === 'body').map((entry) => entry.to),
    ...fold.crossReferences.map((entry) => entry.id),
  ];
}

/** The fold with the items of `state`: those with a home become part of it, the others get ids by the rules of `kind`. */
function joined(
  fold: FoldResult,
  state: FoldState,
  homes: ReadonlyMap<FoldItem, ReportFinding>,
  kind: FoldResult['kind'],
): FoldResult {
  const fresh = { ...state, items: state.items.filter((item) => !homes.has(item)) };
  const { numbered, crossReferences } = numberItems(kind, fresh.items, takenIds(fold));
  const keyOf = new Map(fold.placement.filter((entry) => entry.place === 'body').map((entry) => [entry.to, entry.key]));
  const merged = [...homes].map(([item, home]): Placement => ({
    key: item.finding.key,
    place: 'merged',
    to: keyOf.get(home.id) ?? home.id,
  }));
  const placement = [...fold.placement, ...placementOf(fresh, numbered), ...merged];
  const findings = [
    ...fold.findings.map((finding) => alsoRaised(finding, homes)),
    ...numbered.map((entry) => toReportFinding(entry, numbered, crossReferences)),
  ];
  const complete: FoldResult = {
    ...fold,
    findings: findings.sort((a, b) => compareIds(a.id, b.id)),
    excluded: [...fold.excluded, ...fresh.excluded],
    placement,
    crossReferences: [...fold.crossReferences, ...crossReferences],
    notes: [...new Set([...fold.notes, ...fresh.notes])],
    accounting: accountingOf(placement),
  };
  return applyStances(complete, state.stances);
}

function sameThing(kind: FoldResult['kind'], kept: ReportFinding, item: FoldItem): boolean {
  const alike = similarity(titleWords(kept.title), titleWords(item.finding.title)) >= sameTitle;
  // Gaps share places and categories; only the statement tells one from another.
  if (kind === 'gaps') return alike && (idClass(kept.id) === 'LEAD') === (item.section === 'lead');
  const [a] = placesOf(kept.citations);
  const b = mainPlace(item);
  if (a === undefined || b === undefined || !overlaps(a, b)) return false;
  const apart = (yagni: boolean, lead: boolean): string => `${yagni}${lead}`;
  const known = idClass(kept.id);
  if (apart(known === 'YAGNI', known === 'LEAD') !== apart(item.section === 'yagni', item.section === 'lead'))
    return false;
  const sameCategory = kept.category.trim().toLowerCase() === item.finding.category.trim().toLowerCase();
  return alike || (sameCategory && kind !== 'tests');
}

function alsoRaised(finding: ReportFinding, homes: ReadonlyMap<FoldItem, ReportFinding>): ReportFinding {
  const names = [...homes].filter(([, home]) => home === finding).map(([item]) => item.finding.persona);
  if (names.length === 0) return finding;
  const all = new Set([...finding.alsoRaisedBy, ...names]);
  all.delete(finding.persona);
  return { ...finding, alsoRaisedBy: [...all].sort(compareText) };
}
