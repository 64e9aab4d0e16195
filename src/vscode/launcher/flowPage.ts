import * as vscode from 'vscode';
import type { FlowInfo } from '../../compose/App.ts';
import { compareCategories } from '../../protocol/definition/categories.ts';
import { errorRecordOf } from '../errorRecord.ts';
import { sentenceFor } from '../remedies.ts';
import { answered, type Draft, launcherTitle, next, type PageEnd, type Place } from './draft.ts';
import { askList, type Row } from './questions.ts';

/** Asks which flow, by category; the last one used is active. */
export async function flowPage(draft: Draft, place: Place): Promise<PageEnd> {
  const last = draft.flow?.name ?? draft.memory.flow ?? 'code-review';
  const answer = await askList<FlowInfo>(
    { title: launcherTitle, ...place, placeholder: 'What should the agents do?' },
    (list, signal) => {
      list.show([], true);
      void loadRows(draft).then((rows) => {
        if (!signal.aborted) list.show(rows);
      });
    },
    (row) => row.value?.name === last,
  );
  if (answer.kind !== 'value') return answer;
  if (draft.flow !== undefined && draft.flow.name !== answer.value.name) draft.brief = '';
  draft.flow = answer.value;
  return next;
}

async function loadRows(draft: Draft): Promise<Row<FlowInfo>[]> {
  try {
    const { app } = await draft.host.apps.open(answered(draft.folder));
    const { flows, problems } = await app.flows();
    const rows = flowRows(flows);
    if (problems.length === 0) return rows;
    rows.push({ label: 'Definitions with errors', kind: vscode.QuickPickItemKind.Separator });
    for (const { file, line, message } of problems) {
      rows.push({ label: `$(warning) ${file}:${line}`, detail: message, inert: true });
    }
    return rows;
  } catch (error) {
    return [{ label: `$(error) ${sentenceFor(errorRecordOf(error))}`, inert: true }];
  }
}

function flowRows(flows: readonly FlowInfo[]): Row<FlowInfo>[] {
  const rows: Row<FlowInfo>[] = [];
  let category: string | undefined;
  const sorted = [...flows].sort((a, b) => compareCategories(a.category, b.category) || a.title.localeCompare(b.title));
  for (const flow of sorted) {
    if (flow.category !== category) rows.push({ label: flow.category, kind: vscode.QuickPickItemKind.Separator });
    category = flow.category;
    const own =
      flow.source === 'builtin' ? {} : { description: flow.source === 'user' ? 'yours' : 'from this workspace' };
    rows.push({ label: flow.title, detail: flow.description, ...own, value: flow });
  }
  return rows;
}
