import type * as vscode from 'vscode';
import { createDefinition, definitionPresetSchema } from '../definitions/createDefinition.ts';
import { personaTemplate } from '../definitions/templates.ts';
import type { Host } from '../host.ts';

/** Asks for a place and a title (or takes them from the first argument), writes the persona file and opens it. Returns its address. */
export async function run(host: Host, ...args: unknown[]): Promise<vscode.Uri | undefined> {
  const preset = definitionPresetSchema.safeParse(args[0] ?? {});
  return createDefinition(host, 'persona', personaTemplate, preset.data ?? {});
}
