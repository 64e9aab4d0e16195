import * as vscode from 'vscode';
import { z } from 'zod';
import type { Host } from '../host.ts';

const rowSchema = z.object({ file: z.string().min(1), line: z.number().int().positive().optional() });

/** Opens the definition file of a flow, from its row in the Flows view. */
export async function run(_host: Host, ...args: unknown[]): Promise<void> {
  const row = rowSchema.safeParse(args[0]);
  if (!row.success) return;
  const at = new vscode.Position((row.data.line ?? 1) - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(row.data.file), { selection: new vscode.Range(at, at) });
}
