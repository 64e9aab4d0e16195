export interface Heading {
  /** 1 to 4 for `#` lines; 2 for a line in bold and for an underlined line. */
  readonly level: number;
  readonly text: string;
  /** A line in bold counts only when its text is a heading that the document has. */
  readonly bold: boolean;
}

/** What a heading says, for comparing: without numbering, emphasis, a remark in parentheses and punctuation, in lower case. */
export function headingKey(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[*_`#~]/g, '')
    .replace(/^\s*(?:section\s+|part\s+)?\(?\d{1,3}(?:\.\d{1,3}){0,3}[.):]?\s+/i, '')
    .replace(/\s*\([^()]*\)\s*$/, '')
    .replaceAll('&', ' and ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '');
}

/** The heading that a line is; null when it is none. */
export function headingOf(line: string): Heading | null {
  if (line.length > 400) return null;
  const hashes = /^ {0,3}(#{1,4})(?!#)[ \t]*(\S.*)$/.exec(line);
  if (hashes !== null) {
    const text = (hashes[2] ?? '').replace(/[ \t]+#+[ \t]*$/, '').trim();
    // `#define`, `#1` and the like are text.
    if (!/^ {0,3}#{1,4}[ \t]/.test(line) && !/^[A-Z]/.test(text)) return null;
    return { level: (hashes[1] ?? '').length, text, bold: false };
  }
  const bold = /^\s*(?:\d{1,2}[.)]\s+)?(?:\*\*|__)([^*_]{1,120})(?:\*\*|__)\s*:?\s*$/.exec(line);
  return bold === null ? null : { level: 2, text: (bold[1] ?? '').trim(), bold: true };
}
