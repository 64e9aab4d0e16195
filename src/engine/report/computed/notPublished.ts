import type { DocumentContext } from '../documentContext.ts';
import { inlineMarkdown } from '../markdownText.ts';
import { issueDrafts } from './issueData.ts';

/** That nothing left this machine, and what is ready to. */
export function notPublished(context: DocumentContext): string {
  const drafts = issueDrafts(context);
  const unknown = drafts.filter((draft) => draft.repository === '');
  const lines = [
    `Nothing was published: this run only reads. ${drafts.length === 0 ? 'There is no draft to publish.' : `${drafts.length} ${drafts.length === 1 ? 'draft is' : 'drafts are'} ready; publishing them is yours to do.`}`,
    ...(unknown.length === 0
      ? []
      : [`No repository is known for ${inlineMarkdown(unknown.map((draft) => draft.record.id).join(', '))}.`]),
  ];
  return lines.join('\n\n');
}
