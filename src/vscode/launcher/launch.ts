import * as vscode from 'vscode';
import { BooError } from '../../protocol/errors.ts';
import { readSettings } from '../config.ts';
import { errorRecordOf } from '../errorRecord.ts';
import type { Host } from '../host.ts';
import { type Fix, showError } from '../notify.ts';
import { requireTrust } from '../trust.ts';
import { briefPage } from './briefPage.ts';
import { confirmPage } from './confirmPage.ts';
import { answered, type Draft, type PageFunction, type PageName } from './draft.ts';
import { flowPage } from './flowPage.ts';
import { requireFolders } from './folder.ts';
import { folderPage } from './folderPage.ts';
import { recall, remember } from './memory.ts';
import type { Preset } from './preset.ts';
import { scopePage } from './scopePage.ts';

const pages: Readonly<Record<PageName, PageFunction>> = {
  folder: folderPage,
  flow: flowPage,
  scope: scopePage,
  brief: briefPage,
  confirm: confirmPage,
};

/**
 * Asks what the preset leaves open, shows the plan, starts the run and opens its pane. Returns the run id; undefined when
 * the person gave up. Throws BooError when it cannot begin (no folder, no trust, a setting that is not valid).
 */
export async function launch(host: Host, preset: Preset): Promise<string | undefined> {
  requireTrust();
  const draft = await begin(host, preset);
  const open = openPages(draft);
  for (let at = 0; at < open.length;) {
    const name = open[at];
    if (name === undefined) break;
    const end = await pages[name](draft, { step: at + 1, steps: open.length });
    if (end.kind === 'cancel') return undefined;
    if (end.kind === 'value') at += 1;
    else if (end.kind === 'goto') at = Math.max(0, open.indexOf(end.page));
    else at = Math.max(0, at - 1);
  }
  requireValidSettings(answered(draft.folder));
  const plan = draft.plan ?? (await planNow(draft));
  draft.plan = plan;
  await keepAnswers(draft);
  return start(draft, draft.backend);
}

async function begin(host: Host, preset: Preset): Promise<Draft> {
  const folders = requireFolders(host);
  const memory = recall(host.context);
  const named =
    preset.folder === undefined ? undefined : folders.find((folder) => folder.uri.toString() === preset.folder);
  const folder = named ?? (folders.length === 1 ? folders[0] : undefined);
  const draft: Draft = {
    host,
    memory,
    preset,
    folder,
    flow: undefined,
    scope: preset.scope,
    brief: preset.brief ?? '',
    size: preset.size ?? memory.size ?? 'auto',
    backend: preset.backend ?? memory.backend ?? readSettings(folder).backend,
    plan: undefined,
  };
  if (preset.flow === undefined) return draft;
  const { app } = await host.apps.open(folder ?? answered(folders[0]));
  const { flows } = await app.flows();
  draft.flow = flows.find((flow) => flow.name === preset.flow);
  if (draft.flow === undefined) throw new BooError('flow_unknown', `There is no flow named ${preset.flow}.`);
  return draft;
}

/** The pages that are needed, in order. A brief is asked for even when optional, unless the preset gives one or starts at once. */
function openPages(draft: Draft): PageName[] {
  const { preset } = draft;
  const list: PageName[] = [];
  if (draft.folder === undefined) list.push('folder');
  if (draft.flow === undefined) list.push('flow');
  if (draft.scope === undefined) list.push('scope');
  if (preset.brief === undefined && preset.start !== true) list.push('brief');
  if (preset.start !== true) list.push('confirm');
  return list;
}

/** A bad setting would silently mean its default; a run is too costly for that. Throws BooError('config_invalid'). */
function requireValidSettings(folder: vscode.WorkspaceFolder): void {
  const [problem] = readSettings(folder).problems;
  if (problem !== undefined) throw new BooError('config_invalid', problem.message);
}

async function planNow(draft: Draft): Promise<NonNullable<Draft['plan']>> {
  const { app } = await draft.host.apps.open(answered(draft.folder));
  const scope = await app.resolveScope(answered(draft.scope), draft.brief, new AbortController().signal);
  return app.plan({ flow: answered(draft.flow).name, brief: draft.brief, scope, size: draft.size });
}

async function keepAnswers(draft: Draft): Promise<void> {
  const { memory, folder, size, backend } = draft;
  const flow = answered(draft.flow).name;
  const { [flow]: _previous, ...briefs } = memory.briefs;
  await remember(draft.host.context, {
    ...memory,
    folder: answered(folder).uri.toString(),
    flow,
    size,
    // Following the setting is the usual case; remembering it would hide a later change of the setting.
    backend: backend === readSettings(folder).backend ? undefined : backend,
    briefs: draft.brief === '' ? briefs : { ...briefs, [flow]: draft.brief },
  });
}

async function start(draft: Draft, backend: Draft['backend']): Promise<string | undefined> {
  const { host } = draft;
  const { app } = await host.apps.open(answered(draft.folder));
  const title = `Starting ${answered(draft.flow).title}`;
  try {
    const run = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      app.start(answered(draft.plan), backend),
    );
    await host.openRun(run.runId);
    return run.runId;
  } catch (error) {
    void showError(host, error, startFixes(draft, backend, error));
    return undefined;
  }
}

/** Pressing the button is the explicit choice of the other backend; nothing switches by itself. */
function startFixes(draft: Draft, backend: Draft['backend'], error: unknown): readonly Fix[] {
  const backendFailed = new Set([
    'backend_unavailable',
    'qwen_missing',
    'qwen_unsupported',
    'qwen_unconfigured',
    'endpoint_unreachable',
    'readonly_unproven',
    'sandbox_unavailable',
    'model_auth',
  ]);
  if (backend === 'offline' || !backendFailed.has(errorRecordOf(error).code)) return [];
  return [{ title: 'Use Offline', act: () => start(draft, 'offline') }];
}
