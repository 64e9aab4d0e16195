import { violation } from '../../evidence/answer.ts';
import type { Check } from '../draft.ts';

/** Triggers that nobody could ever notice. */
const vague =
  /\b(?:when(?:ever)? (?:we|there|you|they|the team|someone)?\s?(?:have|has|is|get|gets|find|finds)?\s?(?:more |enough |some )?time|time permits|time allows|later(?: on)?|some ?day|one day|if (?:ever )?(?:needed|necessary|required)|(?:as|when|once|where) (?:it is |it becomes |it's )?(?:needed|necessary|required)|eventually|at some point|in (?:the )?future|down the (?:road|line)|next (?:time|version|iteration)|tbd|to be (?:determined|decided))\b/i;

/**
 * What is put off names the item, why, and a trigger that somebody can notice: a measure, an incident, a customer, a date, a rule.
 * "When we have time", "later", "if needed" are none. Action: reprompt, then a note.
 */
export const deferredItems: Check = (draft) => {
  const violations = draft.deferred.flatMap((item, i) => {
    const at = `deferred[${i}]`;
    const found = [];
    if (item.why.trim() === '')
      found.push(violation(`${at}.why`, 'deferred', `"${item.item}" is put off without saying why.`));
    if (!isTrigger(item.reopenWhen))
      found.push(
        violation(
          `${at}.reopenWhen`,
          'trigger',
          `"${item.item}": ${item.reopenWhen.trim() === '' ? 'nothing says when to reopen it' : `"${item.reopenWhen}" is no trigger`}. Name what would be noticed: a measured number, an incident, a customer, a date, a rule.`,
        ),
      );
    return found;
  });
  const notes = draft.deferred.flatMap((item) =>
    isTrigger(item.reopenWhen) ? [] : [`Deferred "${item.item}": no trigger that somebody could notice was named.`],
  );
  return { violations, notes };
};

/** Does this text name something that somebody would notice? */
export function isTrigger(text: string): boolean {
  const plain = text.trim();
  if (plain.length < 8 || /^(?:none|n\/?a|unknown|never|-+)\.?$/i.test(plain)) return false;
  const match = vague.exec(plain);
  if (match === null) return true;
  // A vague word beside a number or a named event does no harm.
  const rest = plain.replace(vague, ' ');
  return /\d|\b(?:incident|alert|customer|contract|regulation|law|audit|release|users? (?:ask|report)|complain|exceed|above|below|fails?|breaks?)\b/i.test(
    rest,
  );
}
