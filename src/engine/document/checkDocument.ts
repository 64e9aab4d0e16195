import type { DocumentCheck, DocumentRecord, WrittenDocument } from '../../protocol/document.ts';
import type { Excluded, Violation } from '../../protocol/finding.ts';
import { violation } from '../evidence/answer.ts';
import { answerLimits } from '../evidence/limits.ts';
import { cappedConfidence } from '../evidence/severity.ts';
import { assignIds } from './checks/assignIds.ts';
import { cascade } from './checks/cascade.ts';
import { citedIds } from './checks/citedIds.ts';
import { commands } from './checks/commands.ts';
import { deferredItems } from './checks/deferredItems.ts';
import { dependencies } from './checks/dependencies.ts';
import { diagrams } from './checks/diagrams.ts';
import { evidence } from './checks/evidence.ts';
import { bannedWords } from './checks/flow/bannedWords.ts';
import { checkboxesProven } from './checks/flow/checkboxesProven.ts';
import { everyFindingAddressed } from './checks/flow/everyFindingAddressed.ts';
import { exploratoryMarks } from './checks/flow/exploratoryMarks.ts';
import { externalReferences } from './checks/flow/externalReferences.ts';
import { gapBothSides } from './checks/flow/gapBothSides.ts';
import { nestedFences } from './checks/flow/nestedFences.ts';
import { recommendationInflation } from './checks/flow/recommendationInflation.ts';
import { singleRepositoryBlockers } from './checks/flow/singleRepositoryBlockers.ts';
import { soleBasis } from './checks/flow/soleBasis.ts';
import { twoPathsDiffer } from './checks/flow/twoPathsDiffer.ts';
import { forcedWords } from './checks/forcedWords.ts';
import { idFields } from './checks/idFields.ts';
import { need } from './checks/need.ts';
import { orderBy } from './checks/orderBy.ts';
import { paths } from './checks/paths.ts';
import { placeholders } from './checks/placeholders.ts';
import { plainLanguage } from './checks/plainLanguage.ts';
import { recordCounts } from './checks/recordCounts.ts';
import { recordFields } from './checks/recordFields.ts';
import { reverseReferences } from './checks/reverseReferences.ts';
import { samePaths } from './checks/samePaths.ts';
import { sectionsPresent } from './checks/sectionsPresent.ts';
import { strayNotes } from './checks/strayProse.ts';
import { textLimits } from './checks/textLimits.ts';
import { titles } from './checks/titles.ts';
import { yagniWords } from './checks/yagniWords.ts';
import { consequenceFailures } from './consequences.ts';
import { documentLimits as limits } from './documentLimits.ts';
import type { Check, CheckContext, Draft, DraftRecord } from './draft.ts';
import type { RawDocument, RawRecord } from './rawDocument.ts';

export interface CheckedDocument {
  readonly document: WrittenDocument;
  /** For one challenge. What they complain of is also in the notes or failures of the document, as far as it still holds. */
  readonly violations: Violation[];
  /** Records that left the document, under `<step>#r<ordinal>`. */
  readonly excluded: Excluded[];
}

/** Which records stay, and in what order. Until ids are assigned, records are named by their keys. */
const shaping: readonly Check[] = [sectionsPresent, recordFields, forcedWords, evidence];
const gates: readonly Check[] = [need, orderBy, recordCounts, idFields, cascade, orderBy, dependencies];
/** Ids are final from here on. */
const naming: readonly Check[] = [assignIds, reverseReferences, citedIds];
const wording: readonly Check[] = [
  titles,
  samePaths,
  paths,
  commands,
  textLimits,
  plainLanguage,
  placeholders,
  diagrams,
  deferredItems,
  yagniWords,
];

/** Checks that a flow switches on. */
const flowChecks: Readonly<Record<DocumentCheck, Check>> = {
  'banned-words': bannedWords,
  'no-external-references': externalReferences,
  'no-nested-fences': nestedFences,
  'two-paths-differ': twoPathsDiffer,
  'sole-basis': soleBasis,
  'every-finding-addressed': everyFindingAddressed,
  'recommendation-inflation': recommendationInflation,
  'exploratory-marks': exploratoryMarks,
  'checkboxes-proven': checkboxesProven,
  'single-repository-blockers': singleRepositoryBlockers,
  'gap-both-sides': gapBothSides,
};

