import type { ScopeFacts } from '../../protocol/plan.ts';

const maxItems = 60;

/** `W-3 — Title`, with any dash. The number keeps the letters before it. */
const itemHeading = /^([A-Z][A-Z0-9]{0,9}-\d{1,4})\s*(?:\u2014|\u2013|--|-|:)\s*(\S.*)$/;
const dependsLine = /^\s*(?:[-*]\s*)?\**Depends[ -]on:?\**:?\s*(.*)$/i;

export interface WorkItem {
  readonly path: string;
  readonly id: string;
  readonly title: string;
  readonly line: number;
  /** Null: the text of the document was not at hand, or it has no such line. */
  readonly dependsOn: string | null;
}

/** The work items of the subject documents, by their headings of the second level. In document order; pure. */
export function workItemsOf(scope: ScopeFacts, subject: readonly string[]): WorkItem[] {
  return subject.flatMap((path) => {
    const document = scope.documents.find((candidate) => candidate.path === path);
    const lines = scope.texts.find((entry) => entry.path === path)?.text.split('\n');
    const headings = document?.headings.filter((heading) => heading.level === 2) ?? [];
    return headings.flatMap((heading, i): WorkItem[] => {
      const [, id, title] = itemHeading.exec(heading.text.trim()) ?? [];
      if (id === undefined || title === undefined) return [];
      const own = lines?.slice(heading.line, (headings[i + 1]?.line ?? lines.length + 1) - 1) ?? [];
      const depends = own.map((line) => dependsLine.exec(line)?.[1]?.trim()).find((text) => text !== undefined);
      return [{ path, id, title, line: heading.line, dependsOn: depends ?? null }];
    });
  });
}

export function workItemFacts(scope: ScopeFacts, subject: readonly string[]): string[] {
  const items = workItemsOf(scope, subject);
  if (items.length === 0) return ['Work items: no heading of the subject has the form "## W-1 \u2014 title"'];
  const more = items.length > maxItems ? [`- and ${items.length - maxItems} more`] : [];
  const rows = items.slice(0, maxItems).map((item) => {
    const depends = item.dependsOn === null ? '' : `; depends on: ${item.dependsOn || 'nothing is written there'}`;
    return `- ${item.id}: ${item.title} (${item.path}:${item.line})${depends}`;
  });
  return [`Work items of the subject (${items.length}):`, ...rows, ...more];
}
