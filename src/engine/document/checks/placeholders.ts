import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { documentLimits as limits } from '../documentLimits.ts';
import { type Check, mapRecords, nameOf, noted } from '../draft.ts';
import { plainProse } from '../prose.ts';

/** Elements of HTML and names of control characters: `<head>` and `<EOF>` are spoken of, not filled in. */
const spokenOf = new Set(
  'a abbr article aside audio b base blockquote body br button canvas caption code col datalist dd del details dialog div dl dt em embed fieldset figure footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark meta nav object ol optgroup option output p picture pre progress q s samp script section select slot small source span strong style sub summary sup svg table tbody td template textarea tfoot th thead title tr u ul var video wbr eof eol cr lf tab esc nul'.split(
    ' ',
  ),
);
const inBraces = /(?<![\w/$#%.=}\\])\{{1,2}[ \t]{0,3}(?:\.{3}|…|[A-Za-z][\w .,'-]{0,60})[ \t]{0,3}\}{1,2}/g;
const inAngles = /(?<![\w)\]])<(?:\.{3}|…|[A-Za-z][\w .,'-]{0,60})>/g;
const filledIn =
  /\b(?:your|name|insert|placeholder|fill|owner|team|date|todo|tbd|enter|replace|here|describe|description)\b/i;
/** Before a marker: then it is spoken of ("the remaining TODO"). */
const article = String.raw`(?<!\b(?:a|an|the|this|that|each|every|no|one|any|open|old|existing|remaining|of)\s)`;
/** The marker alone in its sentence, at the end of a label, or said of something. */
const alone = String.raw`(?:(?<=(?:^|[.:;,(|!?—–-]|\b(?:is|are|be|still|remains?))[ \t*_]{0,4})MARK\b|MARK\b(?=[ \t*_]{0,3}(?:$|[.:;,)|!?(])))`;

const patterns: readonly RegExp[] = [
  new RegExp(
    `${article}${alone.replaceAll('MARK', String.raw`\b(?:TODO|FIXME|TBD)`)}(?!s\\b|\\s+(?:comment|marker|note|list|item|entr))`,
    'gm',
  ),
  /\blorem\b/gi,
  /\[(?:insert|your|add|fill|name of|to be|tbd|todo|placeholder)\b[^\][\n]{0,60}\](?!\()/gi,
];
const crosses = /(?<![\d*]\s?)\bx{3,}\b(?!\s*[-*\d])/gi;
const masked = /\b(?:hid|hides?|hidden|mask\w*|digits?|redact\w*|anonymi[sz]\w*)\b/i;

/** No text that waits to be filled in, outside of code. Action: reprompt, then a note. Commands and paths may have parameters. */
export const placeholders: Check = (draft) => {
  const violations: Violation[] = [];
  const notes: string[] = [];
  const found = (at: string, name: string, text: string, say: (note: string) => void): void => {
    const hits = placeholdersIn(text);
    if (hits.length === 0) return;
    violations.push(
      violation(
        at,
        'placeholder',
        `${name} still has ${hits.join(', ')}. Say it, or leave it out and ask it as an open question.`,
      ),
    );
    say(`It still has placeholders: ${hits.join(', ')}.`);
  };
  found('conclusion', 'The conclusion', draft.conclusion, (note) => notes.push(`Conclusion: ${note}`));
  for (const { heading, markdown } of draft.sections)
    found(`sections.${heading}`, `"${heading}"`, markdown, (note) => notes.push(`"${heading}": ${note}`));
  const next = mapRecords(draft, (record, spec) => {
    const said: string[] = [];
    found(`${record.at}.title`, nameOf(record), record.title, (note) => said.push(note));
    for (const field of spec.fields) {
      const value = record.fields[field.name];
      if (value === undefined || (field.kind !== 'text' && field.kind !== 'list' && field.kind !== 'enum')) continue;
      found(
        `${record.at}.${field.name}`,
        nameOf(record),
        typeof value === 'string' ? value : value.join('\n'),
        (note) => said.push(note),
      );
    }
    return noted(record, ...said);
  });
  return { draft: next, violations, notes };
};

/** The placeholders of a Markdown text, each once. Braces and angle brackets also hold code: only what asks to be filled in counts. */
export function placeholdersIn(markdown: string): string[] {
  const text = plainProse(markdown);
  const hits = patterns.flatMap((pattern) => [...text.matchAll(pattern)].slice(0, 50).map((match) => match[0]));
  const held = [inBraces, inAngles].flatMap((pattern) =>
    [...text.matchAll(pattern)].filter((match) => asksToBeFilled(match[0], lineAround(text, match.index))),
  );
  const crossed = [...text.matchAll(crosses)].filter((match) => !masked.test(lineAround(text, match.index)));
  hits.push(...[...held, ...crossed].slice(0, 50).map((match) => match[0]));
  return [...new Set(hits)].slice(0, limits.named);
}

function asksToBeFilled(whole: string, line: string): boolean {
  const inside = whole.replace(/^[{<]+|[}>]+$/g, '').trim();
  if (/^(?:\.{3}|…)$/.test(inside) || whole.startsWith('{{')) return true;
  if (whole.startsWith('<') && spokenOf.has(inside.toLowerCase())) return false;
  if (/^[A-Z][A-Z0-9_ -]+$/.test(inside) || filledIn.test(inside)) return true;
  const rest = line.replace(/^\s*(?:[-*+]|\d{1,3}[.)])?\s*(?:[\w* ]{1,30}:[* ]*)?/, '').replace(/[\s.]+$/, '');
  return rest === whole && inside.length > 1 && !inside.includes(',');
}

/** The line, as far as it matters: a long one is no line of a form. */
function lineAround(text: string, at: number): string {
  const from = Math.max(0, at - 200);
  const near = text.slice(from, at + 300);
  const end = near.indexOf('\n', at - from);
  return near.slice(near.lastIndexOf('\n', at - from) + 1, end < 0 ? near.length : end);
}
