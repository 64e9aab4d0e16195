import { jsonrepair } from 'jsonrepair';
import type { Violation } from '../../protocol/finding.ts';
import type { OutputShape } from '../../protocol/plan.ts';
import { type Answer, violation } from './answer.ts';
import { bareBlocks, type Block, fencedBlocks } from './blocks.ts';
import { toList } from './fields.ts';
import { answerLimits } from './limits.ts';
import { looksLikeAnswer, parseAnswer } from './parseAnswer.ts';
import { withoutThoughts } from './thinkTags.ts';
import { parseTolerant } from './tolerantJson.ts';

export type Extraction =
  | {
      readonly ok: true;
      readonly answer: Answer;
      readonly violations: readonly Violation[];
      readonly notes: readonly string[];
      /** The prose without reasoning and without the block that was taken. */
      readonly markdown: string;
    }
  | { readonly ok: false; readonly violations: readonly Violation[] };

export interface ExtractOptions {
  readonly allowLeads?: boolean;
}

interface Decoded {
  readonly value: unknown;
  readonly truncated: boolean;
  readonly repairs: readonly string[];
}

interface Found extends Decoded {
  readonly block: Block;
  /** How many blocks of the text are answers. */
  readonly candidates: number;
}

/** The repair library needs time that grows with the cube of the size on some inputs; this keeps it under 0.2 s. */
const maxRepairChars = 2_000;
/** Blocks of one answer that it is tried on, the last ones first. */
const maxRepairs = 8;

/**
 * Finds and reads the machine-readable block of an agent's answer. Reasoning tags are taken out, prose around is kept as Markdown,
 * the last block that is an answer wins. What cannot be read is a typed failure: the violations say `output_unreadable`
 * with the reason, never an empty list of findings. Linear in the length of the text.
 */
export function extractAnswer(text: string, shape: OutputShape, options: ExtractOptions = {}): Extraction {
  if (text.length > answerLimits.text) return unreadable(`The answer is longer than ${answerLimits.text} characters.`);
  const { text: visible, unclosed } = withoutThoughts(text.replaceAll('\r\n', '\n'));
  if (visible.trim() === '' && (unclosed ?? '').trim() === '') return unreadable('The answer is empty.');
  if (visible.trimStart().startsWith('[API Error'))
    return unreadable('The text is an error message of the model endpoint, not an answer.');
  const inside = findAnswer(visible, shape);
  const found = inside ?? (unclosed === null ? null : findAnswer(unclosed, shape));
  if (found === null) return proseOnly(visible, shape) ?? unreadable(whyNot(visible));
  const source = inside === null ? (unclosed ?? '') : visible;
  if (source.slice(found.block.end).includes('[API Error'))
    return unreadable('The answer broke off with an error message of the model endpoint.');
  const parsed = parseAnswer(wrapped(found.value, shape), { shape, allowLeads: options.allowLeads ?? false });
  if (!parsed.ok) return parsed;
  const { answer } = parsed;
  const markdown = markdownOf(source, found.block, inside === null);
  if (found.truncated && isBare(answer, markdown))
    return unreadable('The answer was cut off before its first complete entry.');
  return {
    ok: true,
    answer,
    violations: [...shapeViolations(found), ...parsed.violations].slice(0, answerLimits.violations),
    notes: [...notesOn(found, inside === null), ...parsed.notes],
    markdown,
  };
}

