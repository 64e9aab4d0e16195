import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { z } from 'zod';
import { BooError } from '../../protocol/errors.ts';
import type { Host } from '../host.ts';
import { chooseFolder } from '../launcher/folder.ts';
import { requireTrust } from '../trust.ts';
import { definitionProblem, fileOf } from './newDefinition.ts';
import { nameFrom } from './templates.ts';

/** Answers given beforehand, by a key binding or a test. What is missing is asked for. */
export const definitionPresetSchema = z.strictObject({
  place: z.enum(['workspace', 'home']).optional(),
  title: z.string().max(80).optional(),
});
export type DefinitionPreset = z.infer<typeof definitionPresetSchema>;

/**
 * Asks where a definition belongs and what it is called, writes it and opens it. An existing file is never overwritten. Undefined
 * when the person gave up. Throws BooError('workspace_missing' | 'workspace_untrusted' | 'usage').
 */
export async function createDefinition(
  host: Host,
  kind: 'flow' | 'persona',
  text: (name: string, title: string) => string,
  preset: DefinitionPreset,
): Promise<vscode.Uri | undefined> {
  const heading = kind === 'flow' ? 'New Flow' : 'New Persona';
  const base = await choosePlace(host, heading, preset.place);
  if (base === undefined) return undefined;
  const taken = await takenNames(host, kind);
  const title = preset.title ?? (await askTitle(kind, heading, taken));
  if (title === undefined) return undefined;
  const problem = definitionProblem(title, taken);
  if (problem !== undefined)
    throw new BooError('usage', `The title "${title.slice(0, 80)}" cannot be used. ${problem}`);
  const name = nameFrom(title);
  const target = vscode.Uri.file(fileOf(base, kind, name));
  if (await exists(target)) {
    await vscode.window.showTextDocument(target);
    return target;
  }
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text(name, title.trim())));
  await vscode.window.showTextDocument(target);
  host.refreshFlows();
  return target;
}

function askTitle(kind: 'flow' | 'persona', title: string, taken: ReadonlySet<string>): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: kind === 'flow' ? 'Title of the flow' : 'Title of the persona',
    placeHolder: kind === 'flow' ? 'Error handling review' : 'Payment Specialist',
    validateInput: (value) => definitionProblem(value, taken),
  });
}

/** Folder that holds `.boocode`: of the workspace, or the person's own home. */
async function choosePlace(host: Host, title: string, preset: DefinitionPreset['place']): Promise<string | undefined> {
  const items = [
    {
      id: 'workspace',
      label: '$(root-folder) This workspace',
      detail: 'Shared with everyone who opens it, in .boocode',
    },
    { id: 'home', label: '$(home) Only for me', detail: 'In every workspace, from .boocode in your home folder' },
  ];
  const place =
    preset ?? (await vscode.window.showQuickPick(items, { title, placeHolder: 'Where should it live?' }))?.id;
  if (place === undefined) return undefined;
  if (place === 'home') return join(homedir(), '.boocode');
  // Definitions of a workspace that is not trusted are not read; writing one there would only puzzle.
  requireTrust();
  const folder = await chooseFolder(host, title);
  return folder === undefined ? undefined : join(folder.uri.fsPath, '.boocode');
}

async function takenNames(host: Host, kind: 'flow' | 'persona'): Promise<ReadonlySet<string>> {
  const [folder] = host.apps.folders();
  if (folder === undefined) return new Set();
  const { app } = await host.apps.open(folder);
  return new Set(kind === 'flow' ? (await app.flows()).flows.map((flow) => flow.name) : await app.personas());
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
