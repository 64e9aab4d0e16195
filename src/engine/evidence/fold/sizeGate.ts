import { introduced } from './introduced.ts';
import { excludedAs, isOrdinary, mapItems } from './items.ts';
import type { FoldContext, FoldItem, FoldRule } from './model.ts';

/**
 * How much a change of this size may raise. Small: criticals, and warnings that a changed line introduces. Medium: criticals,
 * warnings, and suggestions that a changed line introduces. Large: everything. Security and YAGNI are outside this rule.
 */
export const sizeGate: FoldRule = (state, context) => {
  const gated = mapItems(state, (item) =>
    passes(item, context) ? item : excludedAs(item, 'size-gate', reasonFor(item, context)),
  );
  const note = 'There is no base to compare with: every line in scope counts as part of the change.';
  return context.hasBase || context.input.band === 'large' ? gated : { ...gated, notes: [...gated.notes, note] };
};

function passes(item: FoldItem, context: FoldContext): boolean {
  if (!isOrdinary(item) || item.severity === 'critical') return true;
  switch (context.input.band) {
    case 'large':
      return true;
    case 'medium':
      return item.severity === 'warning' || introduced(item, context);
    case 'small':
      return item.severity === 'warning' && introduced(item, context);
  }
}

function reasonFor(item: FoldItem, context: FoldContext): string {
  const { band } = context.input;
  if (band === 'small' && item.severity === 'suggestion') return 'A small change is reviewed without suggestions.';
  return `In a ${band} change a ${item.severity} counts only where a changed line introduces it.`;
}
