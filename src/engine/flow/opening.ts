import { saidWords } from './briefText.ts';

/** What may stand before the request itself; each is cut off in turn. */
const openers: readonly RegExp[] = [
  /^[\s"'*#>-]+/,
  /^(?:please|pls|hi|hello|hey|ok|okay|so|also|now|then|bitte|hallo|also|nun)\b[,!.:]?\s*/i,
  /^(?:can|could|would|will) you\b(?: please)?,?\s*/i,
  /^(?:i|we)(?: would|'d|’d)? ?(?:want|need|like|have)(?: you)?(?: to)?\b\s*/i,
  /^(?:let us|let's|let’s|help (?:me|us)(?: to)?|it is time to|time to|just)\b\s*/i,
  /^(?:a|an|the|our|one|new|another|ein|eine|einen|der|die|das|den|unsere|unseren)\b\s*/i,
  /^(?:kannst|könntest) du\b(?: bitte)?\s*|^(?:wir|ich) (?:wollen|möchten|möchte|will|brauchen|brauche|müssen)\b\s*/i,
  /^(?:convention|rule|standard|guideline|task|request|regel|konvention|richtlinie|aufgabe)\s*:\s*/i,
  /^(?:make it a rule|add a rule|set a rule|agree|define|decide|standardi[sz]e)\b(?: (?:that|to|on|for))?\s*/i,
  /^(?:(?:all|every|each|everyone|everybody|everything|our|code|files?|source|typescript|javascript|python|java|developers?|modules?|imports)\s+){1,3}(?:must|should|shall|has to|have to|always)\b\s*/i,
  /^(?:(?:we|you|one) )?(?:must|should|shall|always|never)\b\s*/i,
];
const maxOpeners = 8;

/**
 * The phrases of `words` with which the brief begins, after a greeting, a label or "we want to". What a brief asks for stands there; the
 * same words further on usually name a thing that the code is about.
 */
export function openingWords(brief: string, words: readonly string[]): string[] {
  const starts = [brief.trim()];
  for (let i = 0; i < maxOpeners; i += 1) {
    const last = starts.at(-1) ?? '';
    const opener = openers.find((one) => (one.exec(last)?.[0] ?? '') !== '');
    if (opener === undefined) break;
    starts.push(last.replace(opener, ''));
  }
  return words.filter((word) => {
    const length = word.replace(/\*$/, '').trim().length;
    // A plural, and the rest of a word with an open end, may follow the phrase.
    return starts.some((start) => saidWords(head(start, length), [word]).length > 0);
  });
}

/** The first `length` characters and the rest of the word that they end in. */
function head(text: string, length: number): string {
  return text.slice(0, length) + (/^\S*/.exec(text.slice(length))?.[0] ?? '');
}
