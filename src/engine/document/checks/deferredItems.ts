import { violation } from '../../evidence/answer.ts';
import type { Check } from '../draft.ts';

/** Waiting for one's own time, room or mood: nobody else ever notices it. */
const atLeisure = [
  /\b(?:when(?:ever)?|if|once|as soon as|until|where)\b[^.;,\n]{0,30}?\b(?:have|has|had|is|are|get|gets|find|finds)\s+(?:(?:more|enough|some|spare|free|the|any|sufficient)\s+)*(?:time|capacity|bandwidth|resources|budget|slack|demand)\b(?!\s+(?:zone|out|limit|stamp|series))/gi,
  /\b(?:time|capacity|bandwidth|resources?|budget)\s+(?:permits?|permitting|allows?|allowing|(?:is|are) available)\b/gi,
  /\b(?:wenn|falls|sobald|soweit)\b[^.;,\n]{0,30}?\b(?:Zeit|Kapazität(?:en)?|Ressourcen|Luft|Budget)(?![\p{L}\p{N}])/giu,
  /\b(?:on demand|if demand arises|when priorities (?:change|shift|allow)|once (?:we|they|somebody|someone) gets? around to it|bei (?:Bedarf|Gelegenheit)|nach Bedarf)\b/gi,
  /\b(?:if|when|once) (?:someone|somebody|anyone|anybody) (?:wants?|needs?) (?:it|this|that)\b/gi,
  /\b(?:revisit|review|check|look at)\b.{0,20}?\b(?:periodically|regularly|from time to time)\b/gi,
];
/** Words without a place in time; beside a named event they do no harm. */
const vague = [
  /\b(?:later(?! than)(?: on)?|some ?day|one day|if (?:ever )?(?:needed|necessary|required)|(?:as|when|once|where) (?:it is |it becomes |it's )?(?:needed|necessary|required)|eventually(?!\s+consisten)|at some point|in (?:the )?future|down the (?:road|line)|next (?:time|version|iteration)|tbd|to be (?:determined|decided))\b/gi,
  /\b(?:when|if|once|as soon as) (?:it|this|that) (?:is|gets?|becomes?|makes?|turns? into) (?:an? |more )?(?:problem|issue|necessary|needed|required|relevant|important|sense|useful|feasible|possible|worth it)\b/gi,
  /(?<![\p{L}\p{N}])(?:später(?! als)|irgendwann|eines Tages|in (?:der )?Zukunft|künftig|(?:falls|wenn|soweit|sofern)(?: es| das)? (?:nötig|erforderlich|notwendig|sinnvoll|möglich)(?: (?:ist|wird))?)(?![\p{L}\p{N}])/giu,
];
/** Somebody outside, or something that goes wrong: it gets noticed. */
const event =
  /(?<![\p{L}\p{N}])(?:incidents?|outages?|alerts?|alarms?|customers?|clients? (?:ask|report|complain)|contracts?|regulations?|regulators?|laws?|audits?|auditors?|users? (?:ask|report|complain|request|need|lose)\w*|complain\w*|complaints?|exceed\w*|fail(?:s|ed|ures?)?|breaks?|broken|Kund(?:e|en|in|innen)|Nutzer\w* (?:melde|verlange|frage)\w*|Vorfall|Vorfälle|Störung(?:en)?|Ausfall|Ausfälle|Gesetz\w*|Vertr(?:ag|äge)|Prüfung(?:en)?|überschreite\w*|Beschwerden?)(?![\p{L}\p{N}])/iu;
const release = /\breleases?\b/i;
/** A number counts beside a comparison or a unit, or as a date: that of a sprint or of a version says nothing. */
const measure = [
  /(?:(?:more|less|fewer|later|longer|higher|lower|greater) than|over|above|below|under|at least|exceeds?|reach(?:es)?|passes|[<>≤≥]|mehr als|weniger als|später als|länger als|über|unter|mindestens)\s*(?:\p{L}+\s+)?[€$]?\d/iu,
  /\d[\d.,]*\s?(?:%|percent|prozent|ms|s|sec\w*|min(?:ute)?s?|hours?|h|days?|weeks?|months?|years?|[KMGT]i?B|rps|rpm|qps|times|users?|customers?|orders?|requests?|rows?|records?|entries|files?|errors?|tickets?|tenants?|teams?|messages?|calls?|Tage?n?|Stunden?|Wochen?|Monaten?|Nutzern?|Kunden|Bestellungen|Anfragen|Zeilen|Fehlern?)(?![\p{L}\p{N}])/iu,
  /\b(?:20\d\d|\d{1,2}(?:st|nd|rd|th)? (?:january|february|march|april|may|june|july|august|september|october|november|december))\b/i,
];

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

/**
 * Does this text name something that somebody would notice? A text without vague words is trusted; one that waits for time or capacity
 * needs a named event or a measure beside it.
 */
export function isTrigger(text: string): boolean {
  const plain = text.trim();
  if (plain.length < 8 || /^(?:none|n\/?a|unknown|never|-+)\.?$/i.test(plain)) return false;
  const busy = without(plain, atLeisure);
  const rest = without(busy, vague);
  if (rest === plain) return true;
  if (event.test(rest) || measure.some((pattern) => pattern.test(rest))) return true;
  return busy === plain && release.test(rest);
}

function without(text: string, patterns: readonly RegExp[]): string {
  return patterns.reduce((left, pattern) => left.replace(pattern, ' '), text);
}
