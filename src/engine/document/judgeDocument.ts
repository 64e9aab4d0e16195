import { type DocumentSpec, emptyDocumentSpec, type WrittenDocument } from '../../protocol/document.ts';
import type { Excluded, Violation } from '../../protocol/finding.ts';
import type { AgentStep, Plan } from '../../protocol/plan.ts';
import { checkPath } from '../evidence/citationPath.ts';
import type { SourceReader } from '../ports/SourceReader.ts';
import { checkDocument } from './checkDocument.ts';
import { pathsNamed } from './checks/paths.ts';
import type { CheckContext, KnownFinding } from './draft.ts';
import { mergeRaw } from './mergeRaw.ts';
import { parseDocument } from './parseDocument.ts';
import type { RawDocument, RawMembers } from './rawDocument.ts';

/** What the run knows and the answer of a writer is checked against. */
export interface DocumentInput {
  /** What the writer may cite: the merged findings that it was given. */
  readonly findings: readonly KnownFinding[];
  /** In a rewrite: the document that is rewritten, and the ids in it (or "conclusion") that were refuted. */
  readonly before: WrittenDocument | null;
  readonly refuted: readonly string[];
}

export interface DocumentJudgeInput extends DocumentInput {
  /** The prose around the json block, and the document part of the block. */
  readonly markdown: string;
  readonly members: RawMembers;
  readonly step: Pick<AgentStep, 'id' | 'persona'>;
  readonly plan: Pick<Plan, 'brief' | 'scope' | 'document' | 'subject'>;
  readonly reader: SourceReader;
  readonly handed: readonly string[];
  /** The document that was challenged, and with what. */
  readonly previous: { readonly raw: RawDocument; readonly violations: readonly Violation[] } | null;
}

export type JudgedDocument =
  | {
      readonly ok: true;
      readonly document: WrittenDocument;
      readonly violations: readonly Violation[];
      readonly excluded: readonly Excluded[];
      /** As parsed and joined; a later answer is joined with it. */
      readonly raw: RawDocument;
    }
  | { readonly ok: false; readonly violations: readonly Violation[] };

/** Paths outside the scope that are looked up, and characters of the documents under work that are read. */
const maxLookups = 200;
const maxSubject = 600_000;

/**
 * Parses and checks a writer's answer; reads files only to see whether named paths exist and what the documents under work say. With
 * `previous` the two answers are joined first, so that nothing that was not questioned is lost.
 */
export async function judgeDocument(input: DocumentJudgeInput): Promise<JudgedDocument> {
  const spec = input.plan.document ?? emptyDocumentSpec;
  const parsed = parseDocument(input.markdown, input.members, spec);
  if (!parsed.ok && (input.previous === null || saysNothing(input.members))) return parsed;
  const next = parsed.ok ? parsed.raw : bareRaw(input.members);
  const merged =
    input.previous === null ? { raw: next, notes: [] } : mergeRaw(input.previous.raw, next, input.previous.violations);
  const context = await contextOf(input, spec, merged.raw);
  const checked = checkDocument(merged.raw, context);
  const parseNotes = parsed.ok ? parsed.notes : [];
  return {
    ok: true,
    document: { ...checked.document, notes: [...parseNotes, ...merged.notes, ...checked.document.notes] },
    violations: [...(parsed.ok ? parsed.violations : []), ...checked.violations],
    excluded: checked.excluded,
    raw: merged.raw,
  };
}

/** A repair that says neither a record nor a conclusion repairs nothing. */
function saysNothing(members: RawMembers): boolean {
  return members.conclusion === '' && members.deferred.length === 0 && members.responses.length === 0;
}

function bareRaw(members: RawMembers): RawDocument {
  const { conclusion, confidence, rejected, deferred, responses } = members;
  return { conclusion, confidence, preamble: '', sections: [], strays: [], lists: [], rejected, deferred, responses };
}

async function contextOf(input: DocumentJudgeInput, spec: DocumentSpec, raw: RawDocument): Promise<CheckContext> {
  const { plan, step, reader } = input;
  const paths = knownPaths(plan.scope);
  const unknown = pathsNamed(raw.lists, spec.records).filter((path) => !paths.has(path));
  for (const path of unknown.slice(0, maxLookups)) {
    const checked = checkPath(path);
    if (checked.ok && (await reader.read(checked.path)).ok) paths.add(path);
  }
  return {
    spec,
    step: step.id,
    persona: step.persona,
    findings: input.findings,
    scope: plan.scope,
    paths,
    brief: plan.brief,
    subject: await subjectText(plan, reader),
    handed: input.handed,
    before: input.before,
    refuted: input.refuted,
  };
}

function knownPaths(scope: Plan['scope']): Set<string> {
  return new Set([
    ...scope.files.map((file) => file.path),
    ...scope.skipped.map((file) => file.path),
    ...scope.documents.map((document) => document.path),
    ...scope.texts.map((text) => text.path),
    ...scope.profile.manifests,
    ...scope.profile.lockFiles,
    ...scope.profile.frameworks.map((framework) => framework.path),
    ...scope.commands.map((command) => command.source),
  ]);
}

async function subjectText(plan: DocumentJudgeInput['plan'], reader: SourceReader): Promise<string> {
  const parts: string[] = [];
  let room = maxSubject;
  for (const path of plan.subject) {
    const file = await reader.read(path);
    if (!file.ok || room <= 0) continue;
    const text = file.lines.join('\n').slice(0, room);
    room -= text.length;
    parts.push(text);
  }
  return parts.join('\n\n');
}
