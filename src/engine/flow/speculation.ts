/**
 * Wordings of somebody who plans ahead of any need. Each is narrow on purpose: a run that is wanted and is not done costs more than a run
 * too many. "might" alone states a fact ("the queue might lose orders"); "we might need" plans.
 */
const tells: readonly RegExp[] = [
  /\bsome ?day\b/,
  /\bone day (?:we|i|they|you|somebody|someone|anybody|anyone|customers?|users?|it)\b/,
  /\b(?:may|might|could|will|would|if|when|perhaps|maybe)\b[^.!?\n]{0,60}\b(?:one day|at some point|in (?:the|some) (?:distant |far )?future|sooner or later)\b/,
  /\b(?:at some point|in the future|sooner or later|one day),? (?:\p{L}+ ){0,3}(?:may|might|could)\b/u,
  /\bjust in case\b(?!-)/,
  /\bfor the (?:distant |far )?future\b(?! (?:readers?|developers?|maintainers?|colleagues?|team))/,
  /\bfuture[- ]?proof/,
  /\b(?:might|may) (?:well |then |also |ever |even )?(?:need|want|be (?:needed|useful|nice|handy)|come in handy|become|happen|occur)\b/,
  /\b(?:we|you|they|somebody|someone|customers?|users?) might (?:\p{L}+ )?(?:use|switch|move|have|add|adopt|grow|get|go|try|like|ask|offer|support|build)\b/u,
  /\b(?:maybe|perhaps)(?: \p{L}+){0,3} (?:later|in the future|next year|at some point)\b/u,
  /\b(?:maybe|perhaps) (?:we|it|they|somebody|someone|customers?|users?)\b/,
  /(?:^|[.!?]\s+)(?:maybe|perhaps)\b/,
  /\beventually\b(?![- ]consisten)/,
  /\b(?:in case|if|should|when|once) (?:(?:the|our|a|an) )?\p{L}+ (?:\p{L}+ )?ever\b/u,
  /\b(?:never|not|hasn't|has not|haven't|have not) (?:yet )?(?:happened|occurred|failed)(?: yet| so far| before|\b)/,
  /\bnobody (?:has )?(?:asked|needs|complained)\b/,
  /\b(?:hypothetical|speculative)/,
  /\bnice to have\b/,
  /\bdown the (?:road|line)\b/,
  /\b(?:who knows|you never know)\b/,
  /\birgendwann\b(?! (?:im|am|in der|letzte)\b)/,
  /\bvielleicht\b/,
  /\beventuell\b|\bevtl\b/,
  /\bmöglicherweise (?:\p{L}+ ){0,4}(?:brauchen|benötigen|später|künftig)\b/u,
  /\beines tages\b/,
  /\b(?:falls|wenn|sollten|sollte|sobald) (?:\p{L}+ ){1,4}(?:mal|einmal|jemals)\b/u,
  /\b(?:könnte|könnten) (?:\p{L}+ ){0,4}(?:mal|einmal|später|irgendwann)\b/u,
  /\bfür die zukunft\b|\bauf vorrat\b|\bfür alle fälle\b|\bfür den fall der fälle\b|\bsicherheitshalber\b|\bzukunftssicher/,
  /\b(?:noch nie|bisher nicht|noch nicht) (?:passiert|vorgekommen|aufgetreten|ausgefallen)\b/,
  /\bniemand (?:hat )?(?:danach |bisher )?(?:gefragt|braucht)\b/,
  /\bpeut-être\b|\bun jour\b|\bau cas où\b|\béventuellement\b/,
];

// `\b` knows only Latin letters without marks.
const border = '(?:(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_])|(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_]))';
const bordered = tells.map((tell) => new RegExp(tell.source.replaceAll('\\b', border), 'u'));

/** The words by which the brief says that nothing needs it yet; null when there are none. English, German, a little French. */
export function speculativeWords(brief: string): string | null {
  const text = brief.toLowerCase().replaceAll('’', "'").replace(/\s+/g, ' ');
  for (const tell of bordered) {
    const found = tell.exec(text);
    if (found !== null) return found[0].trim();
  }
  return null;
}