/**
 * Checks and repairs a document by its specification. The result is the document as it stands if nothing is asked again: its notes
 * say what was repaired and what is still wrong, its failures which rules that must hold do not. Every record of `raw` is in the
 * records, in Deferred or in `excluded`. Pure, total, deterministic.
 */
export function checkDocument(raw: RawDocument, context: CheckContext): CheckedDocument {
  const { spec } = context;
  // Taking records out comes before they are counted and numbered.
  const early = spec.checks.filter((id) => id === 'gap-both-sides').map((id) => flowChecks[id]);
  const late = spec.checks.filter((id) => id !== 'gap-both-sides').map((id) => flowChecks[id]);
  let draft = draftOf(raw, context);
  const violations: Violation[] = [];
  const notes: string[] = strayNotes(raw);
  const failures: string[] = [];
  const excluded: Excluded[] = raw.rejected.map(({ ordinal, title, reason, rule }) => ({
    key: keyOf(context, ordinal),
    title,
    persona: context.persona,
    reason,
    rule,
  }));
  for (const check of [...shaping, ...early, ...gates, ...naming, ...wording, ...late]) {
    const result = check(draft, context);
    draft = result.draft ?? draft;
    violations.push(...(result.violations ?? []));
    notes.push(...(result.notes ?? []));
    failures.push(...(result.failures ?? []));
    excluded.push(...(result.excluded ?? []));
  }
  if (raw.confidence === null) notes.push('No known confidence was given; taken as low.');
  const written = writtenOf(draft);
  if (context.before !== null)
    for (const { target, message } of consequenceFailures(context.before, written, context.refuted)) {
      violations.push(
        violation(
          'responses',
          'consequence',
          `${message} Change it, withdraw it, or reject the refutation with a reason in "responses".`,
        ),
      );
      failures.push(message.replace(/^/, `${target}: `));
    }
  return {
    document: {
      ...written,
      confidence: failures.length > 0 ? cappedConfidence(written.confidence, 'medium') : written.confidence,
      notes: bounded(notes),
      failures: bounded(failures),
    },
    violations: violations.slice(0, answerLimits.violations),
    excluded,
  };
}

function bounded(texts: readonly string[]): string[] {
  const unique = [...new Set(texts)];
  return unique.length <= limits.notes
    ? unique
    : [...unique.slice(0, limits.notes - 1), `${unique.length - limits.notes + 1} more of these.`];
}

function keyOf(context: CheckContext, ordinal: number): string {
  return `${context.step}#r${ordinal}`;
}

function draftOf(raw: RawDocument, context: CheckContext): Draft {
  return {
    conclusion: context.spec.conclusion === null ? '' : raw.conclusion,
    confidence: raw.confidence ?? 'low',
    sections: raw.sections,
    lists: context.spec.records.map((spec) => ({
      spec,
      records: (raw.lists.find((list) => list.name === spec.name)?.records ?? []).map((record) =>
        draftRecord(record, keyOf(context, record.ordinal)),
      ),
    })),
    gone: [],
    deferred: raw.deferred,
    responses: raw.responses,
  };
}

function draftRecord(raw: RawRecord, key: string): DraftRecord {
  const { at, id, title, evidence: cited, need: rawNeed, fields } = raw;
  return { key, at, given: id, id: '', title, evidence: cited, rawNeed, need: null, fields, notes: [] };
}

function writtenOf(draft: Draft): WrittenDocument {
  return {
    conclusion: draft.conclusion,
    confidence: draft.confidence,
    sections: draft.sections.map(({ heading, markdown }) => ({ heading, markdown })),
    records: Object.fromEntries(draft.lists.map(({ spec, records }) => [spec.name, records.map(recordOf)])),
    deferred: [...draft.deferred],
    responses: [...draft.responses],
    notes: [],
    failures: [],
  };
}

function recordOf({ id, title, evidence: cited, need: justified, fields, notes }: DraftRecord): DocumentRecord {
  const values = Object.entries(fields).map(
    ([name, value]) => [name, typeof value === 'string' ? value : [...value]] as const,
  );
  return { id, title, evidence: [...cited], need: justified, fields: Object.fromEntries(values), notes: [...notes] };
}
