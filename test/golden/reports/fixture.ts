import { createHash } from 'node:crypto';
import type { SourceReader } from '../../../src/engine/ports/SourceReader.ts';
import type { AgentOutput } from '../../../src/protocol/events.ts';
import type { Citation, Finding } from '../../../src/protocol/finding.ts';
import { type AgentStep, agentStepSchema, codeStepSchema, type Plan, planSchema, type PlanStep, type ScopeFile } from '../../../src/protocol/plan.ts';

/** Workspace files by path, as a reader would give them. */
export function readerOf(files: Readonly<Record<string, string>>): SourceReader & { readonly reads: string[] } {
  const reads: string[] = [];
  return {
    reads,
    async read(path) {
      reads.push(path);
      const text = Object.hasOwn(files, path) ? files[path] : undefined;
      if (text === undefined) return { ok: false, path, reason: 'no such file' };
      return { ok: true, path, lines: text.replace(/^\uFEFF/, '').split(/\r?\n/), sha256: sha256(text) };
    },
  };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A scope file with the hash of its text. */
export function scopeFile(path: string, text: string, more: Partial<ScopeFile> = {}): ScopeFile {
  return { path, lines: text.split('\n').length, bytes: text.length, sha256: sha256(text), ...more };
}

export function agentStep(id: string, persona: string, more: Partial<AgentStep> = {}): AgentStep {
  return agentStepSchema.parse({
    id,
    title: id,
    kind: 'agent',
    persona,
    role: 'angle',
    output: 'findings',
    prompt: 'Look.',
    needs: [],
    inputs: [],
    leads: [],
    files: [],
    promptTokens: 2,
    wave: 1,
    limits: { wallMs: 1000, silenceMs: 1000, toolCalls: 10, tokens: 1000 },
    trimmed: [],
    ...more,
  });
}

export function codeStep(op: 'preflight' | 'fold' | 'resolve' | 'render'): PlanStep {
  return codeStepSchema.parse({ id: op, title: op, kind: 'code', op, needs: [], wave: 2 });
}

export interface PlanOptions {
  readonly steps?: readonly PlanStep[];
  readonly report?: Plan['report'];
  readonly band?: Plan['band']['value'];
  readonly kind?: Plan['scope']['kind'];
  readonly files?: readonly ScopeFile[];
  readonly brief?: string;
  readonly scope?: Partial<Plan['scope']>;
}

export function planOf(options: PlanOptions = {}): Plan {
  return planSchema.parse({
    schema: 'boocode.plan/1',
    planHash: 'c0ffee',
    flow: { name: options.report ?? 'code-review', title: 'Code review', source: 'builtin', sha256: 'aa' },
    report: options.report ?? 'code-review',
    brief: options.brief ?? '',
    band: { value: options.band ?? 'large', reason: 'more than ten files', chosenBy: 'engine' },
    roster: [],
    scope: {
      kind: options.kind ?? 'diff',
      label: 'branch diff against main',
      workspaceName: 'shop',
      files: options.files ?? [],
      skipped: [],
      skippedTotal: 0,
      signals: [],
      signalCounts: {},
      git: { head: 'abc123', branch: 'topic', base: 'main', mergeBase: 'def456', dirty: false },
      branchContext: '',
      diff: 'diff --git a b',
      docs: { adr: [], standards: [], docs: [] },
      commands: [],
      assumptions: [],
      ...options.scope,
    },
    steps: options.steps ?? [],
    budget: { tokens: 100_000, wallMs: 600_000 },
    overrides: [],
  });
}

export function cite(path: string, startLine: number, endLine = startLine, more: Partial<Citation> = {}): Citation {
  return { trust: 'codebase', path, startLine, endLine, quote: `line ${startLine}`, status: 'verified', ...more };
}

export function finding(key: string, persona: string, more: Partial<Finding> = {}): Finding {
  return {
    key,
    persona,
    step: key.split('#')[0] ?? '',
    title: `Title of ${key}`,
    severity: 'warning',
    category: 'correctness',
    claim: 'It goes wrong.',
    recommendation: 'Check it.',
    confidence: 'high',
    citations: [cite('src/a.ts', 1)],
    kind: 'finding',
    ...more,
  };
}

export function answer(more: Partial<AgentOutput> = {}): AgentOutput {
  return {
    kind: 'agent',
    markdown: '',
    findings: [],
    excluded: [],
    checked: ['src/a.ts'],
    openQuestions: [],
    violations: [],
    challengeRounds: 0,
    opened: ['src/a.ts'],
    usage: null,
    model: 'test-model',
    judged: true,
    extra: {},
    ...more,
  };
}
