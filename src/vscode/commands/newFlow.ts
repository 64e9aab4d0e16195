import * as vscode from 'vscode';
import { z } from 'zod';
import { createDefinition, definitionPresetSchema } from '../definitions/createDefinition.ts';
import { type FlowTemplate, flowTemplates } from '../definitions/templates.ts';
import type { Host } from '../host.ts';

const presetSchema = definitionPresetSchema.extend({ template: z.enum(['question', 'document', 'steps']).optional() });

/**
 * Asks for a template, a place and a title (or takes them from the first argument), writes the flow file and opens it. Returns its
 * address.
 */
export async function run(host: Host, ...args: unknown[]): Promise<vscode.Uri | undefined> {
  const preset = presetSchema.safeParse(args[0] ?? {}).data ?? {};
  const template = flowTemplates.find(({ id }) => id === preset.template) ?? (await askTemplate());
  if (template === undefined) return undefined;
  const { place, title } = preset;
  return createDefinition(host, 'flow', (name, heading) => template.text(name, heading), { place, title });
}

async function askTemplate(): Promise<FlowTemplate | undefined> {
  const items = flowTemplates.map((template) => ({ label: template.label, detail: template.detail, template }));
  const title = 'New Flow From Template';
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'What should the flow do?' }))?.template;
}
