import { extraLimits } from './limits.ts';

/** Members of an outside object, without the names that JavaScript gives a meaning to. */
export type Fields = ReadonlyMap<string, unknown>;

const reserved = new Set(['__proto__', 'constructor', 'prototype']);

/** An outside value as a map of its members; null when it is not an object. */
export function fieldsOf(value: unknown): Fields | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return new Map(Object.entries(value).filter(([key]) => !reserved.has(key)));
}

/** The first member that is present under one of several spellings. */
export function pick(fields: Fields, ...names: readonly string[]): unknown {
  for (const name of names) {
    const value = fields.get(name);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Text of a scalar or of a list of scalars (one per line), cut to `max` characters; empty for anything else. */
export function toText(value: unknown, max: number): string {
  if (typeof value === 'string') return cut(value, max);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return '';
  const items: unknown[] = value;
  const lines = items.slice(0, 1_000).filter((item) => typeof item === 'string' || typeof item === 'number');
  return cut(lines.join('\n'), max);
}

/** As `toText`, without white space around it. */
export function toLabel(value: unknown, max: number): string {
  return toText(value, max).trim();
}

/** Cuts without splitting a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

/** A list, or null when the value is none. */
export function toList(value: unknown): readonly unknown[] | null {
  if (!Array.isArray(value)) return null;
  const items: unknown[] = value;
  return items;
}

/** A list of non-empty labels; a single text counts as a list of one. Null when there is neither. */
export function toLabels(value: unknown, max: number, maxItems: number): string[] | null {
  if (typeof value === 'string' || typeof value === 'number')
    return [toLabel(value, max)].filter((label) => label !== '');
  const list = toList(value);
  if (list === null) return null;
  return list
    .slice(0, maxItems)
    .map((item) => toLabel(item, max))
    .filter((label) => label !== '');
}

/** Line range as a model wrote it: 12, "12", "L12", "12-15". Null when it is no positive line number. */
export function toLines(value: unknown): { start: number; end: number | null } | null {
  if (typeof value === 'number') return Number.isInteger(value) && value > 0 ? { start: value, end: null } : null;
  if (typeof value !== 'string') return null;
  const match = /^\s*L?(\d{1,9})(?:\s*(?:-|–|:|to)\s*L?(\d{1,9}))?\s*$/i.exec(value.slice(0, 60));
  const start = Number(match?.[1] ?? 0);
  if (start <= 0) return null;
  return { start, end: match?.[2] === undefined ? null : Number(match[2]) };
}

/** Members that the schema does not know, bounded in number, depth and size; undefined when there are none. */
export function extraFields(fields: Fields, known: ReadonlySet<string>): Record<string, unknown> | undefined {
  const entries = [...fields].filter(([key]) => !known.has(key)).slice(0, extraLimits.keys);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([key, value]) => [cut(key, 80), bounded(value, 0)]));
}

function bounded(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cut(value, extraLimits.text);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= extraLimits.depth) return '(cut: nested too deeply)';
  const list = toList(value);
  if (list !== null) return list.slice(0, extraLimits.items).map((item) => bounded(item, depth + 1));
  const members = [...(fieldsOf(value) ?? [])].slice(0, extraLimits.keys);
  return Object.fromEntries(members.map(([key, member]) => [cut(key, 80), bounded(member, depth + 1)]));
}
