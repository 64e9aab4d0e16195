import type * as vscode from 'vscode';
import { type Memory, memorySchema } from './preset.ts';

const key = 'boocode.launcher';
/** Flows whose last brief is kept. */
const maxBriefs = 30;

/** The last answers given in this workspace; empty when there are none or they are from an incompatible version. */
export function recall(context: vscode.ExtensionContext): Memory {
  return memorySchema.safeParse(context.workspaceState.get<unknown>(key)).data ?? { briefs: {} };
}

export async function remember(context: vscode.ExtensionContext, memory: Memory): Promise<void> {
  const briefs = Object.fromEntries(Object.entries(memory.briefs).slice(-maxBriefs));
  await context.workspaceState.update(key, { ...memory, briefs });
}
