import { chartLimits } from './flowchart.ts';

const entities: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', nbsp: ' ', apos: "'" };

/** The text of a label: quotes and simple markup gone, `<br>` as line break, character codes resolved. Null when it is too long. */
export function chartLabel(source: string): string | null {
  let text = source.trim();
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) text = text.slice(1, -1).trim();
  if (text.length > 1 && text.startsWith('`') && text.endsWith('`')) text = text.slice(1, -1).trim();
  text = text
    .replace(/<br\s*\/?>|\\n/gi, '\n')
    .replace(/<\/?(?:b|i|u|em|strong|small|sub|sup|code|span)>/gi, '')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/[#&](?:#?(\d{1,6})|([a-z]{2,6}));/gi, (all, code: string | undefined, name: string | undefined) =>
      code === undefined ? (entities[(name ?? '').toLowerCase()] ?? all) : character(Number(code), all),
    )
    .replace(/[^\S\n]+/g, ' ')
    .trim();
  return text.length > chartLimits.label ? null : text;
}

/** Control characters and lone surrogates stay as written. */
function character(code: number, written: string): string {
  if (code < 32 || code > 0x10ffff || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code <= 0xdfff))
    return written;
  return String.fromCodePoint(code);
}

/** A label as lines of at most `width` characters, broken at spaces, and inside words that are longer. */
export function wrapLabel(label: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of label.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const [first = '', ...rest] = pieces(word, width);
      if (line !== '' && line.length + 1 + first.length > width) {
        lines.push(line);
        line = first;
      } else line = line === '' ? first : `${line} ${first}`;
      for (const piece of rest) {
        lines.push(line);
        line = piece;
      }
    }
    lines.push(line);
  }
  return lines;
}

/** A word that fits, or its parts. A name breaks best after a slash, a dot, a hyphen or an underscore. */
function pieces(word: string, width: number): string[] {
  const found: string[] = [];
  let rest = [...word];
  while (rest.length > width) {
    const border = rest.slice(0, width).findLastIndex((char) => /[/._-]/.test(char)) + 1;
    const cut = border > width / 2 ? border : width;
    found.push(rest.slice(0, cut).join(''));
    rest = rest.slice(cut);
  }
  return [...found, rest.join('')];
}
