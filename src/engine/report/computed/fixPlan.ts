import { isFound } from '../../evidence/found.ts';
import { idClass } from '../../evidence/fold/ids.ts';
import type { DocumentContext } from '../documentContext.ts';
import { codeMarkdown, inlineMarkdown } from '../markdownText.ts';
import { placeText, shortened } from '../sectionText.ts';

/** One line per critical finding and warning: what to do where. */
export function fixPlan({ fold }: DocumentContext): string {
  return fold.findings
    .filter((finding) => ['CRIT', 'SEC', 'WARN'].includes(idClass(finding.id) ?? ''))
    .map((finding, i) => {
      const place = finding.citations.find(isFound);
      const where = place === undefined ? '' : ` in ${codeMarkdown(placeText(place))}`;
      const what = finding.recommendation.trim() === '' ? finding.title : finding.recommendation;
      return `${i + 1}. [${finding.id}]${where}: ${inlineMarkdown(shortened(what, 500))}`;
    })
    .join('\n');
}
