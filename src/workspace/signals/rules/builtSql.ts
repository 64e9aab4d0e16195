import type { Language } from '../language.ts';
import type { LineRule } from '../signalRule.ts';
import { nearby, type SourceView } from '../sourceView.ts';

/** A piece of SQL that is sure to be one. One wide gap only, so that matching stays linear. */
export const sqlVerb =
  /\b(?:SELECT\s[^;]{1,160}\sFROM\s|INSERT\s{1,4}INTO\s|UPDATE\s{1,4}[\w."]{1,60}\s{1,4}SET\s|DELETE\s{1,4}FROM\s|(?:WHERE|AND|ORDER BY|VALUES)\s{1,4}[\w."$%(]{1,60}\s{0,4}(?:=|<|>|!|LIKE\b|IN\b|BETWEEN\b|\())/i;

/** Parts that are names chosen by the program, or placeholders, and never data of a user. */
const ownNames =
  /^(?:[\w.]{0,40}(?:[cC]olumns?|[cC]ols|[fF]ields?|[tT]ables?|[tT]ableName|[pP]laceholders?|[rR]eturning|[sS]chema)|(?:marks|placeholders|sql|raw|join|ident|quote)\w{0,20}\(.{0,80}|[A-Z][A-Z_]{1,40})$/;
const harmlessLine = /\bsql`|Prisma\.sql|\bgql`|console\.|log(?:ger)?\.|new Error\(|throw |raise /;
const concatenation = /["'`]\s{0,4}\+\s{0,4}[a-zA-Z_(]/;

/** Are all `${...}` of a text parts that no user can choose? */
function onlyOwnNames(text: string): boolean {
  const parts = [...text.matchAll(/\$\{([^}]{0,200})\}/g)].map((match) => (match[1] ?? '').trim());
  return parts.length > 0 && parts.every((part) => ownNames.test(part));
}

/** Weight of a line with SQL: 10 when data is put into it, 0 when it only has placeholders. */
export const judgeBuiltSql: NonNullable<LineRule['judge']> = (source, index, match) => {
  const line = source.code[index] ?? '';
  if (harmlessLine.test(line)) return 0;
  return isBuilt(source, line.slice(0, match.index), line.slice(match.index)) ? 10 : 0;
};

type Building = (head: string, tail: string) => boolean;

/** How each language puts data into a text. `head` is the line before the SQL, `tail` from the SQL on. */
const building: Partial<Record<Language, Building>> = {
  js: (head, tail) => tail.includes('${') && head.includes('`') && !onlyOwnNames(tail),
  py: (head, tail) =>
    (/\bf["']/.test(head) && tail.includes('{')) || /["']\s{0,4}%\s{0,4}[a-zA-Z_(]|\.format\(/.test(tail),
  go: (head, tail) => /Sprintf\(/.test(head) && /%[sdvq+]/.test(tail),
  rs: (head, tail) => /format!\(/.test(head) && tail.includes('{'),
  cs: (head, tail) => /\$@?"/.test(head) && tail.includes('{'),
  java: (head, tail) => /String\.format\(/.test(head) && tail.includes('%'),
  kt: (head, tail) => /\$[\w{]/.test(tail) || (/String\.format\(/.test(head) && tail.includes('%')),
  rb: (_head, tail) => tail.includes('#{'),
  php: (_head, tail) => /\$\w|["']\s{0,4}\.\s{0,4}\$/.test(tail),
};

function isBuilt(source: SourceView, head: string, tail: string): boolean {
  return building[source.language]?.(head, tail) === true || concatenation.test(tail);
}

/** A later line of a query text that spans lines, with data put into it. */
export const judgeSqlLine: NonNullable<LineRule['judge']> = (source, index) => {
  const line = source.code[index] ?? '';
  return nearby(source, index, -6, 0, /\bsql`|Prisma\.sql/) || onlyOwnNames(line) ? 0 : 9;
};
