import type { Persona } from './graph.ts';

/** Longest brief that a run accepts, in characters. A longer brief would crowd the code out of a prompt for a small model. */
export const maxBriefChars = 20_000;

/** LF line ends, no control characters, trimmed. Soft hyphens, which pasted text brings along, are dropped. */
export function normaliseBrief(text: string): string {
  return cleanText(text.replace(/[\u2028\u2029]/g, '\n').replace(/\u00ad/g, '')).trim();
}

/** Control characters except tab and newline, bidirectional overrides, tags, and what is there but shows nothing. */
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e01ef}]/gu;

/**
 * LF line ends; control characters (except tab and newline), bidirectional overrides, Unicode tags, line separators and characters without
 * a width become U+FFFD: they can hide text from a person who reads the prompt, or break a line where none is seen.
 */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(hidden, '\uFFFD');
}

/** As `cleanText`, on one line: for paths and titles that stand in a list. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\n/g, '\\n').replace(/\t/g, ' ');
}

const negations = new Set([
  'no',
  'not',
  'never',
  'without',
  'skip',
  'exclude',
  'except',
  'omit',
  'drop',
  "don't",
  "isn't",
  "doesn't",
  'ignore',
  'ohne',
  'kein',
  'keine',
  'keinen',
  'nicht',
  'nie',
]);

/**
 * The words of `words` that the brief says, in their order. Case does not matter; a match starts and ends at a word border,
 * a trailing `*` lets it end anywhere. A match that is only ever negated ("not intermittent") is doubtful and does not count.
 */
export function saidWords(brief: string, words: readonly string[]): string[] {
  const text = brief.toLowerCase();
  return words.filter((word) => occurrences(text, word.toLowerCase()).some((at) => !negated(text, at)));
}

/** A title of a persona, as one of several in a list. */
const listed =
  '(?:[\\p{L}-]+ ){0,3}(?:engineer|analyst|architect|developer|manager|designer|auditor|explorer|validator|investigator|scanner|analyzer)';
const article = '(?:(?:the|our|a|an|another|den|dem|die|der|das|einen|eine|einem|einer) )?';
const definite = '(?:(?:the|our|den|dem|die|der|das) )?';
/** Where a request begins: at the start of a clause, perhaps after a word or two of courtesy. */
const clause =
  "(?:^|[.,;:!?(\\n] ?)(?:(?:please|and|also|but|then|now|well|just|never|do not|don't|bitte|und|auch|aber|you should|we should|we want to|i want you to|i want to|can you|could you) ){0,3}";
const asking =
  '(?:include|including|add|ask|asking|involve|involving|use|invite|call in|bring in|consult|have|take|plus|skip|skipping|exclude|excluding|omit|drop|leave out|leave away|remove|ignore|frage?|nimm|hole?|beziehe|befrage?|lasse?|no|kein|keinen|keine)';
/** A thing of the product that is called after a role: "add a test engineer role" asks for no persona. */
const thing =
  "(?!['’]s|s\\b|-| (?:roles?|users?|accounts?|permissions?|pages?|views?|screens?|dashboards?|groups?|menus?|logins?|profiles?|tables?|columns?|fields?|filters?|is|are|was|has|can|could|may|must|sees?|gets?|opens?|reports?|said|says|logged|present|rolle|seite|ansicht)\\b)";
const end =
  '(?= ?(?:$|[.,;:!?)\\n]| (?:and|too|as well|also|on|for|this time|in the team|und|auch|dazu|mit|persona|analyst)\\b))';

/**
 * Does the brief call a persona in or out? By its hyphenated name anywhere, or by its title (or name) right after a verb of request
 * ("include the", "ask the", "with the", "without the"). A title that merely occurs is a role in the product. The last mention wins.
 */
export function personaMention(brief: string, persona: Pick<Persona, 'name' | 'title'>): 'in' | 'out' | null {
  const text = brief.toLowerCase().replace(/[^\S\n]+/g, ' ');
  const calls = persona.name.includes('-') ? occurrences(text, persona.name) : [];
  const title = persona.title.toLowerCase().replace(/^(?:the|der|die|das) /, '');
  let last = Math.max(-1, ...calls);
  let out = last >= 0 && negated(text, last);
  for (const name of new Set([persona.name.replaceAll('-', ' '), title])) {
    const escaped = name.replace(/[^\p{L}\p{N} -]/gu, '\\$&').replaceAll('-', '[- ]');
    const before = (article_: string): string =>
      `(?:${article_}${listed}(?:, and |, | and | & | und ) ?){0,6}${article_}`;
    const request = new RegExp(
      `${clause}${asking} ${before(article)}(?<name>${escaped})(?![\\p{L}\\p{N}_])${thing}`,
      'gu',
    );
    const company = new RegExp(
      `(?<![\\p{L}\\p{N}_-])(?:with|without|mit|ohne) ${before(definite)}(?<name>${escaped})(?![\\p{L}\\p{N}_])${thing}${end}`,
      'gu',
    );
    for (const match of [...text.matchAll(request), ...text.matchAll(company)]) {
      const at = match.index + match[0].length - name.length;
      if (at <= last) continue;
      last = at;
      out = refused(match[0]);
    }
  }
  if (last < 0) return null;
  return out ? 'out' : 'in';
}

/** An odd number of negating words in a request: "without the", "do not ask the", but not "do not skip the". */
function refused(request: string): boolean {
  const words = request.replace(/leave (?:out|away)|remove/g, 'drop').split(/[^\p{L}']+/u);
  return words.filter((word) => negations.has(word)).length % 2 === 1;
}

function occurrences(text: string, word: string): number[] {
  const open = word.endsWith('*');
  const core = (open ? word.slice(0, -1) : word).trim();
  if (core === '') return [];
  const found: number[] = [];
  for (let at = text.indexOf(core); at >= 0; at = text.indexOf(core, at + 1)) {
    // "non-blocking" does not say "blocking", but "race-prone" says "race".
    const startsWord = at === 0 || !(isLetter(text[at - 1]) || text[at - 1] === '-');
    // A plural counts as the word itself.
    const end = text[at + core.length] === 's' ? at + core.length + 1 : at + core.length;
    if (startsWord && (open || !isLetter(text[end]) || !isLetter(text[at + core.length]))) found.push(at);
  }
  return found;
}

function isLetter(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}_]/u.test(char);
}

/** An odd number of negating words among the three before, in the same clause. */
function negated(text: string, at: number): boolean {
  const clause =
    text
      .slice(Math.max(0, at - 80), at)
      .split(/[.,;:!?\n]/)
      .at(-1) ?? '';
  const before = clause.trim().split(/\s+/).slice(-3);
  return before.filter((word) => negations.has(word)).length % 2 === 1;
}

/** Number of list items and headings in the brief. */
export function briefItems(brief: string): number {
  return brief.split('\n').filter((line) => /^\s*(?:[-*+] |\d+[.)] |#{1,6} )/.test(line)).length;
}
