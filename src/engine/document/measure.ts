import { withoutFences } from './prose.ts';

const listItem = /^[ \t]{0,12}(?:[-*+]|\d{1,3}[.)])[ \t]+(.*)$/;
const abbreviation = /\b(?:e\.g|i\.e|etc|vs|cf|approx|no|fig|dr|mr|mrs|ms|st)\.(?=\s)/gi;

/** Words of a Markdown text as people count them: no fences, no markup, no table rules, no ids in brackets. */
export function wordCount(markdown: string): number {
  return words(readable(markdown)).length;
}

/** Characters that people read. */
export function characterCount(markdown: string): number {
  return readable(markdown).replace(/\s+/g, ' ').trim().length;
}

/** Sentences of the paragraphs; list items and tables do not count. */
export function sentenceCount(markdown: string): number {
  const paragraphs = withoutFences(markdown)
    .split('\n')
    .filter((line) => !listItem.test(line) && !/^\s*(?:\||#|>)/.test(line))
    .join('\n')
    .split(/\n\s*\n/)
    .map(readable);
  return paragraphs.reduce((sum, text) => sum + sentencesOf(text), 0);
}

/** The texts of the outermost list items. */
export function listItems(markdown: string): string[] {
  const items = withoutFences(markdown)
    .split('\n')
    .flatMap((line) => {
      const match = listItem.exec(line);
      return match === null ? [] : [{ indent: line.search(/\S/), text: match[1] ?? '' }];
    });
  const outermost = items.reduce((least, item) => Math.min(least, item.indent), Infinity);
  return items.filter((item) => item.indent <= outermost + 1).map((item) => item.text);
}

function sentencesOf(text: string): number {
  const short = text.replace(abbreviation, (match) => match.replaceAll('.', ''));
  return short.split(/[.!?…]{1,5}["')\]”’]{0,3}(?=\s|$)/).filter((part) => words(part).length > 0).length;
}

function readable(markdown: string): string {
  return withoutFences(markdown)
    .replace(/^[ \t]{0,9}\|?[ \t]{0,9}:?-{3}[-:| \t]*$/gm, ' ')
    .replace(/\[[A-Z]{1,6}-\d{1,5}(?:\s*[,;]\s*[A-Z]{1,6}-\d{1,5})*\]/g, ' ')
    .replace(/^[ \t]*(?:#{1,6}|[-*+]|\d{1,3}[.)]|>)[ \t]+/gm, ' ')
    .replace(/[*_`|]/g, ' ');
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}