/** Prose of a document without a readable block is worth keeping: the block can be asked for again. */
function proseOnly(text: string, shape: OutputShape): Extraction | null {
  if (shape !== 'document' || text.includes('[API Error')) return null;
  const [broken] = fencedBlocks(text)
    .filter((block) => block.language.startsWith('json'))
    .slice(-1);
  const markdown = broken === undefined ? text.trim() : markdownOf(text, broken, false);
  if ((markdown.match(/^ {0,3}#{1,4} \S/gm) ?? []).length < 2) return null;
  const parsed = parseAnswer({ findings: [], records: {} }, { shape, allowLeads: false });
  if (!parsed.ok) return null;
  const missing = violation('', 'truncated', `${whyNot(text)} Send the sections and the block.`);
  return {
    ok: true,
    answer: parsed.answer,
    violations: [missing, ...parsed.violations],
    notes: parsed.notes,
    markdown,
  };
}

/** A truncated answer without any entry says nothing, whatever its empty lists look like. */
function isBare({ findings, verdicts, rootCause, document }: Answer, markdown: string): boolean {
  if (document !== null && (markdown !== '' || document.lists.some((list) => list.records.length > 0))) return false;
  return findings.length === 0 && (verdicts ?? []).length === 0 && rootCause === null;
}

function findAnswer(text: string, shape: OutputShape): Found | null {
  const fenced = fencedBlocks(text).filter((block) => block.value >= 0);
  const found = lastAnswer(text, fenced, shape);
  return found ?? lastAnswer(text, bareBlocks(text), shape);
}

function lastAnswer(text: string, blocks: readonly Block[], shape: OutputShape): Found | null {
  let found: Omit<Found, 'candidates'> | null = null;
  let candidates = 0;
  let repairs = maxRepairs;
  for (const block of blocks.toReversed()) {
    const decoded = decode(text.slice(block.value, block.end), () => found === null && repairs-- > 0);
    if (decoded === null || !looksLikeAnswer(wrapped(decoded.value, shape), shape)) continue;
    candidates++;
    found ??= { ...decoded, block };
  }
  return found === null ? null : { ...found, candidates };
}

/** A bare list of findings counts as the `findings` of an answer that lacks the rest; in a document it is a list of records. */
function wrapped(value: unknown, shape: OutputShape): unknown {
  const list = toList(value);
  if (list === null) return value;
  const first = list[0];
  if (typeof first !== 'object' || first === null || !('title' in first)) return value;
  return shape === 'document' ? { records: list } : { findings: list };
}

function decode(source: string, mayRepair: () => boolean): Decoded | null {
  const strict = parseJson(source);
  if (strict !== undefined) return { value: strict, truncated: false, repairs: [] };
  const tolerant = parseTolerant(source, 0);
  if (tolerant !== null) return tolerant;
  if (source.length > maxRepairChars || !mayRepair()) return null;
  try {
    // Whatever made both parsers give up, parts may be missing.
    return { value: parseJson(jsonrepair(source)), truncated: true, repairs: ['malformed JSON'] };
  } catch {
    return null;
  }
}

function parseJson(source: string): unknown {
  try {
    const value: unknown = JSON.parse(source);
    return value;
  } catch {
    return undefined;
  }
}

function shapeViolations(found: Found): Violation[] {
  if (!found.truncated) return [];
  return [
    violation(
      '',
      'truncated',
      'The JSON block is cut off or malformed, so parts of the answer may be missing. Send the complete block again.',
    ),
  ];
}

function notesOn(found: Found, fromThoughts: boolean): string[] {
  const notes: string[] = [];
  if (found.candidates > 1) notes.push(`The answer had ${found.candidates} JSON blocks; the last one counts.`);
  if (!found.block.fenced) notes.push('The JSON block was not fenced.');
  if (found.repairs.length > 0) notes.push(`The JSON was repaired: ${found.repairs.join(', ')}.`);
  if (fromThoughts) notes.push('The reasoning was never closed; the answer was taken from inside it.');
  return notes;
}

function markdownOf(source: string, block: Block, fromThoughts: boolean): string {
  // Prose inside unclosed reasoning is reasoning.
  if (fromThoughts) return '';
  if (!block.fenced) return `${source.slice(0, block.start)}${source.slice(block.end)}`.trim();
  const before = source.slice(0, block.start).replace(/(?:^|\n)[ \t]*(?:`{3,}|~{3,})[^\n`]*$/, '');
  const after = source.slice(block.end).replace(/^\s*(?:`{3,}|~{3,})/, '');
  return `${before.trimEnd()}\n${after}`.trim();
}

function whyNot(text: string): string {
  if (/(?:^|\n)[ \t]*(?:`{3,}|~{3,})[ \t]*ya?ml\b|(?:^|\n)findings:[ \t]*\n/i.test(text))
    return 'The answer is YAML. Send one fenced json block.';
  if (text.includes('{')) return 'The JSON block could not be read. Send one fenced json block of plain JSON.';
  return 'The answer has no JSON block. Send one fenced json block at its end.';
}

function unreadable(message: string): Extraction {
  return { ok: false, violations: [violation('', 'output_unreadable', message)] };
}
