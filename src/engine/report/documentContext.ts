import type { DocumentRecord, DocumentSpec, RecordSpec, WrittenDocument } from '../../protocol/document.ts';
import type { Finding } from '../../protocol/finding.ts';
import { type AgentRole, type Choice, choiceSchema, type Plan } from '../../protocol/plan.ts';
import type { Report, ReportFinding, Verdict } from '../../protocol/report.ts';
import type { FoldResult, Placement } from '../evidence/fold/model.ts';
import type { BuildInput } from './model.ts';

/** All that a section of a document report is made of. */
export interface DocumentContext {
  readonly input: BuildInput;
  readonly plan: Plan;
  readonly spec: DocumentSpec;
  readonly fold: FoldResult;
  readonly verdict: Verdict;
  /** Null when nothing was written; then `why` says why. */
  readonly document: WrittenDocument | null;
  readonly why: string;
  /** The document is that of the rewrite, after a validator refuted the first conclusion. */
  readonly rewritten: boolean;
}

export type Artifact = Report['artifacts'][number];

/** Records of a list that the flow declares, in report order; empty when it does not or nothing was written. */
export function recordsOf(context: DocumentContext, name: string): readonly DocumentRecord[] {
  return context.document?.records[name] ?? [];
}

export function recordSpecOf(context: DocumentContext, name: string): RecordSpec | undefined {
  return context.spec.records.find((spec) => spec.name === name);
}

/** A field as one text; lists are joined by commas. Empty when it is missing. */
export function fieldText(record: DocumentRecord, name: string): string {
  const value = record.fields[name];
  if (value === undefined) return '';
  return typeof value === 'string' ? value : value.join(', ');
}

/** A field as a list; a text is a list of its non-empty lines. */
export function fieldList(record: DocumentRecord, name: string): readonly string[] {
  const value = record.fields[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? value.split('\n').filter((line) => line.trim() !== '') : value;
}

/** Judged findings as the steps raised them, by key. */
function rawFindings(input: BuildInput): ReadonlyMap<string, Finding> {
  return new Map(
    input.steps.flatMap(({ output }) =>
      output?.kind === 'agent' ? output.findings.map((finding) => [finding.key, finding] as const) : [],
    ),
  );
}

/** The raw findings that ended in this report finding: its own first, then those merged into it. */
function sourcesOf(context: DocumentContext, id: string): Finding[] {
  const raw = rawFindings(context.input);
  const owns = context.fold.placement
    .filter((entry) => entry.place === 'body' && entry.to === id)
    .map((entry) => entry.key);
  const keys = [...owns, ...mergedInto(context.fold.placement, new Set(owns))];
  return keys.flatMap((key) => raw.get(key) ?? []);
}

function mergedInto(placement: readonly Placement[], targets: ReadonlySet<string>): string[] {
  const reached = new Set(targets);
  const found: string[] = [];
  // A merge may point at a finding that was itself merged; the list is walked until nothing is added.
  for (let grew = true; grew;) {
    grew = false;
    for (const { key, place, to } of placement) {
      if (place !== 'merged' || reached.has(key) || !reached.has(to)) continue;
      reached.add(key);
      found.push(key);
      grew = true;
    }
  }
  return found;
}

/** Findings that one of these steps raised, also when they were merged into that of another step. */
export function findingsOfSteps(context: DocumentContext, steps: ReadonlySet<string>): ReportFinding[] {
  const { fold } = context;
  const target = new Map(fold.placement.map((entry) => [entry.key, entry]));
  const ids = new Set<string>();
  for (const start of fold.placement) {
    if (!steps.has(stepOfKey(start.key))) continue;
    const walked = new Set<string>();
    let entry: Placement | undefined = start;
    while (entry?.place === 'merged' && !walked.has(entry.key)) {
      walked.add(entry.key);
      entry = target.get(entry.to);
    }
    if (entry?.place === 'body') ids.add(entry.to);
  }
  return fold.findings.filter((finding) => ids.has(finding.id) || steps.has(finding.step));
}

/** Keys are `<step>#<ordinal>`. */
function stepOfKey(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('#')));
}

/** What the steps of this operation decided, in plan order. */
export function choicesOf(context: DocumentContext, op: 'size' | 'trigger'): Choice[] {
  return context.plan.steps.flatMap((step) => {
    if (step.kind !== 'code' || step.op !== op) return [];
    const output = context.input.steps.find((candidate) => candidate.id === step.id)?.output;
    const parsed = output?.kind === 'code' ? choiceSchema.safeParse(output.data) : undefined;
    return parsed?.success === true ? [parsed.data] : [];
  });
}

/** An extra field of one of the raw findings behind a report finding, as text; the first that says something. */
export function extraText(context: DocumentContext, id: string, ...names: readonly string[]): string {
  for (const finding of sourcesOf(context, id)) {
    for (const name of names) {
      const value = finding.extra?.[name];
      if (typeof value === 'string' && value.trim() !== '') return value.trim();
      if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    }
  }
  return '';
}

export function stepRole(context: DocumentContext, id: string): AgentRole | null {
  const step = context.plan.steps.find((candidate) => candidate.id === id);
  return step?.kind === 'agent' ? step.role : null;
}
