import type { DocumentContext } from '../documentContext.ts';
import { inlineMarkdown } from '../markdownText.ts';
import { issueDrafts } from './issueData.ts';

/** Which draft waits for which. Only within one repository: trackers know no blocker across repositories. */
export function blockerLinks(context: DocumentContext): string {
  const drafts = issueDrafts(context);
  const byId = new Map(drafts.map((draft) => [draft.record.id, draft]));
  const lines = drafts.flatMap((draft) =>
    draft.dependsOn.flatMap((id) => {
      const blocker = byId.get(id);
      if (blocker === undefined) return [];
      const same = blocker.repository === draft.repository;
      return [
        same
          ? `- ${draft.record.id} is blocked by ${id}.`
          : `- ${draft.record.id} needs ${id}, which is in another repository (${inlineMarkdown(blocker.repository || 'unknown')}): say so in its text; it cannot be linked as a blocker.`,
      ];
    }),
  );
  return lines.join('\n');
}
