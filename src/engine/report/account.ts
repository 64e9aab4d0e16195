import type { Report, ReportFinding } from '../../protocol/report.ts';
import { compareText } from '../flow/canonical.ts';
import type { FoldResult } from '../evidence/fold/model.ts';
import { isFound } from '../evidence/found.ts';
import type { BuildInput } from './model.ts';
import { agentOutputs } from './verdict.ts';

/** The numbers a report opens with, counted by the engine from its own records. */
export function buildAccount(input: BuildInput, fold: FoldResult): Report['account'] {
  const opened = [...new Set(agentOutputs(input).flatMap((output) => output.opened))].sort(compareText);
  const scope = new Set(input.plan.scope.files.map((file) => file.path));
  const standings = fold.findings.map(standing);
  return {
    steps: countSteps(input),
    files: {
      inScope: scope.size,
      opened: opened.filter((path) => scope.has(path)).length,
      openedList: opened,
      skipped: Math.max(input.plan.scope.skippedTotal, input.plan.scope.skipped.length),
    },
    findings: {
      raised: fold.accounting.raised,
      verified: standings.filter((name) => name === 'verified').length,
      reanchored: standings.filter((name) => name === 'reanchored').length,
      unverified: standings.filter((name) => name === 'unverified').length,
      excluded: fold.accounting.excluded,
      merged: fold.accounting.merged,
      suppressed: 0,
    },
    tokens: { input: input.tokens.input, output: input.tokens.output },
    durationMs: Math.max(0, Math.round(input.endedAt - input.startedAt)),
    budgetNotes: [...input.budgetNotes],
  };
}

/** Planned = completed + failed + skipped. Steps that were cancelled or never started count as skipped; blocked ones as failed. */
function countSteps(input: BuildInput): Report['account']['steps'] {
  const ended = new Map(input.steps.map((step) => [step.id, step]));
  let completed = 0;
  let failed = 0;
  for (const step of input.plan.steps) {
    const state = ended.get(step.id);
    // The report is being written by this very step.
    const rendering = step.kind === 'code' && step.op === 'render';
    if (rendering || (state?.state === 'completed' && state.output?.kind !== 'skipped')) completed++;
    else if (state?.state === 'failed' || state?.state === 'blocked') failed++;
  }
  const planned = input.plan.steps.length;
  return { planned, completed, failed, skipped: planned - completed - failed };
}

/**
 * How a finding stands by its citations. `unverified`: at least one was not found, or there is none that could be compared.
 */
function standing(finding: ReportFinding): 'verified' | 'reanchored' | 'unverified' {
  const { citations } = finding;
  if (citations.some((citation) => citation.status === 'unverified') || !citations.some(isFound)) return 'unverified';
  return citations.some((citation) => citation.status === 'reanchored') ? 'reanchored' : 'verified';
}
