/** What a line of prose is part of, as far as it changes how the line is read. */
export interface LinePlace {
  /** In a table a pipe ends a cell, even inside a code span. */
  readonly table: boolean;
}

/** Marks that stand for a piece that is ready; taken out of the text first, so that none can be forged. */
const open = '\uE000';
const close = '\uE001';
const mark = /\uE000(\d+)\uE001/g;

/**
 * One line of a writer's Markdown whose emphasis, code, ids and links inside the workspace stay, and nothing else that leads
 * somewhere. Every backtick is either part of a code span that begins and ends on this line, or escaped: so no other line can
 * pair with it, and what was proven to be code is code. Every `](` and `]:` is either a link that was checked, or escaped.
 */
export function writerLine(line: string, { table }: LinePlace = { table: false }): string {
  const ready: string[] = [];
  const keep = (piece: string): string => `${open}${ready.push(piece) - 1}${close}`;
  const code = (text: string, run: string): string | null => {
    const inner = table ? text.replace(/(?<!\\)\|/g, '\\|') : text;
    return table && /\\\\\|/.test(inner) ? null : keep(`${run}${inner}${run}`);
  };
  let text = withCode(line.replace(/[\uE000\uE001]/g, '\uFFFD'), code).replace(
    /!\[([^[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)/g,
    (_all, words: string) => (words === '' ? '(image)' : `(image: ${words})`),
  );
  // Links do not nest; what is left after the inner and the outer one is no link.
  for (let i = 0; i < 2; i++) text = withLinks(text, ready, keep);
  return restored(escapeMarkup(text, keep), ready);
}

/** Pairs runs of backticks as CommonMark does: a run ends at the next run of the same length; a backslash escapes one outside code. */
function withCode(line: string, code: (text: string, run: string) => string | null): string {
  const runs = [...line.matchAll(/`+/g)].map((run) => ({ at: run.index, size: run[0].length }));
  let out = '';
  let at = 0;
  while (at < line.length) {
    const char = line[at] ?? '';
    if (char === '\\' && at + 1 < line.length) {
      out += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (char !== '`') {
      out += char;
      at++;
      continue;
    }
    const size = /^`+/.exec(line.slice(at, at + 100))?.[0].length ?? 1;
    const end = size === 100 ? undefined : runs.find((run) => run.at >= at + size && run.size === size);
    const span = end === undefined ? null : code(line.slice(at + size, end.at), '`'.repeat(size));
    out += span ?? '\\`'.repeat(size);
    at = span === null || end === undefined ? at + size : end.at + size;
  }
  return out;
}

const link = /\[([^[\]]*)\]\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g;

function withLinks(text: string, ready: readonly string[], keep: (piece: string) => string): string {
  return text.replace(link, (_all, words: string, inside: string) => {
    const target = restored(inside, ready)
      .replace(/\s+(?:"[^"]*"|'[^']*'|\([^()]*\))\s*$/, '')
      .trim()
      .replace(/^<([^<>]*)>$/, '$1');
    // A bracket inside code would end the words of a reference definition, which knows no code.
    if (isInside(target) && !/[[\]]/.test(restored(words, ready))) return `${keep('[')}${words}${keep(`](${target})`)}`;
    const address = target.replace(/[`|]/g, '').trim();
    if (address === '') return words;
    return words === address || words === '' ? keep(`\`${address}\``) : `${words} (${keep(`\`${address}\``)})`;
  });
}

/**
 * A relative path or an anchor, of characters that mean the same to every reader: no scheme, no host, nothing encoded as an
 * entity or with a backslash.
 */
export function isInside(target: string): boolean {
  return /^(?![^/?#]*:)(?!\/)[\p{L}\p{N}\w./#?=%~+,@:-]+$/u.test(target);
}

/** What may stand before the first word of a paragraph: marks of quotes, lists and tasks. */
const containers = /^(?:[\s>]|[-*+](?=\s)|\d{1,9}[.)](?=\s)|\[[ xX]\](?=\s))*/;

function escapeMarkup(text: string, keep: (piece: string) => string): string {
  const start = containers.exec(text)?.[0].length ?? 0;
  const first = text.slice(start);
  // A reference definition gives a target to words elsewhere; it can only begin a paragraph. Ids in brackets stay.
  const begun = first.startsWith('[') && !/^\[[A-Z]{1,5}-\d{1,4}\](?!:)/.test(first) ? `\\${first}` : first;
  return (
    `${text.slice(0, start)}${begun}`
      // `<br>` is how a cell breaks its line in every renderer that we know. Alone on a line it would begin a block of raw HTML.
      .replace(/<br\s*\/?>/gi, (tag, at: number, all: string) => (/[\p{L}|]/u.test(all.slice(0, at)) ? keep(tag) : tag))
      .replace(/</g, '&lt;')
      .replace(/!\[/g, '!\\[')
      .replace(/\]\(/g, ']\\(')
      .replace(/\]:/g, ']\\:')
      .replace(/(https?|ftp):\/\//gi, '$1&#58;//')
      .replace(/www\./gi, (found) => `${found.slice(0, 3)}&#46;`)
      .replace(/(?<=[\w.+-])@(?=[\w-])/g, '&#64;')
  );
}

function restored(text: string, ready: readonly string[]): string {
  return text.replace(mark, (_all, index: string, at: number) => {
    const piece = ready[Number(index)] ?? '';
    const before = text.slice(0, at).endsWith(close)
      ? /\uE000(\d+)\uE001$/.exec(text.slice(Math.max(0, at - 12), at))
      : null;
    // Two code spans side by side would be read as one run of backticks.
    return before !== null && piece.startsWith('`') && (ready[Number(before[1])] ?? '').endsWith('`')
      ? ` ${piece}`
      : piece;
  });
}
