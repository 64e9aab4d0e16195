import type { Report } from '../../protocol/report.ts';
import type { Block } from './blocks.ts';
import { shortened } from './sectionText.ts';

/** Title, verdict with its reasons, and the account that the engine kept itself. */
export function headBlocks(report: Report): Block[] {
  const reasons: Block[] = report.verdictReasons.length === 0 ? [] : [{ kind: 'list', items: report.verdictReasons }];
  return [
    { kind: 'heading', level: 1, text: report.run.title },
    { kind: 'verdict', verdict: report.verdict, text: verdictText(report.verdict) },
    ...reasons,
    ...(report.notice === '' ? [] : [{ kind: 'paragraph', label: 'Note', text: report.notice } as const]),
    { kind: 'heading', level: 2, text: 'Account' },
    { kind: 'facts', rows: accountRows(report) },
  ];
}

function verdictText(verdict: Report['verdict']): string {
  switch (verdict) {
    case 'complete':
      return 'Every planned step ended with an answer that was checked.';
    case 'partial':
      return 'This run is not complete, for these reasons:';
    case 'not-reviewed':
      return 'This is not a review, for these reasons:';
  }
}

function accountRows(report: Report): (readonly [string, string])[] {
  const { run, account } = report;
  const { steps, files, findings, tokens } = account;
  const beyond = files.openedList.length - files.opened;
  return [
    ['Run', `${run.id}, ${run.startedAt} to ${run.endedAt} (${duration(account.durationMs)})`],
    ['Flow', `${run.flow}, band ${run.band}: ${run.bandReason}`],
    ['Scope', run.scope],
    ...(run.brief === '' ? [] : [['Brief', shortened(run.brief, 500)] as const]),
    ['Backend', `${run.backend}${run.model === null ? '' : `, model ${run.model}`}`],
    ['Commit', commitText(run.commit, run.dirty)],
    [
      'Steps',
      `${steps.planned} planned: ${steps.completed} completed, ${steps.failed} failed, ${steps.skipped} skipped`,
    ],
    [
      'Files',
      `${files.inScope} in scope, ${files.opened} of them opened by agents${beyond > 0 ? `, ${beyond} others opened` : ''}, ${files.skipped} skipped`,
    ],
    [
      'Findings',
      `${findings.raised} raised: ${findings.verified} verified, ${findings.reanchored} re-anchored, ${findings.unverified} unverified, ${findings.merged} merged, ${findings.excluded} excluded, ${findings.suppressed} suppressed`,
    ],
    ['Tokens', `${tokens.input} in, ${tokens.output} out`],
    ...account.budgetNotes.map((note) => ['Budget', note] as const),
    ['Workspace', workspaceText(report)],
    ['Plan', run.planHash],
  ];
}

function commitText(commit: string | null, dirty: boolean | null): string {
  if (commit === null) return 'none (no git repository, or no commit yet)';
  return dirty === true ? `${commit}, with uncommitted changes` : commit;
}

function workspaceText(report: Report): string {
  if (report.workspaceUnchanged === null) return 'not compared before and after the run';
  if (report.workspaceUnchanged) return 'unchanged by the run (compared before and after)';
  const shown = report.workspaceChanges.slice(0, 10).join(', ');
  return `changed while the run was reading it: ${shown}${report.workspaceChanges.length > 10 ? ' and others' : ''}`;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
