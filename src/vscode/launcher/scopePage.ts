import * as vscode from 'vscode';
import type { App, ScopeRequest } from '../../compose/App.ts';
import type { ScopeFacts } from '../../protocol/plan.ts';
import { errorRecordOf } from '../errorRecord.ts';
import { count } from '../words.ts';
import { answered, type Draft, launcherTitle, next, type PageEnd, type Place } from './draft.ts';
import { relativePath, typedGlobs } from './paths.ts';
import { askList, askText, type Row } from './questions.ts';
import { type ScopeChoice, scopeChoices } from './scopeChoices.ts';

/** The whole workspace is counted only if that is quick: the number is a help, not worth a wait. */
const countLimitMs = 1500;

/** What is known about a scope on the list. */
type Probe = { readonly text: string; readonly usable: boolean };

/** Asks what to look at. Each row says how many files it means, or why it cannot be used here. */
export async function scopePage(draft: Draft, place: Place): Promise<PageEnd> {
  const folder = answered(draft.folder);
  const { app } = await draft.host.apps.open(folder);
  for (;;) {
    const choices = sensibleChoices(scopeChoices(folder), answered(draft.flow).scopes);
    const wanted = draft.memory.scope ?? answered(draft.flow).defaultScope;
    const answer = await askList<ScopeChoice>(
      { title: `${launcherTitle}: ${answered(draft.flow).title}`, ...place, placeholder: 'What should they look at?' },
      (list, signal) => {
        const probes = new Map<string, Probe>();
        const draw = (): void =>
          list.show(
            choices.map((choice) => scopeRow(choice, probes.get(choice.id))),
            probes.size < choices.length,
          );
        draw();
        for (const choice of choices) {
          void probe(app, choice, signal).then((found) => {
            probes.set(choice.id, found);
            draw();
          });
        }
      },
      (row) => row.value?.id === wanted,
    );
    if (answer.kind !== 'value') return answer;
    const request = answer.value.request ?? (await askGlobs(draft, place));
    if (request === 'back') continue;
    if (request === 'cancel') return { kind: 'cancel' };
    draft.scope = request;
    draft.memory.scope = answer.value.id;
    return next;
  }
}

/** What the flow can work on. A file is a path; a flow that makes sense of neither git nor selections does not offer them. */
function sensibleChoices(choices: readonly ScopeChoice[], scopes: readonly ScopeRequest['kind'][]): ScopeChoice[] {
  return choices.filter(({ id }) => scopes.includes(id === 'file' ? 'path' : id));
}

function scopeRow(choice: ScopeChoice, probe: Probe | undefined): Row<ScopeChoice> {
  const { label, detail } = choice;
  if (probe === undefined) return { label, detail, value: choice };
  return { label, detail, description: probe.text, value: choice, inert: !probe.usable };
}

async function probe(app: App, choice: ScopeChoice, signal: AbortSignal): Promise<Probe> {
  if (choice.request === undefined) return { text: '', usable: true };
  const limited = choice.id === 'workspace' ? AbortSignal.any([signal, AbortSignal.timeout(countLimitMs)]) : signal;
  try {
    return { text: factsText(await app.resolveScope(choice.request, '', limited)), usable: true };
  } catch (error) {
    const record = errorRecordOf(error);
    if (limited.aborted || record.code === 'cancelled') return { text: '', usable: true };
    // The remedy is in sight: the other rows.
    return { text: record.message, usable: false };
  }
}

function factsText(facts: ScopeFacts): string {
  const base = facts.kind === 'diff' && facts.git?.base ? ` against ${facts.git.base}` : '';
  const skipped = facts.skippedTotal === 0 ? '' : `, ${facts.skippedTotal} skipped`;
  return `${count(facts.files.length, 'file')}${base}${skipped}`;
}

async function askGlobs(draft: Draft, place: Place): Promise<ScopeRequest | 'back' | 'cancel'> {
  const answer = await askText({
    title: `${launcherTitle}: folder or files`,
    step: place.step,
    steps: place.steps,
    prompt: 'A path or pattern relative to the workspace folder; several are separated by commas.',
    placeholder: 'For example: src/server, test/**/*.ts',
    value: draft.memory.globs ?? folderOfEditor(answered(draft.folder)),
    refuse: (text) => (typedGlobs(text).length === 0 ? 'Name at least one folder, file or pattern.' : undefined),
  });
  if (answer.kind !== 'value') return answer.kind;
  draft.memory.globs = answer.value;
  return { kind: 'path', globs: typedGlobs(answer.value) };
}

function folderOfEditor(folder: vscode.WorkspaceFolder): string {
  const editor = vscode.window.activeTextEditor;
  const path = editor === undefined ? undefined : relativePath(folder, editor.document.uri);
  return path === undefined ? '' : path.split('/').slice(0, -1).join('/');
}
