import type { BackendHealth } from '../../engine/ports/AgentBackend.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { ChosenBackend } from '../config.ts';
import { errorRecordOf } from '../errorRecord.ts';
import { openSetting } from '../notify.ts';
import { remedyFor } from '../remedies.ts';
import type { ErrorRecord } from '../../protocol/errors.ts';
import {
  answered,
  type ConfirmChoice,
  type Draft,
  launcherTitle,
  next,
  type PageEnd,
  type Place,
  type SizeChoice,
} from './draft.ts';
import { planRows } from './planRows.ts';
import { type Answer, askList, type ListHandle, type Row } from './questions.ts';

/** Shows the plan before anything runs: who takes part and why, the steps, the files, the ceilings. Start is the first row. */
export async function confirmPage(draft: Draft, place: Place): Promise<PageEnd> {
  for (;;) {
    draft.plan = undefined;
    const answer = await askList<ConfirmChoice>(
      { title: `${launcherTitle}: ${answered(draft.flow).title}`, ...place, placeholder: 'Check the plan, then start' },
      (list, signal) => {
        list.show([{ label: '$(loading~spin) Working out the plan', inert: true }], true);
        void fill(draft, list, signal);
      },
    );
    if (answer.kind !== 'value') return answer;
    const choice = answer.value;
    if (choice === 'start') return next;
    if (choice === 'settings') {
      await openSetting('');
      return { kind: 'cancel' };
    }
    if (typeof choice === 'object') return { kind: 'goto', page: choice.page };
    const changed = choice === 'size' ? await askSize(draft, place) : await askBackend(draft, place);
    if (changed.kind === 'cancel') return changed;
  }
}

async function fill(draft: Draft, list: ListHandle<ConfirmChoice>, signal: AbortSignal): Promise<void> {
  let plan: Plan;
  const { app } = await draft.host.apps.open(answered(draft.folder));
  try {
    const scope = await app.resolveScope(answered(draft.scope), draft.brief, signal);
    plan = await app.plan({ flow: answered(draft.flow).name, brief: draft.brief, scope, size: draft.size });
  } catch (error) {
    if (!signal.aborted) list.show(problemRows(errorRecordOf(error)));
    return;
  }
  if (signal.aborted) return;
  draft.plan = plan;
  list.show(planRows(draft, plan, undefined), true);
  const health = await app.health(draft.backend, signal).catch((error: unknown): BackendHealth => {
    const record = errorRecordOf(error);
    const item = {
      name: draft.backend,
      status: 'failed',
      detail: record.message,
      remedy: remedyFor(record.code),
    } as const;
    return { backend: draft.backend, available: false, model: null, items: [item] };
  });
  list.show(planRows(draft, plan, health));
}

/** An answer that does not work: what is wrong, and the page where it can be changed. */
function problemRows(error: ErrorRecord): Row<ConfirmChoice>[] {
  const rows: Row<ConfirmChoice>[] = [
    { label: `$(error) ${error.message}`, detail: remedyFor(error.code), inert: true },
  ];
  if (error.code.startsWith('scope_') || error.code === 'git_failed') {
    rows.unshift({ label: '$(arrow-left) Choose another scope', value: { page: 'scope' } });
  } else if (error.code === 'brief_missing') {
    rows.unshift({ label: '$(arrow-left) Edit the brief', value: { page: 'brief' } });
  } else if (error.code.startsWith('flow_') || error.code.startsWith('persona_')) {
    rows.unshift({ label: '$(arrow-left) Choose another flow', value: { page: 'flow' } });
  } else {
    rows.push({ label: '$(gear) Open Settings', value: 'settings' });
  }
  return rows;
}

const sizes: readonly { readonly value: SizeChoice; readonly label: string; readonly detail: string }[] = [
  { value: 'auto', label: 'Automatic', detail: 'From the size and kind of what is in scope' },
  { value: 'small', label: 'Small', detail: 'Fewest agents' },
  { value: 'medium', label: 'Medium', detail: 'The usual agents' },
  { value: 'large', label: 'Large', detail: 'Every agent that has something to look at' },
];

async function askSize(draft: Draft, place: Place): Promise<Answer<unknown>> {
  const page = { title: `${launcherTitle}: size`, ...place, placeholder: 'How thorough?' };
  const answer = await askList<SizeChoice>(
    page,
    (list) => list.show(sizes),
    (row) => row.value === draft.size,
  );
  if (answer.kind === 'value') draft.size = answer.value;
  return answer;
}

const backends: readonly { readonly value: ChosenBackend; readonly label: string; readonly detail: string }[] = [
  { value: 'qwen', label: 'qwen', detail: 'The local qwen CLI with the model it is configured for' },
  { value: 'offline', label: 'offline', detail: 'No model: lists what deterministic scans point to, judged by nobody' },
];

async function askBackend(draft: Draft, place: Place): Promise<Answer<unknown>> {
  const page = { title: `${launcherTitle}: backend`, ...place, placeholder: 'What runs the agents?' };
  const answer = await askList<ChosenBackend>(
    page,
    (list) => list.show(backends),
    (row) => row.value === draft.backend,
  );
  if (answer.kind === 'value') draft.backend = answer.value;
  return answer;
}
