import type { FlowFile } from '../../protocol/definition/flowFile.ts';
import { type DocumentSpec, type SectionSpec, sectionSpecSchema } from '../../protocol/document.ts';
import type { FoldRules } from '../../protocol/plan.ts';

/** The rules by which a flow merges its findings: its own choice, else what its report implies. */
export function foldRulesOf({ report }: FlowFile): FoldRules {
  if (report.rules !== undefined) return report.rules;
  return report.kind === 'document' ? 'investigate' : report.kind;
}

/** What the writer's document of this flow consists of; null when its report is none. */
export function documentSpecOf({ report }: FlowFile): DocumentSpec | null {
  if (report.kind !== 'document') return null;
  const sections = report.sections.map(sectionOf);
  return {
    sections,
    records: report.records,
    checks: report.checks,
    conclusion: report.conclusion ?? null,
    deferred: sections.some((section) => section.from === 'deferred') || report.records.some((record) => record.need),
    draft: report.draft ?? null,
    notice: report.notice ?? '',
  };
}

/** A heading alone is a section that the writer fills as it sees fit. */
export function sectionOf(section: FlowFile['report']['sections'][number]): SectionSpec {
  return typeof section === 'string' ? sectionSpecSchema.parse({ heading: section }) : section;
}
