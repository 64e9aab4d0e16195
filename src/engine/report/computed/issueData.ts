import type { DocumentRecord } from '../../../protocol/document.ts';
import { type DocumentContext, fieldList, fieldText, recordsOf } from '../documentContext.ts';

export interface IssueDraft {
  readonly record: DocumentRecord;
  /** `owner/name` or whatever the writer knows; empty when it is unknown. */
  readonly repository: string;
  readonly dependsOn: readonly string[];
}

/** The issue drafts of the record list `issues`. */
export function issueDrafts(context: DocumentContext): IssueDraft[] {
  return recordsOf(context, 'issues').map((record) => ({
    record,
    repository: fieldText(record, 'repository') || fieldText(record, 'repo'),
    dependsOn: [...fieldList(record, 'dependsOn'), ...fieldList(record, 'blockedBy')],
  }));
}
