import type { Severity } from '../../../protocol/finding.ts';
import { hasFixedTask, isFreshReader, isOrdinary, mapItems, noted, placesOf } from './items.ts';
import { introduced } from './introduced.ts';
import { type FoldContext, type FoldItem, type FoldRule, personas } from './model.ts';

const writtenRule =
  /\b(?:ADR|standards?|conventions?|guidelines?|CLAUDE\.md|AGENTS\.md|CONTRIBUTING(?:\.md)?|decision record)\b/i;
const rulePath = /(?:^|\/)(?:claude|agents|contributing|readme)\.md$|(?:^|\/)(?:adrs?|decisions?|standards?|docs?)\//i;
const grave =
  /\b(?:secur\w*|auth\w*|permission\w*|money|payment\w*|billing|price|invoice\w*|corrupt\w*|integrity|data loss|no tests?|untested|without (?:any )?tests?)\b/i;

/**
 * The parts of the severity rubric that code can decide. It only ever lowers. The newcomer's criticals need a written
 * rule; structure and behaviour findings start at suggestion and are raised by a changed line; a test gap is critical only on
 * security, data, money or when there is no test; and a critical that its own author is unsure of is a warning.
 */
export const rubric: FoldRule = (state, context) =>
  mapItems(state, (item) => {
    if (!isOrdinary(item)) return item;
    const lower = lowered(item, context);
    if (lower === null) return item;
    return noted({ ...item, severity: lower.severity }, `Demoted from ${item.severity}: ${lower.why}`);
  });

function lowered(item: FoldItem, context: FoldContext): { severity: Severity; why: string } | null {
  const { finding, severity } = item;
  const text = `${finding.title}\n${finding.category}\n${finding.claim}`;
  if (severity === 'critical' && isFreshReader(item) && !citesRule(item, text)) {
    return { severity: 'warning', why: 'from the fresh reader only the breach of a written rule is critical.' };
  }
  const structural = finding.persona === personas.structure || finding.persona === personas.behaviour;
  if (severity === 'warning' && structural && context.hasBase && !introduced(item, context)) {
    return { severity: 'suggestion', why: 'no changed line introduces or worsens it.' };
  }
  if (severity === 'critical' && finding.persona === personas.tests && !grave.test(text)) {
    return {
      severity: 'warning',
      why: 'a test gap is critical only on security, data integrity, money or without any test.',
    };
  }
  if (severity === 'critical' && finding.confidence === 'low' && !hasFixedTask(finding.step)) {
    return { severity: 'warning', why: 'its confidence is low.' };
  }
  return null;
}

function citesRule(item: FoldItem, text: string): boolean {
  return writtenRule.test(text) || placesOf(item.finding.citations).some((place) => rulePath.test(place.path));
}
