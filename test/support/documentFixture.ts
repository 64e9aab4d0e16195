import assert from 'node:assert/strict';
import type { z } from 'zod';
import {
  type DocumentRecord,
  type DocumentSpec,
  documentSpecSchema,
  type WrittenDocument,
} from '../../src/protocol/document.ts';
import type { documentCheckSchema, recordSpecSchema, sectionSpecSchema } from '../../src/protocol/document.ts';
import type { Citation } from '../../src/protocol/finding.ts';
import { fieldsOf } from '../../src/engine/evidence/fields.ts';
import { type CheckedDocument, checkDocument } from '../../src/engine/document/checkDocument.ts';
import type { CheckContext, KnownFinding } from '../../src/engine/document/draft.ts';
import { parseDocument } from '../../src/engine/document/parseDocument.ts';
import { parseMembers } from '../../src/engine/document/parseMembers.ts';
import type { RawDocument } from '../../src/engine/document/rawDocument.ts';

/** For tests: a document specification as a flow file would give it, with its defaults filled in. */
export interface SpecInput {
  readonly sections?: readonly z.input<typeof sectionSpecSchema>[];
  readonly records?: readonly z.input<typeof recordSpecSchema>[];
  readonly checks?: readonly z.input<typeof documentCheckSchema>[];
  readonly conclusion?: string | null;
  readonly deferred?: boolean;
}

export function specOf(input: SpecInput = {}): DocumentSpec {
  return documentSpecSchema.parse({
    conclusion: null,
    deferred: false,
    draft: null,
    notice: '',
    sections: [],
    records: [],
    checks: [],
    ...input,
  });
}

export function finding(id: string, more: Partial<KnownFinding> = {}): KnownFinding {
  return {
    id,
    title: `Title of ${id}`,
    category: 'fact',
    kind: 'finding',
    claim: 'It is so.',
    citations: [codeQuote()],
    ...more,
  };
}

export function codeQuote(quote = 'return 1;', more: Partial<Citation> = {}): Citation {
  return { trust: 'codebase', path: 'src/a.ts', startLine: 1, endLine: 1, quote, status: 'verified', ...more };
}

export function webQuote(url: string): Citation {
  return { trust: 'web', url, quote: 'q', status: 'unchecked' };
}

export function contextOf(spec: DocumentSpec, more: Partial<CheckContext> = {}): CheckContext {
  return {
    spec,
    step: 'writer',
    persona: 'project-manager',
    findings: [finding('E-001'), finding('E-002')],
    scope: { profile: { languages: [], frameworks: [], manifests: [], lockFiles: [], projects: [] }, commands: [] },
    paths: new Set(['src/a.ts', 'src/deep/b.ts']),
    brief: '',
    subject: '',
    handed: [],
    before: null,
    refuted: [],
    ...more,
  };
}

/** The answer of a writer, parsed. Throws when it is refused. */
export function rawOf(spec: DocumentSpec, members: object, prose = ''): RawDocument {
  const fields = fieldsOf(members);
  assert.ok(fields !== null);
  const parsedMembers = parseMembers(fields, []);
  assert.ok(parsedMembers !== null);
  const parsed = parseDocument(prose, parsedMembers, spec);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.raw;
}

export interface Answered extends CheckedDocument {
  /** Records of the first list. */
  readonly records: readonly DocumentRecord[];
  /** Rules of the violations, in order. */
  readonly rules: readonly string[];
}

/** Parses and checks an answer with all checks of its specification. */
export function checked(input: SpecInput, members: object, prose = '', more: Partial<CheckContext> = {}): Answered {
  const spec = specOf(input);
  const result = checkDocument(rawOf(spec, members, prose), contextOf(spec, more));
  const records = result.document.records[spec.records[0]?.name ?? ''] ?? [];
  return { ...result, records, rules: result.violations.map((violation) => violation.rule) };
}

/** Text of a section of the checked document; undefined when it is not there. */
export function sectionOf(document: WrittenDocument, heading: string): string | undefined {
  return document.sections.find((section) => section.heading === heading)?.markdown;
}
