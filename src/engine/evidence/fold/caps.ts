import type { Excluded } from '../../../protocol/finding.ts';
import { excludedAs, isChecklist, isOrdinary } from './items.ts';
import type { FoldItem, FoldRule } from './model.ts';
import { byPlace } from './order.ts';

/** Findings of the checklist and findings of the personas that one review shows; criticals first. */
export const reviewCap = 30;

/** Keeps the most severe findings up to the cap, each of the two groups for itself. Security, YAGNI and leads are not capped. */
export const caps: FoldRule = (state) => {
  const over = new Set<FoldItem>();
  const excluded: Excluded[] = [];
  const notes: string[] = [];
  const cap = (group: readonly FoldItem[], name: string): void => {
    const cut = [...group].sort(byPlace).slice(reviewCap);
    if (cut.length === 0) return;
    for (const item of cut) {
      over.add(item);
      excluded.push(excludedAs(item, 'cap', `Only the ${reviewCap} most severe ${name} findings are shown.`));
    }
    notes.push(
      `${cut.length} ${name} findings were omitted by the cap of ${reviewCap}. Fix what is listed and run the review again.`,
    );
  };
  const ordinary = state.items.filter(isOrdinary);
  cap(
    ordinary.filter((item) => isChecklist(item.finding.step)),
    'checklist',
  );
  cap(
    ordinary.filter((item) => !isChecklist(item.finding.step)),
    'persona',
  );
  return {
    ...state,
    items: state.items.filter((item) => !over.has(item)),
    excluded: [...state.excluded, ...excluded],
    notes: [...state.notes, ...notes],
  };
};
