import type { DocumentContext } from '../documentContext.ts';
import { tableMarkdown } from '../sectionText.ts';
import { tierNames, tierOf, tiers, testsOf } from './testTiers.ts';

/** How many tests each persona proposed, by tier, and how many were put aside. */
export function testCoverage(context: DocumentContext): string {
  const tests = testsOf(context);
  if (tests.length === 0 && context.fold.excluded.length === 0) return '';
  const personas = [
    ...new Set([...tests.map((finding) => finding.persona), ...context.fold.excluded.map((entry) => entry.persona)]),
  ];
  const rows = personas.map((persona) => {
    const own = tests.filter((finding) => finding.persona === persona);
    const aside = context.fold.excluded.filter((entry) => entry.persona === persona).length;
    return [persona, ...tiers.map((tier) => String(own.filter((test) => tierOf(test) === tier).length)), String(aside)];
  });
  const totals = tiers.map((tier) => String(tests.filter((test) => tierOf(test) === tier).length));
  const head = ['Raised by', ...tiers.map((tier) => tierNames[tier]), 'Put aside'];
  return tableMarkdown(head, [...rows, ['All', ...totals, String(context.fold.excluded.length)]]);
}
