import { detailLabel } from '../../evidence/fold/details.ts';
import { type DocumentContext, extraText } from '../documentContext.ts';
import { findingMarkdown } from '../findingMarkdown.ts';
import { inlineMarkdown } from '../markdownText.ts';
import { tierNames, tierOf, tiers, testsOf } from './testTiers.ts';

const facts: readonly (readonly [label: string, fields: readonly string[]])[] = [
  ['Type', ['type', 'testType']],
  ['Level', ['level', 'seam']],
  ['Behaviour', ['behaviour', 'behavior', 'scenario']],
  ['Expected', ['expected', 'expectedOutcome', 'outcome']],
  ['Approach', ['approach']],
];

const without: ReadonlySet<string> = new Set(facts.flatMap(([, fields]) => fields.map(detailLabel)));

/** The planned tests by tier, each with its place in the code, the behaviour and the expected outcome. */
export function testPlan(context: DocumentContext): string {
  const tests = testsOf(context);
  return tiers
    .flatMap((tier) => {
      const own = tests.filter((finding) => tierOf(finding) === tier);
      if (own.length === 0) return [];
      const blocks = own.map((finding) => {
        const lines = facts.flatMap(([label, fields]) => {
          const text = extraText(context, finding.id, ...fields);
          return text === '' ? [] : [`- **${label}**: ${inlineMarkdown(text)}`];
        });
        return findingMarkdown(finding, { level: 4, facts: lines, without });
      });
      return [`### ${tierNames[tier]}`, ...blocks];
    })
    .join('\n\n');
}
