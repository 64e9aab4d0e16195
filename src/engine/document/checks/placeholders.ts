import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { documentLimits as limits } from '../documentLimits.ts';
import { type Check, mapRecords, nameOf, noted } from '../draft.ts';
import { plainProse } from '../prose.ts';

const html =
  'a|abbr|b|blockquote|br|code|dd|del|details|div|dl|dt|em|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul';

const patterns: readonly RegExp[] = [
  /(?<![\w/$#%.])\{{1,2}[ \t]{0,3}(?:\.{3}|…|[A-Za-z][\w .,'-]{0,60})[ \t]{0,3}\}{1,2}/g,
  new RegExp(`(?<![\\w)\\]])<(?!/|(?:${html})\\b|https?:|mailto:)(?:\\.{3}|[A-Za-z][\\w .,'-]{0,60})>`, 'gi'),
  /(?<!\b(?:a|an|the|this|that|each|every|no|one|open|old|existing|of)\s)\b(?:TODO|FIXME)\b(?!\s+(?:comment|marker|note|list|item|entr)|s\b)/g,
  /\bTBD\b/g,
  /\blorem\b/gi,
  /\bx{3,}\b/gi,
  /\bas (?:previously )?(?:discussed|agreed)\b(?! in (?:the )?\[)/gi,
  /\[(?:insert|your|add|fill|name of|to be|tbd|todo|placeholder)\b[^\][\n]{0,60}\](?!\()/gi,
];

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

/** The placeholders of a Markdown text, each once. */
export function placeholdersIn(markdown: string): string[] {
  const text = plainProse(markdown);
  const hits = patterns.flatMap((pattern) => [...text.matchAll(pattern)].slice(0, 50).map((match) => match[0]));
  return [...new Set(hits)].slice(0, limits.named);
}
