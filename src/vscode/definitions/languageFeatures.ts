import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { folderFor } from './folderFor.ts';
import { hoverText, keyOffers, parseSchema, type SchemaNode, valueOffers } from './schemaAt.ts';
import { yamlPlace, type YamlPlace } from './yamlPlace.ts';

/** Read once per window; the file comes with the extension and does not change under it. */
let flowSchema: Promise<SchemaNode> | undefined;

function schemaOf(host: Host): Promise<SchemaNode> {
  flowSchema ??= readFile(join(host.context.extensionPath, 'media', 'schemas', 'flow.schema.json'), 'utf8').then(
    (text) => parseSchema(JSON.parse(text)),
  );
  return flowSchema;
}

/** Completion in flow files: keys, closed lists of words, names of personas, ids of steps. */
export async function completeFlow(
  host: Host,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const schema = await schemaOf(host);
  const place = yamlPlace(document.getText(), position.line, position.character);
  const path = valuePath(place);
  if (place.inValue) return values(await valuesFor(host, document, schema, place, path));
  const words = place.key === undefined ? valueOffers(schema, place.path) : [];
  return [...keys(schema, place), ...values(words)];
}

/** Hover in flow files: what the key under the pointer means. */
export async function hoverFlow(
  host: Host,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const place = yamlPlace(document.getText(), position.line, position.character);
  if (place.key === undefined) return undefined;
  const text = hoverText(await schemaOf(host), [...place.path, place.key]);
  // Plain text: the schema is ours, but nothing in it needs links or commands.
  return text === '' ? undefined : new vscode.Hover(new vscode.MarkdownString().appendText(text));
}

function valuePath(place: YamlPlace): readonly (string | number)[] {
  return place.key === undefined ? place.path : [...place.path, place.key];
}

async function valuesFor(
  host: Host,
  document: vscode.TextDocument,
  schema: SchemaNode,
  place: YamlPlace,
  path: readonly (string | number)[],
): Promise<string[]> {
  const last = path.filter((step) => typeof step === 'string').at(-1);
  if (place.key === 'persona') {
    const folder = folderFor(host, document.uri);
    return folder === undefined ? [] : [...(await (await host.apps.open(folder)).app.personas())];
  }
  if (['needs', 'optionalNeeds', 'inputs', 'whenRefuted', 'steps', 'oneOf'].includes(last ?? ''))
    return stepIds(document.getText());
  return valueOffers(schema, path);
}

/** Ids written anywhere in the file; good enough to be offered. */
function stepIds(text: string): string[] {
  const ids = [...text.matchAll(/(?:^|[\s{,-])id:\s*["']?([a-z0-9][a-z0-9-]{0,63})/g)].map((match) => match[1] ?? '');
  return [...new Set(ids)];
}

function keys(schema: SchemaNode, place: YamlPlace): vscode.CompletionItem[] {
  return keyOffers(schema, place.path)
    .filter((offer) => !place.siblings.includes(offer.key))
    .map((offer, order) => {
      const item = new vscode.CompletionItem(offer.key, vscode.CompletionItemKind.Property);
      item.insertText = offer.shape === 'text' ? `${offer.key}: ` : `${offer.key}:`;
      item.detail = offer.required ? 'required' : '';
      item.documentation = offer.description;
      item.sortText = String(order).padStart(3, '0');
      return item;
    });
}

function values(words: readonly string[]): vscode.CompletionItem[] {
  return words.map((word) => new vscode.CompletionItem(word, vscode.CompletionItemKind.EnumMember));
}
