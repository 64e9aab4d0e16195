import type { DeferredItem, DocumentSpec, NeedKind, RecordSpec, WrittenDocument } from '../../protocol/document.ts';
import type { Confidence, Excluded, Violation } from '../../protocol/finding.ts';
import type { ScopeFacts } from '../../protocol/plan.ts';
import type { ReportFinding } from '../../protocol/report.ts';
import type { RawRecord, RawSection, Response } from './rawDocument.ts';

/** A record on its way through the checks. */
export interface DraftRecord {
  /** `<step>#r<ordinal>`: names the record until ids are given, and in the list of what was excluded. */
  readonly key: string;
  readonly at: string;
  /** The writer's own id. */
  readonly given: string;
  /** Report id; empty until `assignIds`. */
  readonly id: string;
  readonly title: string;
  readonly evidence: readonly string[];
  /** As written, until the gate has looked at it. */
  readonly rawNeed: RawRecord['need'];
  readonly need: { readonly kind: NeedKind; readonly ref: string } | null;
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly notes: readonly string[];
}

export interface DraftList {
  readonly spec: RecordSpec;
  readonly records: readonly DraftRecord[];
}

/** A record that left the document, so that references to it can be told from references to nothing. */
export interface GoneRecord {
  readonly key: string;
  readonly list: string;
  readonly given: string;
  readonly title: string;
  readonly place: 'deferred' | 'excluded';
}

export interface Draft {
  readonly conclusion: string;
  readonly confidence: Confidence;
  readonly sections: readonly RawSection[];
  readonly lists: readonly DraftList[];
  readonly gone: readonly GoneRecord[];
  readonly deferred: readonly DeferredItem[];
  readonly responses: readonly Response[];
}

/** A merged finding as the checks need it. */
export type KnownFinding = Pick<ReportFinding, 'id' | 'title' | 'category' | 'kind' | 'claim' | 'citations'> & {
  /** Missing counts as one that matters. */
  readonly severity?: ReportFinding['severity'];
};

/** Everything the checks may know besides the document. */
export interface CheckContext {
  readonly spec: DocumentSpec;
  readonly step: string;
  readonly persona: string;
  /** What the writer may cite. */
  readonly findings: readonly KnownFinding[];
  readonly scope: Pick<ScopeFacts, 'profile' | 'commands'>;
  /** Files of the workspace that are known to exist. */
  readonly paths: ReadonlySet<string>;
  readonly brief: string;
  /** Text of the documents that the run is about; empty when there is none. */
  readonly subject: string;
  /** Texts of other steps that the writer was given. */
  readonly handed: readonly string[];
  /** In a rewrite: the document that is rewritten, and the ids in it that were refuted. */
  readonly before: WrittenDocument | null;
  readonly refuted: readonly string[];
}

/** What a check changed and found. `draft` is left out when nothing changed. */
export interface CheckResult {
  readonly draft?: Draft;
  /** Worth asking the writer once. */
  readonly violations?: readonly Violation[];
  /** For people: what was repaired, and what is wrong with the document as it is. */
  readonly notes?: readonly string[];
  readonly excluded?: readonly Excluded[];
  /** Must hold and does not: the report is partial. */
  readonly failures?: readonly string[];
}

/** One rule: pure, total, deterministic. It may move a record to deferred or excluded, never lose one. */
export type Check = (draft: Draft, context: CheckContext) => CheckResult;

/** The draft with every record changed by `change`. */
export function mapRecords(draft: Draft, change: (record: DraftRecord, spec: RecordSpec) => DraftRecord): Draft {
  return {
    ...draft,
    lists: draft.lists.map((list) => ({ ...list, records: list.records.map((record) => change(record, list.spec)) })),
  };
}

export function allRecords(draft: Draft): DraftRecord[] {
  return draft.lists.flatMap((list) => list.records);
}

export function noted(record: DraftRecord, ...notes: readonly string[]): DraftRecord {
  const fresh = notes.filter((note) => !record.notes.includes(note));
  return fresh.length === 0 ? record : { ...record, notes: [...record.notes, ...fresh] };
}

/** Takes records out of the document: each goes to the excluded with a reason. */
export function excludeRecords(
  draft: Draft,
  context: CheckContext,
  rule: string,
  reasonFor: (record: DraftRecord, spec: RecordSpec, position: number) => string | null,
): Required<Pick<CheckResult, 'draft' | 'excluded'>> {
  const excluded: Excluded[] = [];
  const gone: GoneRecord[] = [];
  const lists = draft.lists.map((list) => ({
    ...list,
    records: list.records.filter((record, i) => {
      const reason = reasonFor(record, list.spec, i);
      if (reason === null) return true;
      excluded.push({ key: record.key, title: record.title, persona: context.persona, reason, rule });
      gone.push({ key: record.key, list: list.spec.name, given: record.given, title: record.title, place: 'excluded' });
      return false;
    }),
  }));
  return { draft: gone.length === 0 ? draft : { ...draft, lists, gone: [...draft.gone, ...gone] }, excluded };
}

/** What a record is called in messages. */
export function nameOf(record: Pick<DraftRecord, 'title' | 'given' | 'id'>): string {
  const id = record.id || record.given;
  if (id === '') return `"${record.title}"`;
  return record.title === '' ? id : `${id} "${record.title}"`;
}
