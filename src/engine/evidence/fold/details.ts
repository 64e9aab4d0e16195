import type { Finding } from '../../../protocol/finding.ts';

/** Most of them per finding, and characters of one and of all. */
const limits = { fields: 14, field: 600, all: 3_000 };

/** Fields that the rules have used up: what they said is in the place, the category or the confidence of the finding. */
const consumed: ReadonlySet<string> = new Set([
  'gap',
  'stance',
  'proposed',
  'gapCategory',
  'gapType',
  'retrieved',
  'retrievedAt',
  'caveats',
]);

/** Beginnings of notes that the engine itself writes and reads again; no field of an answer may look like one. */
const reserved = /^(?:tier|confidence|tension|confirmed|contradicted|unchallenged|also|refuted|partly|neither|lead)\b/i;

const labels: ReadonlyMap<string, string> = new Map([
  ['severityWhy', 'Severity'],
  ['overall', 'Overall risk'],
  ['owasp', 'OWASP'],
  ['whyItMatters', 'Why it matters'],
]);

/**
 * The fields that a flow asked for beyond the base shape, as notes in the form `Blast radius: single module; two callers`. Bounded; what
 * the rules consumed, empty ones and those that repeat the finding are left out.
 */
export function detailNotes(finding: Pick<Finding, 'extra' | 'title' | 'claim' | 'recommendation'>): string[] {
  const said = new Set([finding.title, finding.claim, finding.recommendation].map((text) => text.trim()));
  const notes: string[] = [];
  let room = limits.all;
  for (const [name, value] of Object.entries(finding.extra ?? {})) {
    const label = detailLabel(name);
    const text = textOf(value).replace(/\s+/g, ' ').trim();
    if (consumed.has(name) || label === '' || reserved.test(label)) continue;
    if (/^(?:|none\.?|n\/?a|-+|null)$/i.test(text) || said.has(text)) continue;
    const note = `${label}: ${shortened(withLinks(text))}`;
    if (notes.length === limits.fields || note.length > room) break;
    room -= note.length;
    notes.push(note);
  }
  return notes;
}

/** The label and the text of a note in that form; null for any other note. */
export function detailOf(note: string): { readonly label: string; readonly text: string } | null {
  const match = /^([A-Z][\w]*(?: [\w]+){0,4}): (.+)$/s.exec(note);
  const [, label = '', text = ''] = match ?? [];
  return label === '' || reserved.test(label) ? null : { label, text };
}

/** `blastRadius` and `blast_radius` in words. Empty when the name is no plain one. */
export function detailLabel(name: string): string {
  const known = labels.get(name);
  if (known !== undefined) return known;
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_\s-]+/g, ' ')
    .trim()
    .toLowerCase();
  return /^[a-z]\w*(?: \w+){0,4}$/.test(words) ? `${words.charAt(0).toUpperCase()}${words.slice(1)}` : '';
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value))
    return value
      .map(textOf)
      .filter((text) => text !== '')
      .join('; ');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, member]) => `${name}: ${textOf(member)}`)
    .join('; ');
}

function shortened(text: string): string {
  return text.length <= limits.field ? text : `${text.slice(0, limits.field - 1).trimEnd()}…`;
}

/** A list of ids and nothing else: in brackets, so that every format makes links of them. */
function withLinks(text: string): string {
  const ids = text.split(/[\s,;]+/).filter((part) => part !== '');
  return ids.every((id) => /^[A-Z]{1,5}-\d{1,5}$/.test(id)) ? ids.map((id) => `[${id}]`).join(', ') : text;
}
