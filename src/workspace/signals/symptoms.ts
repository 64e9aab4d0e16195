export type SymptomSignal = 'symptom-intermittent' | 'symptom-values' | 'symptom-data';

export interface Symptom {
  readonly signal: SymptomSignal;
  /** The words of the brief that say so. */
  readonly phrase: string;
}

const maxBrief = 20_000;
const maxPhrases = 5;

const patterns: readonly (readonly [SymptomSignal, RegExp])[] = [
  [
    'symptom-intermittent',
    /\b(?:intermittent(?:ly)?|sometimes|occasional(?:ly)?|random(?:ly)?|sporadic(?:ally)?|flak[ye]\w{0,8}|now and then|once in a while|from time to time|not always|every (?:few|other|\d{1,4}(?:th|nd|rd)?) \w{1,20}|race conditions?|rac(?:y|es)|deadlock\w{0,3}|hangs?|hanging|freezes?|stuck|stale|out of order|wrong order|concurren\w{1,8}|simultaneous\w{0,4}|at the same time|parallel|under (?:heavy )?load|at peak|peak hours?|only in production|timing|times? out|timed out|timeouts?|dropped|drops|duplicated? (?:call|request|event|message|job)s?|twice|cancel(?:led|lation))\b/gi,
  ],
  [
    'symptom-values',
    /\b(?:(?:wrong|incorrect|unexpected|bad|invalid|missing|empty|stale) (?:value|result|total|amount|number|sum|price|count|field|string|output|date|time|order|id)s?|undefined|nan|null(?: pointer)?|off by (?:one|\d{1,4})|round(?:ing|ed|s)|truncat\w{1,5}|overflow\w{0,5}|garbled|mangled|encod\w{1,6}|(?:is|are|gets?|got|being|was|were) (?:lost|changed|dropped|overwritten|mutated|swallowed|ignored|cut)|lost (?:between|on the way|somewhere|after)|disappear\w{0,5}|time ?zones?|(?:one|a) (?:day|hour|cent) (?:off|early|late)|does ?n[o']t match|swallow\w{1,5}|reset(?:s)? to)\b/gi,
  ],
  [
    'symptom-data',
    /\b(?:data (?:loss|corruption)|lost (?:data|rows?|records?|updates?|writes?|orders?)|(?:wrong|corrupt\w{0,5}|inconsistent|stale|missing|duplicated?|orphan\w{0,4}) (?:data|rows?|records?|entries|documents?)|corrupt\w{0,5}|slow (?:quer(?:y|ies)|database|sql|report|page|endpoint)|quer(?:y|ies)|database|migrations?|schema|transactions?|rollback|rolled back|lock(?:s|ed|ing)? (?:wait|timeout|table|row)s?|table locks?|row locks?|deadlock\w{0,3}|constraint|foreign key|unique key|index(?:es)?|n\+1|sql|postgres\w{0,4}|mysql|sqlite|mongo\w{0,4}|replica(?:tion)?)\b/gi,
  ],
];

const negation = /\b(?:no|not|never|without|isn't|aren't|don't|doesn't)\s{1,3}(?:any\s{1,3})?$/i;

/** Which kinds of trouble the brief speaks of, with the words that say so, at most five for each. Deterministic. */
export function classifySymptoms(brief: string): Symptom[] {
  const text = brief.slice(0, maxBrief).replace(/\s+/g, ' ').replaceAll('’', "'");
  const symptoms: Symptom[] = [];
  for (const [signal, pattern] of patterns) {
    const seen = new Set<string>();
    for (const match of text.matchAll(pattern)) {
      const phrase = match[0].toLowerCase();
      if (negation.test(text.slice(Math.max(0, match.index - 20), match.index)) || seen.has(phrase)) continue;
      if (seen.size === maxPhrases) break;
      seen.add(phrase);
      symptoms.push({ signal, phrase });
    }
  }
  return symptoms;
}
